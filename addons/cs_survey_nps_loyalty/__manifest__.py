{
    "name": "Surveys: Vouchers",
    "summary": "A real coupon for customers whose complaint was justified, one a case",
    "version": "19.0.1.0.1",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_survey_nps", "sale_loyalty"],
    "data": ["views/cs_nps_case_views.xml", "views/res_config_settings_views.xml"],
    "demo": ["demo/loyalty_program_demo.xml"],
    "auto_install": True,
}
