{
    "name": "Loyalty with Stock-outs",
    "summary": "Goods that come in are kept for good customers first",
    "version": "19.0.1.0.0",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_loyalty", "cs_stockout"],
    "data": ["views/cs_stockout_case_views.xml", "views/cs_tier_views.xml"],
    "auto_install": True,
}
