{
    "name": "Surveys: Personal Data",
    "summary": "Erasing a person's data takes the surveys along and keeps the anonymous counts",
    "version": "19.0.1.0.0",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_survey_nps", "privacy_lookup"],
    "auto_install": True,
}
