{
    "name": "Support for packaged Odoo",
    "summary": "Leaves out a web client script that Debian's package of Odoo does not carry",
    "version": "19.0.1.0.0",
    "author": "Customer Service Suite contributors",
    "license": "LGPL-3",
    "category": "Hidden",
    "depends": ["mail"],
    "assets": {
        "web.assets_backend": [
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
    "installable": True,
}
