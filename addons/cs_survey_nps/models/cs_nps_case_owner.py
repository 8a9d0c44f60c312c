from odoo import api, fields, models

from .cs_nps_case import OPEN_STAGES

OWNER_GROUPS = ("cs_survey_nps.cs_survey_nps_group_user", "sales_team.group_sale_salesman")


class CsNpsCase(models.Model):
    _inherit = "cs.nps.case"  # by concern; pylint: disable=consider-merging-classes-inherited

    @api.model
    def _get_owner(self, response):
        """Return who looks after the case of an answer, by the rule of its program."""
        return self._choose_owner(
            response.program_id, response.company_id, response.user_id, response.team_id
        )

    @api.model
    def _choose_owner(self, program, company, seller, team):
        """Return the first by the rule who may see the case and is not away; else who is away.

        Where none of them may see it, a survey manager of the company takes it.
        """
        candidates = self._get_owner_candidates(program.sudo(), seller.sudo(), team.sudo())
        able = candidates.filtered(lambda user: self._may_own(user, company))
        present = able - self._filter_absent(able)
        return (present or able or self._get_managers(company))[:1]

    @api.model
    def _get_owner_candidates(self, program, seller, team):
        """Return who may look after a case by the rule of ``program``, the best first."""
        responsible, leader = program.user_id, team.user_id
        if program.case_owner == "leader":
            return leader | responsible
        if program.case_owner == "responsible":
            return responsible | leader
        if program.case_owner == "round_robin":
            members = (program.case_team_id or team).crm_team_member_ids.user_id
            return self._sort_by_load(members) | leader | responsible
        return seller | responsible | leader

    @api.model
    def _may_own(self, user, company):
        """Return whether ``user`` may see a case of ``company``."""
        user = user.sudo()
        return (
            user.active
            and company in user.company_ids
            and any(user.has_group(group) for group in OWNER_GROUPS)
        )

    @api.model
    def _filter_absent(self, users):
        """Return those who are away now, by the days off in their working calendars."""
        now = fields.Datetime.now()
        leaves = self.env["resource.calendar.leaves"].sudo().search(
            [
                ("resource_id.user_id", "in", users.ids),
                ("time_type", "=", "leave"),
                ("date_from", "<=", now),
                ("date_to", ">", now),
            ]
        )
        return leaves.resource_id.user_id & users

    @api.model
    def _sort_by_load(self, users):
        """Return ``users``, first who has the fewest open cases and got the last longest ago."""
        cases = self.sudo()
        load = dict(
            cases._read_group(
                [("user_id", "in", users.ids), ("stage", "in", OPEN_STAGES)],
                ["user_id"],
                ["__count"],
            )
        )
        latest = dict(
            cases._read_group([("user_id", "in", users.ids)], ["user_id"], ["id:max"])
        )
        return users.sorted(lambda user: (load.get(user, 0), latest.get(user, 0), user.id))

    @api.model
    def _get_managers(self, company):
        group = self.env.ref("cs_survey_nps.cs_survey_nps_group_manager").sudo()
        return group.all_user_ids.filtered(lambda user: self._may_own(user, company)).sorted("id")
