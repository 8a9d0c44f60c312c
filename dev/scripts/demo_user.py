"""Add a Vietnamese-speaking shop manager to the demo; `env` comes from Odoo's shell."""

import os

suite = os.environ["CS_SUITE"].split(",")
groups = env.ref("base.group_user") | env.ref("sales_team.group_sale_salesman_all_leads")
groups |= env.ref("stock.group_stock_user") | env.ref("purchase.group_purchase_user")
for name in suite:
    groups |= env.ref(f"{name}.{name}_group_manager", raise_if_not_found=False) or groups.browse()
values = {
    "name": "Trần Thị Lan",
    "lang": "vi_VN",
    "tz": "Asia/Ho_Chi_Minh",
    "email": "lan@hoamai.example.com",
    "group_ids": [(6, 0, groups.ids)],
}
users = env["res.users"].with_context(no_reset_password=True)
lan = users.search([("login", "=", "lan")])
if lan:
    lan.write(values)
else:
    users.create({"login": "lan", "password": "lan", **values})
# The shop's own day, whichever browser looks at it first; and no look-up of the shop on the net.
companies = env["res.company"].search([])
companies.partner_id.tz = "Asia/Ho_Chi_Minh"
if "iap_enrich_auto_done" in companies._fields:
    companies.iap_enrich_auto_done = True
# The first page that a person opens should not wait for its parts to be compiled.
templates = env["ir.qweb"]
for bundle in ("web.assets_web", "web.assets_frontend_minimal", "web.assets_frontend_lazy"):
    templates._get_asset_bundle(bundle, css=False, js=True).js()
for bundle in ("web.assets_web", "web.assets_web_print", "web.assets_frontend"):
    templates._get_asset_bundle(bundle, css=True, js=False).css()
env.cr.commit()
