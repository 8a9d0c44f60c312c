"""Compile the web client once, for every copy of this database; `env` comes from Odoo's shell."""

env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
