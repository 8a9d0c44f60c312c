from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, formatLang

# Fields that are written to the customer, in the order in which they are told.
GIVEN = ("pricelist_id", "payment_term_id", "credit_limit")


class CsTier(models.Model):
    """What a tier gives. How it reaches the customer is in ``cs.tier.benefit``."""

    _inherit = "cs.tier"

    company_currency_id = fields.Many2one(
        related="group_id.company_id.currency_id", string="Company Currency"
    )
    company_uses_credit_limit = fields.Boolean(
        related="group_id.company_id.account_use_credit_limit", string="Credit Limits in Use"
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id))]",
        help="Given to members on entering the tier. On leaving they get back what they had "
        "before, unless it was changed by hand in the meantime.",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        string="Payment Terms",
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id))]",
        help="Given and taken back like the pricelist.",
    )
    credit_limit = fields.Monetary(
        currency_field="company_currency_id",
        help="What members may owe. It never lowers a limit of their own, and it is given only "
        "while no invoice of theirs is overdue, which is looked at every day. 0: none.",
    )
    points_multiplier = fields.Float(
        string="Points Times",
        default=1,
        help="The points that a loyalty program gives are multiplied by this: 1.5 gives half "
        "as many again.",
    )
    welcome_program_id = fields.Many2one(
        "loyalty.program",
        string="Welcome Reward",
        ondelete="restrict",
        domain="[('program_type', '=', 'coupons'), ('company_id', 'in', (False, company_id))]",
        help="A coupon of this program is made and mailed when a customer's purchases, or your "
        "decision, bring her into the tier for the first time.",
    )
    birthday_program_id = fields.Many2one(
        "loyalty.program",
        string="Birthday Reward",
        ondelete="restrict",
        domain="[('program_type', '=', 'coupons'), ('company_id', 'in', (False, company_id))]",
        help="A coupon of this program is made for each member once a year.",
    )
    reward_days = fields.Integer(
        string="Rewards Valid For",
        default=30,
        help="Days after which a welcome or birthday coupon expires.",
    )
    welcome_template_id = fields.Many2one(
        "mail.template",
        string="Welcome Mail",
        domain="[('model', '=', 'cs.tier.reward')]",
        default=lambda self: self.env.ref(
            "cs_loyalty.mail_template_welcome_reward", raise_if_not_found=False
        ),
        help="Brings the welcome coupon to the customer, in her language, unless she refuses "
        "offers and news. Empty: no mail.",
    )
    offer_ids = fields.One2many("cs.tier.offer", "tier_id", string="Offers", copy=True)
    queue_priority = fields.Integer(
        help="Members with a higher number are served first when goods are short."
    )
    case_deadline_hours = fields.Float(
        string="Reply Within",
        help="Working hours within which a complaint of a member is answered. 0: as for others.",
    )

    _credit_limit_positive = models.Constraint(
        "CHECK (credit_limit >= 0)",
        "A credit limit cannot be negative: enter 0 for none.",
    )
    _points_multiplier_positive = models.Constraint(
        "CHECK (points_multiplier > 0)",
        "Points are multiplied by more than 0: enter 1 for ordinary points.",
    )
    _reward_days_positive = models.Constraint(
        "CHECK (reward_days > 0)",
        "A reward is valid for one day at least.",
    )
    _case_deadline_positive = models.Constraint(
        "CHECK (case_deadline_hours >= 0)",
        "The hours of a reply cannot be negative: enter 0 for none of its own.",
    )

    @api.constrains(
        "pricelist_id", "payment_term_id", "welcome_program_id", "birthday_program_id", "group_id"
    )
    def _check_benefit_company(self):
        names = ("pricelist_id", "payment_term_id", "welcome_program_id", "birthday_program_id")
        for tier in self.sudo():
            for name in names:
                company = tier[name].company_id
                if company and company not in tier.company_id.parent_ids:
                    raise ValidationError(
                        self.env._(
                            "%(benefit)s belongs to %(other)s, and %(tier)s is a tier of "
                            "%(company)s: choose one of its own, or one for all companies.",
                            benefit=tier[name].display_name,
                            other=company.name,
                            tier=tier.name,
                            company=tier.company_id.name,
                        )
                    )

    @api.constrains("welcome_program_id", "birthday_program_id")
    def _check_reward_programs(self):
        for program in (self.welcome_program_id | self.birthday_program_id).sudo():
            if program.program_type != "coupons" or not program.reward_ids:
                raise ValidationError(
                    self.env._(
                        "%(program)s cannot be given as a reward: choose a program of coupons "
                        "that has a reward.",
                        program=program.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_without_programs(self):
        program = self.env["loyalty.program"].sudo().with_context(active_test=False)
        program = program.search([("cs_tier_ids", "in", self.ids)], limit=1)
        if program:
            raise UserError(
                self.env._(
                    "The program %(program)s is only for this tier, and would be for everyone "
                    "without it: choose other tiers there first.",
                    program=program.name,
                )
            )

    def write(self, vals):
        result = super().write(vals)
        if set(GIVEN) & vals.keys():
            self._queue_benefits()
        return result

    def _queue_benefits(self):
        """Have the benefits of the present members settled."""
        self.env["cs.tier.benefit.pending"]._queue(
            SQL("SELECT partner_id FROM cs_tier_membership WHERE tier_id = ANY(%s)", self.ids)
        )

    def _get_given(self):
        """Return what these tiers give customers to hold: ``(tier id, field, number)``."""
        return [
            (tier.id, name, float(tier[name]) if name == "credit_limit" else tier[name].id)
            for tier in self
            for name in GIVEN
            if tier[name]
        ]

    def _get_benefit_sentences(self, partner=None):
        """Tell what the tier gives, in the language of the environment.

        :param partner: the customer who reads it, so that what she does not have now is said
        :returns: a list of sentences, empty where the tier gives nothing
        """
        self.ensure_one()
        tier = self.sudo()
        sentences = [
            tier._get_pricelist_sentence(),
            tier._get_payment_sentence(),
            tier._get_credit_sentence(partner),
            tier._get_points_sentence(),
            tier._get_programs_sentence(),
            tier._get_welcome_sentence(),
            tier._get_birthday_sentence(),
        ]
        return [sentence for sentence in sentences if sentence]

    def _get_pricelist_sentence(self):
        if not self.pricelist_id:
            return False
        return self.env._("Prices of the list “%(name)s”.", name=self.pricelist_id.name)

    def _get_payment_sentence(self):
        if not self.payment_term_id:
            return False
        return self.env._("Payment: %(term)s.", term=self.payment_term_id.name)

    def _get_credit_sentence(self, partner):
        if not self.credit_limit or not self.company_uses_credit_limit:
            return False
        limit = formatLang(self.env, self.credit_limit, currency_obj=self.company_currency_id)
        if partner and partner._cs_is_overdue(self.company_id):
            return self.env._(
                "Purchases on credit up to %(limit)s, once no invoice is overdue.", limit=limit
            )
        return self.env._("Purchases on credit up to %(limit)s.", limit=limit)

    def _get_points_sentence(self):
        if tools.float_compare(self.points_multiplier, 1, precision_digits=2) <= 0:
            return False
        times = formatLang(self.env, self.points_multiplier, digits=2).rstrip("0").rstrip(".,")
        return self.env._("%(times)s times the points on every purchase.", times=times)

    def _get_programs_sentence(self):
        programs = self.env["loyalty.program"].search([("cs_tier_ids", "in", self.ids)])
        if not programs:
            return False
        offers = ", ".join(programs.mapped("name"))
        return self.env._("Only for members: %(offers)s.", offers=offers)

    def _get_welcome_sentence(self):
        if not self.welcome_program_id:
            return False
        return self.env._("Welcome gift: %(gift)s.", gift=self.welcome_program_id.name)

    def _get_birthday_sentence(self):
        if not self.birthday_program_id:
            return False
        return self.env._("Birthday gift: %(gift)s.", gift=self.birthday_program_id.name)
