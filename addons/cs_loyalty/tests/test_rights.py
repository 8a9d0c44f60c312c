from odoo.addons.cs_base.tests.rights import RightsCase
from odoo.tests import tagged

from .common import LoyaltyCase


@tagged("post_install", "-at_install")
class TestRights(RightsCase, LoyaltyCase):
    """Who may do what with every model, method and route, held against ``rights.json``."""

    addon = "cs_loyalty"
    manager_groups = "cs_loyalty.cs_loyalty_group_manager,sales_team.group_sale_manager"
    argument = "0912345678"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_group()
        cls.invoice(cls.lan, 50, "2027-06-10")
        cls.group._review()
        cls.env["sale.order"].create({"partner_id": cls.lan.id})
        cls._set_roles(cls.lan, seller=cls.seller, user=cls.member_user, manager=cls.manager)

    def known_records(self):
        return {
            "res.partner": self.lan,
            "cs.tier.group": self.group,
            "cs.tier.membership": self.member(self.group),
        }

    def company_records(self):
        here = [("company_id", "=", self.company.id)]
        names = ("cs.tier.group", "cs.tier", "cs.tier.membership", "cs.tier.event")
        return {name: self.env[name].search(here) for name in names}

    def test_only_the_review_writes_members_and_movements(self):
        """Nobody, the administrator included, has a right that sales people lack by chance."""
        for name in ("cs.tier.membership", "cs.tier.event", "cs.tier.contribution"):
            for role, rights in self.snapshot["models"][name].items():
                self.assertIn(rights, ("", "read"), f"{role} {name}")
        for name in ("cs.tier", "cs.tier.group"):
            for role in ("public", "portal", "employee", "seller", "user"):
                self.assertIn(self.snapshot["models"][name][role], ("", "read"), f"{role} {name}")
