from odoo import api, fields, models


class CsStockoutCase(models.Model):
    """A shortage that is settled asks the customer how it went, and shows what she said."""

    _inherit = "cs.stockout.case"

    cs_nps_text = fields.Text(
        string="What the Customer Said",
        compute="_compute_cs_nps_text",
        compute_sudo=True,
        help="Answers to surveys about this order.",
    )

    @api.depends("order_id")
    def _compute_cs_nps_text(self):
        answers = self.env["cs.nps.response"].search(
            [
                ("sale_order_id", "in", self.order_id.ids),
                ("status", "=", "confirmed"),
                ("is_test", "=", False),
            ],
            order="answered_at, id",
        )
        by_order = answers.grouped("sale_order_id")
        for case in self:
            own = by_order.get(case.order_id, answers.browse())
            case.cs_nps_text = "\n".join(self._describe_answer(answer) for answer in own) or False

    @api.model
    def _describe_answer(self, answer):
        program = answer.program_id
        said = {"score": answer.score, "program": program.name, "comment": answer.comment}
        if answer.comment:
            return self.env._("%(score)s (%(program)s): %(comment)s", **said)
        return self.env._("%(score)s (%(program)s), without a comment", **said)

    def _get_outcome(self):
        """Return what was missing and how it ended, in one line."""
        self.ensure_one()
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("choice", "state")
        }
        outcome = labels["choice"].get(self.choice) or labels["state"][self.state]
        return self.env._(
            "%(quantity)g × %(product)s was missing: %(outcome)s",
            quantity=self.short_qty,
            product=self.product_id.display_name,
            outcome=outcome,
        )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "done":
            self.env["cs.nps.program"]._on_shortages(self)
        return result
