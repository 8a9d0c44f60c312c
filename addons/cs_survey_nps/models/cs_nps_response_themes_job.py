from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.themes import spans

_READ = "cs_survey_nps.theme_read_stamp"
_JOB = "cs_survey_nps.ir_cron_themes"
# The score leads where the words tell no opinion.
_LED = {"promoter": "positive", "detractor": "negative"}


class CsNpsResponse(models.Model):
    _inherit = "cs.nps.response"  # by concern; pylint: disable=consider-merging-classes-inherited

    def _after_comment(self):
        self.sudo().theme_pending = True
        self._wake_themes()
        return super()._after_comment()

    @api.model
    def _wake_themes(self):
        """Let the job run as soon as this transaction is committed, if it is there."""
        self.env["ir.cron"]._cs_wake(_JOB)

    @api.model
    def _cron_themes(self, batch_size=500):
        """Read one batch of comments; all of them again after the rules have changed."""
        self._mark_for_new_rules()
        done = self._read_themes(batch_size)
        waiting = self.search_count([("theme_pending", "=", True)])
        self.env["ir.cron"]._commit_progress(done, remaining=waiting if done else 0)

    @api.model
    def _mark_for_new_rules(self):
        """Mark every comment that nobody has checked, once for each state of the rules."""
        parameters = self.env["ir.config_parameter"].sudo()
        stamp = self.env["cs.nps.theme"]._get_stamp()
        if parameters.get_param(_READ) == stamp:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE cs_nps_response SET theme_pending = TRUE
                    WHERE comment IS NOT NULL AND theme_checked_at IS NULL
                      AND theme_pending IS NOT TRUE"""
            )
        )
        self.invalidate_model(["theme_pending"])
        parameters.set_param(_READ, stamp)

    @api.model
    def _read_themes(self, limit=500):
        """Classify the comments that wait, without committing; return how many were.

        An answer that somebody is correcting at this moment is left for the next run.
        """
        waiting = self.search(
            Domain("theme_pending", "=", True), limit=limit, order="id desc"
        ).try_lock_for_update(allow_referencing=True)
        waiting.fetch(["comment", "category", "company_id", "theme_checked_at"])
        waiting.filtered(lambda response: not response.theme_checked_at)._classify()
        waiting.write({"theme_pending": False})
        return len(waiting)

    def _classify(self):
        """Store the themes of these comments; what people found stays as it is."""
        mentions = self.env["cs.nps.response.theme"].sudo().with_context(active_test=False)
        there = {}
        for mention in mentions.search([("response_id", "in", self.ids)]):
            there.setdefault(mention.response_id.id, []).append(mention)
        stale, values = mentions.browse(), []
        for response in self:
            wanted = response._prepare_mentions()
            for mention in there.get(response.id, ()):
                key = (mention.theme_id.id, mention.polarity)
                if mention.source == "human":
                    wanted = {
                        other: vals
                        for other, vals in wanted.items()
                        if other[0] != mention.theme_id.id
                    }
                elif key in wanted and mention._is_as(wanted[key]):
                    del wanted[key]
                else:
                    stale |= mention
            values += wanted.values()
        stale.unlink()
        mentions.create(values)

    def _prepare_mentions(self):
        """Return {(theme id, polarity): values} of what the comment speaks of."""
        self.ensure_one()
        found = self.env["cs.nps.theme"]._find(
            self.comment, self.company_id, _LED.get(self.category, "neutral")
        )
        return {
            (mention.theme, mention.polarity): {
                "response_id": self.id,
                "theme_id": mention.theme,
                "polarity": mention.polarity,
                "span": spans.write(mention.spans),
                "source": "rule",
            }
            for mention in found
        }
