from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import NpsCommon


@tagged("post_install", "-at_install")
class TestCaseTell(NpsCommon, TransactionCase):
    """The customer is told what was done: read first, once, in her language."""

    def setUp(self):
        super().setUp()
        self.case = self._case(comment="Broken").with_user(self.seller)

    def resolve(self):
        self.case.write({"resolution": "We brought a new cooker.", "stage": "resolved"})

    def preview(self):
        action = self.case.action_tell()
        return self.env[action["res_model"]].with_user(self.seller).browse(action["res_id"])

    def mails(self):
        return self.env["mail.mail"].search(
            [("model", "=", "cs.nps.case"), ("res_id", "=", self.case.id)]
        ).filtered(lambda mail: self.customer in mail.recipient_ids)

    def test_it_says_what_was_done_and_is_kept(self):
        self.resolve()
        wizard = self.preview()
        self.assertEqual(wizard.email, self.customer.email)
        self.assertIn("We brought a new cooker.", wizard.body)
        self.assertIn(self.case.sale_order_id.name, wizard.body)
        self.assertIn("Hello Chị Lan", wizard.body)
        self.assertFalse(self.mails(), "only a preview so far")
        wizard.body = f"{wizard.body}<p>Yours, Minh</p>"
        wizard.action_send()
        [mail] = self.mails()
        self.assertIn("Yours, Minh", mail.body_html)
        self.assertEqual(mail.subject, "What we did about your complaint")
        message = self.case.message_ids.filtered(lambda one: "Yours, Minh" in one.body)
        self.assertEqual(message.author_id, self.seller.partner_id)
        self.assertTrue(self.case.told_at)
        self.assertNotIn("gave 3", mail.body_html, "no score, no name of a record")
        self.assertNotIn("Your What we did", mail.body_html, "no heading of a document")

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        template = self.env.ref("cs_survey_nps.mail_template_told")
        template.with_context(lang="vi_VN").subject = "Chúng tôi đã xử lý"
        self.customer.lang = "vi_VN"
        self.resolve()
        self.assertEqual(self.preview().subject, "Chúng tôi đã xử lý")

    def test_it_needs_words(self):
        with self.assertRaisesRegex(UserError, "Write what was done"):
            self.case.action_tell()
        with self.assertRaisesRegex(UserError, "Write what was done"):
            self.case.cs_tell()

    def test_it_needs_an_address(self):
        self.resolve()
        for address in (False, "lan at home"):
            self.customer.email = address
            with self.assertRaisesRegex(UserError, "no valid e-mail"):
                self.case.action_tell()

    def test_pressed_twice_it_is_sent_once(self):
        self.resolve()
        wizard, other = self.preview(), self.preview()
        wizard.action_send()
        for again in (wizard, other):
            with self.assertRaisesRegex(UserError, "has just been told"):
                again.action_send()
        self.assertEqual(len(self.mails()), 1)

    def test_asked_for_it_is_sent_again(self):
        self.resolve()
        self.preview().action_send()
        self.preview().action_send()
        self.assertEqual((len(self.mails()), self.case.told_count), (2, 2))

    def test_a_program_tells_once_too(self):
        self.resolve()
        self.assertIs(self.case.cs_tell(), True)
        self.assertIs(self.case.cs_tell(), False)
        self.assertEqual(len(self.mails()), 1)
        self.assertIs(self.case.cs_tell(again=True), True)
        self.assertEqual(len(self.mails()), 2)

    def test_the_company_may_write_its_own(self):
        self.resolve()
        template = self.env.ref("cs_survey_nps.mail_template_told").copy({"subject": "Sorry!"})
        self.company.cs_nps_told_template_id = template
        self.assertEqual(self.preview().subject, "Sorry!")

    def test_what_staff_wrote_is_text_and_nothing_else(self):
        self.case.resolution = "<script>alert(1)</script> cooled"
        self.case.action_resolve()
        self.assertNotIn("<script>", self.preview().body)

    def test_the_way_to_a_person_is_in_it(self):
        self.company.cs_service_phone = "1900 1234"
        self.resolve()
        self.assertIn("1900 1234", self.preview().body)
        self.company.write({"cs_service_phone": False, "phone": False})
        self.assertIn("just reply to this mail.", self.preview().body)

    def test_a_complaint_without_order(self):
        self.case = self._by_hand(user_id=self.seller.id).with_user(self.seller)
        self.resolve()
        self.assertIn("something was not right.", self.preview().body)
