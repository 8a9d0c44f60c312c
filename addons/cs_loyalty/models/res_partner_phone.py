from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..tools import phone


class ResPartner(models.Model):
    """A customer is known by her number, however it is typed and in whichever field order."""

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    cs_phone_ids = fields.One2many("cs.partner.phone", "partner_id", groups="base.group_system")
    cs_phone_warning = fields.Char(compute="_compute_cs_phone_warning")
    cs_duplicate_ids = fields.Many2many(
        "res.partner",
        string="Customers with This Number",
        compute="_compute_cs_duplicate_ids",
    )
    cs_duplicate_doubtful = fields.Boolean(compute="_compute_cs_duplicate_ids")

    @api.depends("phone", "country_id")
    @api.depends_context("lang")
    def _compute_cs_phone_warning(self):
        for partner in self:
            partner.cs_phone_warning = False
            if partner.phone and not partner._cs_read_numbers(partner.phone):
                partner.cs_phone_warning = self.env._(
                    "“%(text)s” holds no phone number that can be dialled. It is kept as typed, "
                    "but the customer cannot be found by it.",
                    text=partner.phone,
                )

    @api.depends("phone", "country_id")
    def _compute_cs_duplicate_ids(self):
        numbers = {partner: partner._cs_read_numbers(partner.phone) for partner in self}
        found = self._cs_partners_by_number({n.e164 for ns in numbers.values() for n in ns})
        readable = self.browse(i for ids in found.values() for i in ids)._filtered_access("read")
        for partner in self:
            others = self.browse(
                {i for n in numbers[partner] for i in found.get(n.e164, ())} - {partner._origin.id}
            )
            others = (others & readable).filtered(
                lambda p, one=partner: p.commercial_partner_id != one._origin.commercial_partner_id
                or not one._origin
            )
            partner.cs_duplicate_ids = others
            partner.cs_duplicate_doubtful = any(n.doubtful for n in numbers[partner])

    def action_cs_merge(self):
        """Compare this customer with the first other who has her number, side by side."""
        self.ensure_one()
        self.check_access("write")
        pair = (self | self.cs_duplicate_ids[:1]._origin).sorted("id")
        return self.env["cs.partner.merge"]._open(pair[:1], pair[1:])

    def _cs_check_merge(self):
        """Raise where customers of two companies would become one."""
        companies = self.sudo().company_id
        if len(companies) > 1:
            first, second = (
                self.sudo().filtered(lambda p, company=company: p.company_id == company)[0]
                for company in companies[:2]
            )
            raise UserError(
                self.env._(
                    "%(first)s is a customer of %(one)s, %(second)s of %(other)s: customers of "
                    "two companies stay apart. Empty the company of both first, if it is one "
                    "person who buys from both.",
                    first=first.display_name,
                    one=companies[0].name,
                    second=second.display_name,
                    other=companies[1].name,
                )
            )

    @api.model
    def _cs_partners_by_number(self, keys):
        """Return ``{number: ids of partners}``, in one query."""
        if not keys:
            return {}
        self.env["cs.partner.phone"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT e164, array_agg(partner_id) FROM cs_partner_phone"
                " WHERE e164 = ANY(%s) GROUP BY e164",
                list(keys),
            )
        )
        return dict(rows)

    def _cs_phone_regions(self):
        """Return the countries to read a number in: the partner's, the company's, Vietnam."""
        own = self.country_id.code if self else False
        regions = [own, self.env.company.country_id.code, phone.HOME]
        return tuple(dict.fromkeys(filter(None, regions)))

    def _cs_read_numbers(self, text):
        return phone.find_numbers(text or "", self._cs_phone_regions())

    def _phone_format_number(self, number, country, force_format="E164", raise_exception=False):
        """Read an old Vietnamese number, and one of home in a partner from abroad."""
        regions = dict.fromkeys([country.code, *self._cs_phone_regions()])
        own = phone.migrate(number) if number and country.code == phone.HOME else number
        result = super()._phone_format_number(own, country, force_format, False)
        if not result and number and phone.looks_like_number(number):
            found = phone.find_numbers(number, tuple(filter(None, regions)))
            if len(found) == 1:
                result = super()._phone_format_number(found[0].e164, country, force_format, False)
        if not result and raise_exception:
            return super()._phone_format_number(own, country, force_format, True)
        return result

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.filtered("phone")._cs_write_phones()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if "phone" in vals or ("country_id" in vals and any(self.mapped("phone"))):
            self.env["cs.partner.phone"].sudo().search([("partner_id", "in", self.ids)]).unlink()
            self.filtered("phone")._cs_write_phones()
        return result

    def _cs_write_phones(self):
        """Store the numbers of partners that have none stored yet."""
        self.env["cs.partner.phone"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "e164": number.e164,
                    "position": position,
                    "doubtful": number.doubtful,
                }
                for partner in self
                for position, number in enumerate(partner._cs_read_numbers(partner.phone))
            ]
        )

    @api.model
    def _cs_rebuild_phones(self):
        """Read the numbers of all partners anew, in bulk."""
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM cs_partner_phone"))
        rows = self.env.execute_query(
            SQL(
                """SELECT partner.id, partner.phone, country.code FROM res_partner partner
                     LEFT JOIN res_country country ON country.id = partner.country_id
                    WHERE partner.phone <> ''"""
            )
        )
        home = self.browse()._cs_phone_regions()
        for batch in split_every(5000, rows):
            self._cs_insert_phones(batch, home)
        self.env["cs.partner.phone"].invalidate_model(flush=False)

    @api.model
    def _cs_insert_phones(self, rows, home):
        values = []
        for partner_id, text, country in rows:
            regions = (country, *home) if country and country not in home[:1] else home
            for position, number in enumerate(phone.find_numbers(text, regions)):
                values.append((partner_id, number.e164, position, number.doubtful))
        if values:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO cs_partner_phone (partner_id, e164, position, doubtful) VALUES %s",
                    SQL(", ").join(values),
                )
            )

    @api.model
    def cs_find_by_phone(self, number):
        """Find customers by a number in any spelling, old Vietnamese prefixes included.

        :param str number: as typed; may hold several numbers
        :returns: ids of partners that the user may read, best first: surest number, first in its
            field, then the latest contact
        :raises AccessError: for those who may read no contact, and for customers themselves
        """
        self.check_access("read")
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("Only employees may look customers up by their number."))
        keys = [found.e164 for found in self._cs_read_numbers(str(number or ""))]
        if not keys:
            return []
        self.env["cs.partner.phone"].flush_model()
        readable = self._search([], order="id")
        having = readable.join("res_partner", "id", "cs_partner_phone", "partner_id", "number")
        readable.add_where(SQL("%s = ANY(%s)", SQL.identifier(having, "e164"), keys))
        readable.groupby = SQL.identifier("res_partner", "id")
        readable.order = SQL(
            "MIN(%s::integer), MIN(%s), %s DESC",
            SQL.identifier(having, "doubtful"),
            SQL.identifier(having, "position"),
            SQL.identifier("res_partner", "id"),
        )
        return [row[0] for row in self.env.execute_query(readable.select())]

    @api.model
    def _cs_phone_domain(self, text):
        """Return the domain of the partners with a number, or none where it is no number."""
        if not isinstance(text, str) or not phone.looks_like_number(text):
            return Domain.FALSE
        keys = [found.e164 for found in self._cs_read_numbers(text)]
        if not keys:
            return Domain.FALSE
        numbers = self.env["cs.partner.phone"].sudo()._search([("e164", "in", keys)])
        return Domain("id", "in", numbers.subselect("partner_id"))

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "like", "=", "=ilike"):
            return Domain(domain) | self._cs_phone_domain(value)
        return domain

    def _search_phone_mobile_search(self, operator, value):
        domain = super()._search_phone_mobile_search(operator, value)
        if operator in ("ilike", "like", "=", "=ilike"):
            return Domain(domain) | self._cs_phone_domain(value)
        return domain

    @api.model
    def name_create(self, name):
        """Take a phone number out of the name; give the customer who has it instead of another.

        Typing “Lan 0912345678” into the customer field of an order makes Lan with her number.
        """
        numbers = self._cs_read_numbers(name)
        typed = phone.without_numbers(name)
        if not numbers or "@" in name:
            return super().name_create(name)
        known = self.browse(self.cs_find_by_phone(name)[:1])
        if known and not any(number.doubtful for number in numbers):
            return known.id, known.display_name
        shown = self._phone_format(number=numbers[0].e164, force_format="INTERNATIONAL")
        partner = self.create({"name": typed or shown, "phone": shown})
        return partner.id, partner.display_name
