{
    "name": "NPS with Questionnaires",
    "summary": "A longer questionnaire for those who want to say more, once the score is safe",
    "version": "19.0.1.0.0",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_survey_nps", "survey"],
    "data": [
        "views/cs_nps_program_views.xml",
        "views/cs_nps_response_views.xml",
        "views/page_templates.xml",
    ],
    "auto_install": True,
}
