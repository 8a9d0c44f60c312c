from .common import NpsCommon


class SendCommon(NpsCommon):
    """What became of invitations whose time to be sent has come."""

    def _mails(self, invitations):
        return self.env["mail.mail"].search(
            [("model", "=", "cs.nps.invitation"), ("res_id", "in", invitations.ids)]
        )

    def _assert_suppressed(self, invitation, reason):
        invitation._process_batch()
        self.assertEqual(
            (invitation.state, invitation.suppression_reason), ("suppressed", reason), reason
        )
        self.assertFalse(self._mails(invitation))
