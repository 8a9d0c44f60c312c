{
    "name": "Stock-outs: Dashboard",
    "summary": "Fill rate, OTIF, lost sales, causes and what runs out first on one screen",
    "version": "19.0.1.0.2",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_stockout", "spreadsheet_dashboard"],
    "data": ["data/spreadsheet_dashboard_data.xml"],
    "auto_install": True,
}
