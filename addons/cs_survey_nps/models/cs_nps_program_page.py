from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import scale, verdict


class CsNpsProgram(models.Model):
    """What a program asks, on which scale, and what follows each group of answers."""

    _inherit = "cs.nps.program"  # by concern; pylint: disable=consider-merging-classes-inherited

    metric = fields.Selection(
        [
            ("nps", "NPS (0 to 10)"),
            ("csat", "CSAT (1 to 5)"),
            ("ces", "CES (1 to 7)"),
        ],
        required=True,
        default="nps",
        help="Net Promoter Score: would you recommend us. Customer Satisfaction: how satisfied "
        "are you. Customer Effort Score: was it easy. Fixed once there are answers; the "
        "figures of one metric are never mixed into another's.",
    )
    question = fields.Char(
        required=True, translate=True, default=lambda self: self._get_question("nps")
    )
    follow_up_promoter = fields.Char(
        string="To Promoters",
        translate=True,
        default=lambda self: self.env._("What did you like best?"),
        help="Asked beside the comment box after NPS 9 or 10, CSAT 4 or 5, CES 5 to 7.",
    )
    follow_up_passive = fields.Char(
        string="To Passives",
        translate=True,
        default=lambda self: self.env._("What could we have done better?"),
        help="Asked beside the comment box after NPS 7 or 8, CSAT 3, CES 4.",
    )
    follow_up_detractor = fields.Char(
        string="To Detractors",
        translate=True,
        default=lambda self: self.env._("What went wrong? We want to put it right."),
        help="Asked beside the comment box after NPS 0 to 6, CSAT 1 or 2, CES 1 to 3.",
    )
    scanner_seconds = fields.Integer(
        string="Scanners' Time (seconds)",
        default=verdict.QUIET_SECONDS,
        help="Programs that check mails open links and send forms soon after the mail. A score "
        "without a word that arrives sooner than this is flagged, and the customer is asked for "
        "a second tap. 0 believes every score.",
    )
    show_review_links = fields.Boolean(
        string="Offer Review Sites",
        default=True,
        help="The thanks page names the company's review sites, to happy and unhappy customers "
        "alike.",
    )

    _scanner_seconds_range = models.Constraint(
        "CHECK (scanner_seconds BETWEEN 0 AND 86400)",
        "The scanners' time must be from 0 to 86400 seconds, which is a day.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("metric", "nps") != "nps" and not vals.get("question"):
                vals["question"] = self._get_question(vals["metric"])
        return super().create(vals_list)

    def write(self, vals):
        if "metric" in vals:
            moving = self.filtered(lambda program: program.metric != vals["metric"])
            answers = self.env["cs.nps.response"].sudo()
            if moving and answers.search_count([("program_id", "in", moving.ids)], limit=1):
                raise UserError(
                    self.env._(
                        "A program that has answers keeps its scale. "
                        "Create another program to ask on another scale."
                    )
                )
        return super().write(vals)

    @api.onchange("metric")
    def _onchange_metric(self):
        """Put the question of the new scale where the usual one of another scale stands."""
        usual = [self._get_question(metric) for metric in scale.SCALES]
        if self.metric and (not self.question or self.question in usual):
            self.question = self._get_question(self.metric)

    @api.model
    def _get_question(self, metric):
        """Return the usual question of a metric, in the language of the environment."""
        if metric == "csat":
            return self.env._("How satisfied are you with your purchase?")
        if metric == "ces":
            return self.env._("How much do you agree: we made it easy for you?")
        return self.env._("How likely are you to recommend us to friends or family?")

    def _get_category(self, score):
        """Return the group of a score on this program's scale, False without score."""
        return False if score is None else scale.category(self.metric, score)

    def _get_review_links(self):
        """Return the review sites that the thanks page names, none where that is switched off."""
        links = self.env["cs.nps.review.link"].sudo()
        if not self.show_review_links:
            return links
        return links.search([("company_id", "=", self.company_id.id)])

    def _cs_scale(self):
        """Return what mails and pages show of the scale, in the language of the environment.

        :returns: ``scores`` (lowest first), ``lowest``, ``highest``, and what the two ends
            mean: ``low_label``, ``high_label``
        """
        self.ensure_one()
        ends = scale.SCALES[self.metric]
        low, high = self._get_end_labels()
        return {
            "scores": scale.scores(self.metric),
            "lowest": ends.lowest,
            "highest": ends.highest,
            "low_label": low,
            "high_label": high,
        }

    def _get_end_labels(self):
        """Return what the lowest and the highest score mean."""
        if self.metric == "csat":
            return self.env._("1 = very dissatisfied"), self.env._("5 = very satisfied")
        if self.metric == "ces":
            return self.env._("1 = strongly disagree"), self.env._("7 = strongly agree")
        return self.env._("0 = not at all likely"), self.env._("10 = extremely likely")
