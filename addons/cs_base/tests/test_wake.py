from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged

JOB = "cs_base.ir_cron_contact_log"


@tagged("post_install", "-at_install")
class TestWake(TransactionCase):
    """A job is asked to run: by anybody, and where the administrator left it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.env.ref(JOB)
        cls.before = cls._triggers()

    @classmethod
    def _triggers(cls):
        return cls.env["ir.cron.trigger"].search([("cron_id", "=", cls.job.id)])

    def wake(self, at=None, name=JOB):
        self.env["ir.cron"].with_user(self.env.ref("base.public_user"))._cs_wake(name, at)
        return self._triggers() - self.before

    def test_now(self):
        trigger = self.wake()
        self.assertEqual(len(trigger), 1)
        self.assertLess(abs(trigger.call_at - fields.Datetime.now()), timedelta(minutes=1))

    def test_later(self):
        moment = datetime(2045, 5, 4, 3, 2)
        self.assertEqual(self.wake(moment).call_at, moment)

    def test_a_job_that_is_switched_off_stays_off(self):
        self.job.active = False
        self.assertFalse(self.wake())

    def test_a_job_that_was_removed_stops_nobody(self):
        self.env.ref(JOB).unlink()
        self.assertFalse(self.wake())
        self.assertFalse(self.wake(name="cs_base.there_is_no_such_job"))
