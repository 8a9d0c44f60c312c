from odoo import models


class PrivacyLookupWizardLine(models.TransientModel):
    _inherit = "privacy.lookup.wizard.line"

    def action_unlink(self):
        """Erase what belongs to a survey the way surveys do: without a name, but counted.

        A refusal in the log of consent stays, or the person would be written to again.
        """
        self.ensure_one()
        if self.res_model == "cs.consent":
            self.execution_details = self.env._(
                "Kept consent #%(id)s: it proves what was refused or agreed to.", id=self.res_id
            )
            return None
        self._cs_survey_invitations()._anonymise()
        self._cs_survey_cases()._anonymise()
        if self.res_model not in self._cs_survey_models():
            return super().action_unlink()
        self.execution_details = self.env._(
            "Removed the name from %(document)s #%(id)s",
            document=self.res_model_id.name,
            id=self.res_id,
        )
        self.is_unlinked = True
        return None

    def _cs_survey_cases(self):
        """Return the complaints without a survey that erasing this line takes along."""
        cases = self.env["cs.nps.case"].sudo()
        if self.is_unlinked:
            return cases
        if self.res_model == "res.partner":
            record = self.env["res.partner"].sudo().browse(self.res_id).exists()
            return record._cs_cases_by_hand(self.env["res.company"].sudo().search([]))
        if self.res_model != cases._name:
            return cases
        return cases.browse(self.res_id).exists().filtered(lambda case: not case.response_id)

    def _cs_survey_models(self):
        """Return the models whose records are anonymised instead of deleted, and the path
        from each to its invitation."""
        return {
            "cs.nps.invitation": "id",
            "cs.nps.response": "invitation_id",
            "cs.nps.case": "response_id.invitation_id",
        }

    def _cs_survey_invitations(self):
        """Return the invitations that erasing this line takes along."""
        invitations = self.env["cs.nps.invitation"].sudo()
        record = self.env[self.res_model].sudo().browse(self.res_id).exists()
        if self.is_unlinked or not record:
            return invitations
        if self.res_model == "res.partner":
            return record._cs_survey_invitations(self.env["res.company"].sudo().search([]))
        path = self._cs_survey_models().get(self.res_model)
        return record.mapped(path) if path and path != "id" else (record if path else invitations)
