{
    "name": "Stock-outs of Kits",
    "summary": "A kit is as available as the scarcest of its components",
    "version": "19.0.1.0.3",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_stockout", "sale_mrp"],
    "auto_install": True,
}
