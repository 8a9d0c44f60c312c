from odoo import models

from ..tools import mailtext

_MODEL = "cs.nps.invitation"


class MailMail(models.Model):
    _name = "mail.mail"
    _inherit = ["mail.mail", "cs.nps.batch.mixin"]

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Put each score's address behind its number in the plain text of a survey mail."""
        mails = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        if self.model == _MODEL:
            for mail in mails:
                mail["body_alternative"] = mailtext.to_text(mail["body"])
        return mails

    def process_email_queue(self, email_ids=(), batch_size=1000):
        """Come back for the next batch while survey mails wait: the queue stops after one."""
        waiting = 0 if email_ids else self._count_waiting_surveys()
        result = super().process_email_queue(email_ids=email_ids, batch_size=batch_size)
        if waiting and 0 < self._count_waiting_surveys() < waiting:
            self.env["ir.cron"]._cs_wake("mail.ir_cron_mail_scheduler_action")
        return result

    def _count_waiting_surveys(self):
        return self.sudo().search_count([("state", "=", "outgoing"), ("model", "=", _MODEL)])
