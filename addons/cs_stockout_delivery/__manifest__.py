{
    "name": "Stock-outs: Free Delivery",
    "summary": "Who waits for missing goods pays no second delivery, and sees it on the bill",
    "version": "19.0.1.0.1",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_stockout", "stock_delivery"],
    "auto_install": True,
}
