from collections import Counter, defaultdict

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cs_nps_invitation_count = fields.Integer(
        string="Surveys",
        compute="_compute_cs_nps_counts",
        groups="cs_survey_nps.cs_survey_nps_group_user",
    )

    cs_nps_response_count = fields.Integer(
        string="Survey Answers",
        compute="_compute_cs_nps_counts",
        groups="cs_survey_nps.cs_survey_nps_group_user",
    )
    cs_nps_last_score = fields.Integer(
        string="Survey Score",
        compute="_compute_cs_nps_counts",
        groups="cs_survey_nps.cs_survey_nps_group_user",
    )
    cs_nps_case_count = fields.Integer(
        string="Survey Cases",
        compute="_compute_cs_nps_counts",
        groups="cs_survey_nps.cs_survey_nps_group_user",
    )

    def _compute_cs_nps_counts(self):
        """Count surveys, answers and cases in one query: every order that is opened asks.

        Most quotations have none, and are spared the access rules of all three.
        """
        kinds, scores = defaultdict(Counter), {}
        rows = self._cs_nps_rows() if self._cs_nps_is_asked() else []
        for kind, order_id, score, _when, _id in rows:
            kinds[kind][order_id] += 1
            if kind == "response":
                scores[order_id] = score
        for order in self:
            order_id = order._origin.id
            order.cs_nps_invitation_count = kinds["invitation"][order_id]
            order.cs_nps_case_count = kinds["case"][order_id]
            order.cs_nps_response_count = kinds["response"][order_id]
            order.cs_nps_last_score = scores.get(order_id, 0)

    def _cs_nps_is_asked(self):
        """Return whether there may be anything about these orders, whoever may see it.

        A quotation is looked up: it was asked about only if it was confirmed before.
        """
        if any(order.state not in ("draft", "sent") for order in self):
            return True
        found = []
        for kind in ("invitation", "response", "case"):
            model = self.env[f"cs.nps.{kind}"]
            model.flush_model(["sale_order_id"])
            found.append(
                SQL(
                    "EXISTS (SELECT 1 FROM %s WHERE sale_order_id = ANY(%s))",
                    SQL.identifier(model._table),
                    self.ids,
                )
            )
        query = SQL("SELECT %s", SQL(" OR ").join(found))
        return bool(self.ids) and self.env.execute_query(query)[0][0]

    def _cs_nps_rows(self):
        """Return ``(kind, order id, score, answered at, id)`` of what the user may see.

        Answers come in the order in which they were given.
        """
        about = Domain("sale_order_id", "in", self.ids)
        selects = []
        for kind, domain, names in (
            ("invitation", about, ()),
            ("response", about & Domain("status", "=", "confirmed"), ("score", "answered_at")),
            ("case", about, ()),
        ):
            model = self.env[f"cs.nps.{kind}"]
            query = model._search(domain)
            columns = [
                model._field_to_sql(query.table, name, query)
                for name in ("sale_order_id", *names, "id")
            ]
            if not names:
                columns[1:1] = [SQL("NULL::integer"), SQL("NULL::timestamp")]
            selects.append(query.select(SQL("%s", kind), *columns))
        return self.env.execute_query(
            SQL("%s ORDER BY 4, 5", SQL(" UNION ALL ").join(SQL("(%s)", one) for one in selects))
        )

    def action_confirm(self):
        result = super().action_confirm()
        self.env["cs.nps.program"]._on_orders("order_confirmed", self)
        return result

    def _cs_nps_is_returned(self):
        """Return whether goods were delivered and nothing of them is left with the customer."""
        delivered = self.picking_ids.filtered(
            lambda picking: picking.state == "done" and picking.location_dest_id.usage == "customer"
        )
        return bool(delivered) and not any(line.qty_delivered > 0 for line in self.order_line)

    def action_cs_nps_invitations(self):
        """Open the surveys about this order."""
        self.ensure_one()
        self.env["cs.nps.invitation"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_survey_nps.cs_nps_invitation_action"
        )
        return dict(action, domain=[("sale_order_id", "=", self.id)], context={})

    def action_cs_nps_responses(self):
        """Open what the customer answered about this order."""
        self.ensure_one()
        self.env["cs.nps.response"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_survey_nps.cs_nps_response_action"
        )
        return dict(action, domain=[("sale_order_id", "=", self.id)], context={})

    def action_cs_nps_cases(self):
        """Open the cases that the answers about this order led to."""
        self.ensure_one()
        self.env["cs.nps.case"].check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("cs_survey_nps.cs_nps_case_action")
        return dict(action, domain=[("sale_order_id", "=", self.id)], context={})
