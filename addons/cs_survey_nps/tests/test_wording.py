from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestWording(NpsCommon, TransactionCase):
    """The log of consent tells which words were read."""

    def _refuse(self, invitation, lang="en_US", **how):
        invitation.with_context(lang=lang)._unsubscribe(**how)
        mine = [("address", "=", "lan@example.com"), ("purpose", "=", "survey")]
        consent = self.env["cs.consent"].search(mine)
        return consent.sorted("revision")[-1:].text_version

    def _agree(self):
        self.env["cs.consent"]._record("lan@example.com", "survey", True, "phone")

    def test_the_version_is_of_the_language_and_changes_with_the_words(self):
        invitation = self._sent()
        first = self._refuse(invitation)
        self.assertRegex(first, r"^en_US:[0-9a-f]{12}$")
        self._agree()
        self.assertEqual(self._refuse(invitation), first)
        page = self.env.ref("cs_survey_nps.page_unsubscribe")
        page.arch_db = page.arch_db.replace("No more surveys from us?", "No surveys at all?")
        self._agree()
        self.assertNotEqual(self._refuse(invitation), first)

    def test_one_click_has_the_version_of_the_mail(self):
        invitation = self._sent()
        on_the_page = self._refuse(invitation)
        self._agree()
        by_button = self._refuse(invitation, one_click=True)
        self.assertNotEqual(by_button, on_the_page)
        template = self.program.mail_template_id
        template.body_html = template.body_html.replace("No more surveys, please", "Stop")
        self._agree()
        self.assertNotEqual(self._refuse(invitation, one_click=True), by_button)
