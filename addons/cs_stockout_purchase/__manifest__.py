{
    "name": "Stock-outs: Purchase",
    "summary": "What is missing is bought from the alternative supplier with one click",
    "version": "19.0.1.0.1",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_stockout", "purchase_stock"],
    "data": [
        "security/ir.model.access.csv",
        "views/cs_stockout_case_views.xml",
        "views/cs_product_outlook_views.xml",
        "views/product_template_views.xml",
        "views/purchase_order_views.xml",
        "views/menus.xml",
    ],
    "demo": ["demo/cs_stockout_purchase_demo.xml"],
    "auto_install": True,
}
