{
    "name": "Loyalty with Surveys",
    "summary": "Open complaints on the order, and a deadline of their own for good customers",
    "version": "19.0.1.0.0",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_loyalty", "cs_survey_nps"],
    "data": ["views/cs_nps_case_views.xml", "views/cs_tier_views.xml"],
    "auto_install": True,
}
