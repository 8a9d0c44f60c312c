{
    "name": "Stock-outs with Surveys",
    "summary": "Ask how a shortage was handled, and see the shortage beside the answer",
    "version": "19.0.1.0.0",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_stockout", "cs_survey_nps"],
    "data": ["views/cs_nps_response_views.xml", "views/cs_stockout_case_views.xml"],
    "auto_install": True,
}
