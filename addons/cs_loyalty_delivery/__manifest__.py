{
    "name": "Free Delivery by Tier",
    "summary": "Members' orders are delivered free from the amount that their tier says",
    "version": "19.0.1.0.1",
    "category": "Customer Service",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_loyalty", "delivery"],
    "data": ["views/cs_tier_views.xml"],
    "demo": ["demo/cs_tier_demo.xml"],
    "auto_install": True,
}
