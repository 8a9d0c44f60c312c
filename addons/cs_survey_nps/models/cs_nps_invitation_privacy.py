from odoo import api, fields, models
from odoo.tools import SQL


class CsNpsInvitation(models.Model):
    _inherit = "cs.nps.invitation"  # by concern; pylint: disable=consider-merging-classes-inherited

    anonymised = fields.Boolean(
        string="Names Removed",
        readonly=True,
        help="Customer, order and address were removed; program, state and month are left.",
    )

    _retention_idx = models.Index("(program_id, create_date) WHERE anonymised IS NOT TRUE")

    def _anonymise(self):
        """Remove who was asked and what was written; keep program, state, score and month.

        Set-based, and safe against an answer that arrives at the same moment: the rows are
        locked first, as whoever answers does. The link in the mail dies with it.

        Whoever was asked again about a case is forgotten together with it: the two lead to each
        other.

        :returns: how many answers, cases and mails were concerned
        """
        counts = {"invitations": len(self), "answers": 0, "cases": 0, "mails": 0}
        if not self:
            return counts
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT FROM cs_nps_invitation WHERE id IN %s FOR UPDATE", tuple(self.ids)),
            log_exceptions=False,
        )
        counts["mails"] = self._drop_messages()
        cases = self._get_cases()
        again = cases.resurvey_invitation_id.filtered(lambda one: not one.anonymised) - self
        counts["cases"] = cases._anonymise()
        for zone, invitations in self.sudo().grouped(lambda one: one.program_id.timezone).items():
            counts["answers"] += invitations._forget_answers(zone)
            invitations._forget_recipients(zone)
        self.env.invalidate_all()
        for name, count in again._anonymise().items():
            counts[name] += count
        return counts

    def _get_cases(self):
        return self.env["cs.nps.case"].sudo().search(
            [("response_id.invitation_id", "in", self.ids)]
        )

    def _drop_messages(self):
        """Take back the mails and text messages that wait, and delete those that were kept."""
        mails = self.env["mail.mail"].sudo().search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        )
        texts = self._get_text_messages()
        count = len(mails) + len(texts)
        mails.unlink()
        texts.unlink()
        self.env["mail.message"].sudo().search(
            [("model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        return count

    def _get_text_messages(self):
        """Return the text messages that lead to these invitations: they hold the link."""
        numbers = [number for number in self.sudo().mapped("phone_sanitized") if number]
        if not numbers:
            return self.env["sms.sms"].sudo()
        links = tuple(f"/cs/nps/{invitation_id}-" for invitation_id in self.ids)
        texts = self.env["sms.sms"].sudo().search([("number", "in", numbers)])
        return texts.filtered(lambda text: any(link in (text.body or "") for link in links))

    def _forget_answers(self, zone):
        """Leave score, month and themes of the answers; return how many answers there are."""
        self.env.cr.execute(
            SQL(
                """UPDATE cs_nps_response
                      SET %s, answered_on = date_trunc('month', answered_on),
                          answered_at = %s, create_date = %s, write_date = %s
                    WHERE invitation_id IN %s""",
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(column), value)
                    for column, value in self._get_forgotten_answer().items()
                ),
                *[self._month_of("answered_at", zone)] * 3,
                tuple(self.ids),
            )
        )
        count = self.env.cr.rowcount
        self.env.cr.execute(
            SQL(
                """UPDATE cs_nps_response_theme mention
                      SET span = NULL, corrected_at = NULL,
                          create_date = response.create_date, write_date = response.write_date
                     FROM cs_nps_response response
                    WHERE response.id = mention.response_id AND response.invitation_id IN %s""",
                tuple(self.ids),
            )
        )
        return count

    @api.model
    def _get_forgotten_answer(self):
        """Return the columns of an answer that are emptied: whom and what it was about."""
        return {
            "partner_id": None,
            "sale_order_id": None,
            "user_id": None,
            "comment": None,
            "case_pending": False,
            "anonymised": True,
        }

    def _forget_recipients(self, zone):
        """Leave program, state and month of the invitations.

        What was never sent keeps its event, so that the same order is not asked about again;
        nothing else is known of it.
        """
        moments = ("scheduled_at", "sent_at", "answered_at", "expires_at", "create_date")
        self.env.cr.execute(
            SQL(
                """UPDATE cs_nps_invitation
                      SET %s, %s, write_date = %s,
                          event_key = CASE WHEN sent_at IS NULL AND state <> 'answered'
                                           THEN event_key
                                           ELSE 'erased:' || gen_random_uuid() END,
                          suppression_reason = CASE WHEN state = 'scheduled' THEN 'erased'
                                                    ELSE suppression_reason END,
                          state = CASE state WHEN 'scheduled' THEN 'suppressed'
                                             WHEN 'sent' THEN 'expired'
                                             ELSE state END
                    WHERE id IN %s""",
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(column), value)
                    for column, value in self._get_forgotten_recipient().items()
                ),
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(column), self._month_of(column, zone))
                    for column in moments
                ),
                self._month_of("create_date", zone),
                tuple(self.ids),
            )
        )

    @api.model
    def _get_forgotten_recipient(self):
        """Return the columns of an invitation that are emptied: who was asked about what."""
        return {
            "partner_id": None,
            "sale_order_id": None,
            "email_normalized": None,
            "phone_sanitized": None,
            "res_model": None,
            "res_id": None,
            "lang": None,
            "next_reminder_at": None,
            "send_error": None,
            "link_user_id": None,
            "link_opened_at": None,
            "cs_token_nonce": None,  # nosec B105
            "anonymised": True,
        }

    @api.model
    def _month_of(self, column, zone):
        """Return SQL for noon of the first of a moment's month: that month in any timezone."""
        return SQL(
            "date_trunc('month', timezone(%s, timezone('UTC', %s))) + interval '12 hours'",
            zone,
            SQL.identifier(column),
        )
