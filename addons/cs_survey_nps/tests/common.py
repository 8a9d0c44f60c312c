from contextlib import nullcontext
from datetime import datetime
from unittest.mock import patch

from odoo import Command, fields
from odoo.addons.cs_base.tests.common import CsCommon
from odoo.tests import HttpCase

NOON_IN_VIETNAM = datetime(2026, 3, 4, 5, 0)


class NpsCommon(CsCommon):
    """A shop, its customer, one product and a program that asks at once, at any hour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context=dict(cls.env.context, lang="en_US"))
        cls.env["cs.nps.program"].search([]).active = False
        cls.company = cls.env.company
        cls.manager = cls._user("nps_manager", "cs_survey_nps.cs_survey_nps_group_manager")
        cls.reader = cls._user("nps_user", "cs_survey_nps.cs_survey_nps_group_user")
        cls.seller = cls._user("nps_seller", "sales_team.group_sale_salesman")
        for user in cls.manager + cls.reader + cls.seller:
            user.write({"email": f"{user.login}@example.com", "lang": "en_US"})
        cls.customer = cls._partner("Chị Lan", email="lan@example.com", lang="en_US")
        cls.product = cls.env["product.product"].create(
            {"name": "Rice cooker", "is_storable": True, "list_price": 100}
        )
        cls.program = cls._program("After the delivery")

    @classmethod
    def _program(cls, name, **values):
        return cls.env["cs.nps.program"].create(
            {
                "name": name,
                "company_id": cls.env.company.id,
                "user_id": cls.manager.id,
                "delay_hours": 0,
                "case_delay_minutes": 0,
                "send_from_hour": 0,
                "send_to_hour": 24,
                **values,
            }
        )

    @classmethod
    def _order(cls, partner=None, quantity=2, **values):
        """A confirmed order whose goods are at hand."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "user_id": cls.seller.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": quantity})
                ],
                **values,
            }
        )
        location = order.warehouse_id.lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(cls.product, location, quantity)
        order.action_confirm()
        order.picking_ids.action_assign()
        return order

    @classmethod
    def _deliver(cls, picking, quantity=None, backorder=True):
        """Finish a transfer, whole or ``quantity`` of each line."""
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        picking.with_context(
            skip_backorder=True,
            picking_ids_not_to_backorder=[] if backorder else picking.ids,
        ).button_validate()
        return picking

    @classmethod
    def _delivered(cls, partner=None, **values):
        """An order that was delivered whole; returns its invitation."""
        order = cls._order(partner, **values)
        cls._deliver(order.picking_ids)
        return cls._invitations(order)

    @classmethod
    def _invitations(cls, orders):
        return cls.env["cs.nps.invitation"].search([("sale_order_id", "in", orders.ids)])

    @classmethod
    def _sent(cls, partner=None, **values):
        """A sent invitation that waits for its answer."""
        invitation = cls._delivered(partner, **values)
        invitation._process_batch()
        return invitation

    @classmethod
    def _answered(cls, score, comment="", partner=None, program=None, **values):
        """A confirmed answer, without an order behind it."""
        partner = partner or cls._partner(f"Customer {score}")
        program = program or cls.program
        number = cls.env["cs.nps.invitation"].search_count([])
        invitation = cls.env["cs.nps.invitation"].create(
            {
                **program._prepare_invitation_values(f"test:{number}", partner),
                "sent_at": fields.Datetime.now(),
                **values,
            }
        )
        return invitation._record_answer(score, comment)

    def _run_cron(self, xml_id):
        job = self.env.ref(f"cs_survey_nps.{xml_id}")
        in_test_mode = isinstance(self, HttpCase)
        with nullcontext() if in_test_mode else self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()

    def _at(self, moment):
        """Freeze what the ORM takes for now."""
        return patch.object(fields.Datetime, "now", lambda: moment)

    def _case(self, score=3, comment="giao hàng chậm, nhân viên thờ ơ", **values):
        """The case of an order's unhappy customer."""
        response = self._sent(**values)._record_answer(score, comment)
        self.env["cs.nps.case"]._open_pending()
        return response.case_ids

    def _by_hand(self, **values):
        """A complaint that came by phone."""
        return self.env["cs.nps.case"].create(
            {"partner_id": self.customer.id, "description": "The cooker is cold", **values}
        )

    def _office_hours(self):
        """Let the company work from 8 to 16 UTC, Monday to Friday."""
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Office",
                "tz": "UTC",
                "hours_per_day": 8,
                "company_id": self.company.id,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {"name": day, "dayofweek": day, "hour_from": 8, "hour_to": 16}
                    )
                    for day in "01234"
                ],
            }
        )
        self.company.resource_calendar_id = calendar
        return calendar

    def _day_off(self, calendar, start, end, **values):
        return self.env["resource.calendar.leaves"].create(
            {"calendar_id": calendar.id, "date_from": start, "date_to": end, **values}
        )
