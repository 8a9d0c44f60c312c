from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_cs_nps = fields.Boolean("NPS")
    kpi_cs_nps_value = fields.Float(compute="_compute_kpi_cs_nps_value")
    kpi_cs_nps_answers = fields.Boolean("Survey Answers")
    kpi_cs_nps_answers_value = fields.Integer(compute="_compute_kpi_cs_nps_answers_value")

    def _compute_kpi_cs_nps_value(self):
        for digest in self:
            digest.kpi_cs_nps_value = digest._cs_nps_score()["nps"] or 0.0

    def _compute_kpi_cs_nps_answers_value(self):
        for digest in self:
            digest.kpi_cs_nps_answers_value = digest._cs_nps_score()["n"]

    def _cs_nps_score(self):
        """Return the score of the digest's company and period."""
        self.ensure_one()
        if not self.env["cs.nps.report"].has_access("read"):
            raise AccessError(self.env._("Surveys are not yours to read: left out of the mail."))
        start, end, _companies = self._get_kpi_compute_parameters()
        company = self.company_id or self.env.company
        domain = (
            Domain("company_id", "=", company.id)
            & Domain("answered_at", ">=", start)
            & Domain("answered_at", "<", end)
        )
        return self.env["cs.nps.program"].cs_score(domain)

    def _compute_kpis(self, company, user):
        """Show the NPS with its interval; a change of it in percent would have no meaning."""
        kpis = super()._compute_kpis(company, user)
        for kpi in kpis:
            if kpi["kpi_name"] == "kpi_cs_nps":
                for number, (_name, (period, _before)) in enumerate(
                    self._compute_timeframes(company), start=1
                ):
                    digest = self.with_context(start_datetime=period[0], end_datetime=period[1])
                    score = digest.with_user(user).with_company(company)._cs_nps_score()
                    kpi[f"kpi_col{number}"].update(value=self._cs_nps_text(score), margin=0.0)
        return kpis

    @api.model
    def _cs_nps_text(self, score):
        if not score["n"]:
            return "–"
        low, high = round(score["low"]), round(score["high"])
        return f"{round(score['nps'])} ({low}\u00a0…\u00a0{high})"  # breaks before the bracket only

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("cs_base.menu_root").id
        actions["kpi_cs_nps"] = f"cs_survey_nps.cs_nps_report_action?menu_id={menu}"
        actions["kpi_cs_nps_answers"] = f"cs_survey_nps.cs_nps_response_action?menu_id={menu}"
        return actions
