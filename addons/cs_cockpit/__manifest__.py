{
    "name": "Customer Service Cockpit",
    "summary": "Surveys, stock-outs and tiers on one screen that an owner reads in a minute",
    "version": "19.0.1.0.3",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_loyalty", "cs_stockout", "cs_survey_nps", "spreadsheet_dashboard"],
    "data": ["data/spreadsheet_dashboard_data.xml"],
    "auto_install": True,
}
