from odoo import models


class CsTierSimulation(models.Model):
    """What goes into the spreadsheet: tiers, customers who move, costs of benefits."""

    _inherit = "cs.tier.simulation"

    def _get_sheets(self):
        """Return (name, rows) pairs of texts and numbers, the first row being titles."""
        self.ensure_one()
        return [
            (self.env._("Tiers"), [self._get_tier_titles(), *self._get_tier_rows()]),
            (self.env._("Customers"), [self._get_move_titles(), *self._get_move_rows()]),
            (self.env._("Benefits"), [self._get_cost_titles(), *self._get_cost_rows()]),
        ]

    def _get_tier_titles(self):
        return [
            self.env._("Tier"),
            self.env._("Present threshold"),
            self.env._("Candidate threshold"),
            self.env._("Members before"),
            self.env._("Members after"),
        ]

    def _get_tier_rows(self):
        rows = [
            [
                line.name,
                line.present_threshold if line.tier_id else "",
                line.threshold if line.kept else self.env._("given up"),
                line.count_before,
                line.count_after,
            ]
            for line in self.line_ids
        ]
        return [*rows, [self.env._("No tier"), "", "", self.none_before, self.none_after]]

    def _get_move_titles(self):
        return [
            self.env._("Customer"),
            self.env._("Now"),
            self.env._("Then"),
            self.env._("Tiers up or down"),
            self.env._("Contribution"),
            self.env._("Short of the present tier"),
            self.env._("Benefits lost a year"),
        ]

    def _get_move_rows(self):
        none = self.env._("No tier")
        for move in self.move_ids:
            yield [
                move.partner_id.display_name or "",
                move.from_tier_id.name or none,
                move.to_line_id.name or none,
                move.steps if move.direction == "up" else -move.steps,
                move.contribution,
                move.gap,
                move.loss,
            ]

    def _get_cost_titles(self):
        return [
            self.env._("Tier"),
            self.env._("Benefit"),
            self.env._("A year before"),
            self.env._("A year after"),
            self.env._("How reckoned"),
        ]

    def _get_cost_rows(self):
        labels = dict(self.cost_ids._fields["component"]._description_selection(self.env))
        for cost in self.cost_ids:
            known = cost.known != "none"
            yield [
                cost.line_id.name or "",
                labels[cost.component],
                cost.amount_before if known else cost.text_before,
                cost.amount_after if known else cost.text_after,
                cost.formula,
            ]
