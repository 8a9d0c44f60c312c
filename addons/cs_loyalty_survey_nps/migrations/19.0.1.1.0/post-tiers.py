"""Answers given before the update know the tier that their customer had."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):  # noqa: ARG001
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["cs.nps.response"]._cs_fill_tiers()
