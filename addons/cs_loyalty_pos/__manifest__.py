{
    "name": "Loyalty in Point of Sale",
    "summary": "Counter sales count for the tier, and the cashier knows who is there",
    "version": "19.0.1.0.0",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_loyalty", "pos_loyalty"],
    "assets": {
        "point_of_sale._assets_pos": ["cs_loyalty_pos/static/src/**/*"],
        "web.assets_tests": ["cs_loyalty_pos/static/tests/tours/**/*"],
    },
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "auto_install": True,
}
