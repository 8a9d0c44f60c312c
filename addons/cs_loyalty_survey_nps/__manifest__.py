{
    "name": "Loyalty with Surveys",
    "summary": "Open complaints on the order, and a deadline of their own for good customers",
    "version": "19.0.1.1.1",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_loyalty", "cs_survey_nps"],
    "data": [
        "data/ir_cron_data.xml",
        "views/cs_nps_case_views.xml",
        "views/cs_nps_report_views.xml",
        "views/cs_tier_views.xml",
    ],
    "post_init_hook": "post_init_hook",
    "auto_install": True,
}
