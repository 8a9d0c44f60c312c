from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .cs_nps_figures_mixin import MIN_CELL


class CsNpsResponse(models.Model):
    _inherit = "cs.nps.response"  # by concern; pylint: disable=consider-merging-classes-inherited

    anonymous = fields.Boolean(
        readonly=True, help="Given under the promise that nobody learns who gave it."
    )
    anonymised = fields.Boolean(
        string="Names Removed",
        readonly=True,
        help="Customer, order and comment were removed; score and month are left.",
    )
    may_show = fields.Boolean(compute="_compute_may_show", search="_search_may_show")

    _anonymous_idx = models.Index("(program_id, answered_on) WHERE anonymous")

    @api.depends("anonymous", "program_id", "answered_on")
    def _compute_may_show(self):
        shown = set(self.sudo().filtered_domain([("anonymous", "=", False)]).ids)
        anonymous = self.sudo().filtered("anonymous")
        if anonymous:
            shown |= set(
                self.sudo().search(
                    Domain("id", "in", anonymous.ids) & self._search_may_show("in", [True])
                ).ids
            )
        for response in self:
            response.may_show = response.id in shown

    @api.model
    def _search_may_show(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        small = SQL(
            """(SELECT r.id
                  FROM cs_nps_response r
                  JOIN (SELECT program_id, answered_on
                          FROM cs_nps_response
                         WHERE anonymous AND status = 'confirmed'
                           AND is_test IS NOT TRUE AND resurvey IS NOT TRUE
                      GROUP BY program_id, answered_on
                        HAVING count(*) >= %s) large
                    ON (large.program_id, large.answered_on) = (r.program_id, r.answered_on)
                 WHERE r.anonymous AND r.status = 'confirmed')""",
            MIN_CELL,
        )
        shown = Domain("anonymous", "=", False) | Domain("id", "in", small)
        return shown if True in value else ~shown
