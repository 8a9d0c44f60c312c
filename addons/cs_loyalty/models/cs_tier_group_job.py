import logging

from odoo import api, models
from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)


class CsTierGroup(models.Model):
    """The nightly job, in which no group holds up another."""

    _inherit = "cs.tier.group"

    @api.model
    def _cron_review(self):
        """Review every group, one transaction each."""
        groups = self.search([("active", "=", True)])
        for done, group in enumerate(groups, start=1):
            if group.try_lock_for_update(allow_referencing=True):
                group._review_apart()
            self.env["ir.cron"]._commit_progress(1, remaining=len(groups) - done)

    def _review_apart(self, partner_ids=None):
        """Review each group; one that cannot be is left as it was and told in the log.

        A filter of customers may name a field that an add-on took along when it was removed.
        """
        for group in self:
            try:
                with self.env.cr.savepoint():
                    group._review(partner_ids=partner_ids)
            except OperationalError:
                raise  # two transactions met: the job comes again
            except Exception:
                _logger.exception("The tier group %s (%s) cannot be reviewed", group.name, group.id)
