from odoo import api, models


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _cs_wake(self, xml_id, at=None):
        """Let a job run as soon as this transaction is committed, or later.

        A job that the administrator removed is no reason to refuse what somebody does.

        :param str xml_id: the job's external id
        :param datetime at: when to run instead, in UTC
        """
        job_id = self.env["ir.model.data"]._xmlid_to_res_id(xml_id)
        if job_id:
            job = self.sudo().browse(job_id)
            # Not asked for: what wakes a job that is switched off is dropped by Odoo later.
            job._fields["active"]._insert_cache(job, [True])
            job._trigger(at)
            job.invalidate_recordset(["active"])
