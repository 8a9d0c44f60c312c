{
    "name": "Loyalty with Stock-outs",
    "summary": "Good customers are served first, and substitutes suit their tier",
    "version": "19.0.1.0.1",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_loyalty", "cs_stockout"],
    "data": [
        "views/cs_stockout_case_views.xml",
        "views/cs_substitution_rule_views.xml",
        "views/cs_tier_views.xml",
    ],
    "auto_install": True,
}
