{
    "name": "Surveys: Dashboard",
    "summary": "NPS with its interval, response rate and overdue cases on one screen",
    "version": "19.0.1.0.2",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_survey_nps", "spreadsheet_dashboard"],
    "data": ["data/spreadsheet_dashboard_data.xml"],
    "auto_install": True,
}
