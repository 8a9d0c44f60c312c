import json

from odoo import api, models
from odoo.tools import SQL, split_every

from ..tools.benefits import KEEP, effective, raised, settle
from .cs_tier_benefit import COLUMNS


class CsTierBenefit(models.Model):
    """The settlement: what members hold is made what their tiers give, in few statements.

    Customers' prices and terms are company-dependent: a JSON object by company in one column.
    Contacts of a company carry a copy of its values.
    """

    _inherit = "cs.tier.benefit"

    @api.model
    def _settle(self, partner_ids):
        """Give and take back what the customers' memberships ask for.

        :param partner_ids: customers; locked here, those locked by others are left out
        :returns: the set of ids of those settled
        """
        if not partner_ids:
            return set()
        self.env.flush_all()
        entities = self._lock_entities(partner_ids)
        partner_ids = list(entities)
        rows = {
            (row.partner_id.id, row.company_id.id, row.field): row
            for row in self.search([("partner_id", "in", partner_ids)])
        }
        self._apply(rows, self._get_wanted(partner_ids), entities)
        return set(partner_ids)

    @api.model
    def _take_back(self, partner_ids=None):
        """Take everything back, from all by default: when tiers go, or customers are merged."""
        self.env.flush_all()
        domain = [] if partner_ids is None else [("partner_id", "in", partner_ids)]
        for partners in split_every(1000, self.search(domain).partner_id.ids, list):
            rows = {
                (row.partner_id.id, row.company_id.id, row.field): row
                for row in self.search([("partner_id", "in", partners)])
            }
            self._apply(rows, {}, self._get_entities(partners))

    def _take_from_contact(self, partner):
        """Give a contact who left the company back what the company had before."""
        values = self._read_values(partner.ids)[partner.id]
        fallbacks = self._read_fallbacks()
        existing = self._get_existing(self)
        written = {}
        for row in self:
            company, name = row.company_id.id, row.field
            before, given = self._get_row_values(row, existing)
            if effective(values[name].get(company), fallbacks[name].get(company)) == given:
                column = written.setdefault(COLUMNS[name], {})
                column.setdefault(partner.id, {})[company] = before
        self._write_values(written, self._get_entities(partner.ids))

    def _apply(self, rows, wanted, entities):
        """Settle each key of ``rows`` and ``wanted``, and write what differs."""
        values = self._read_values(list(entities))
        fallbacks = self._read_fallbacks()
        existing = self._get_existing(rows.values())
        written, kept, gone = {}, [], []
        for key in sorted(rows.keys() | wanted.keys()):
            partner_id, company_id, name = key
            row, (value, tier_id) = rows.get(key), wanted.get(key, (None, None))
            present = values[partner_id][name].get(company_id)
            fallback = fallbacks[name].get(company_id)
            before, given = self._get_row_values(row, existing)
            if name == "credit_limit":
                value = raised(value, present if given is None else before, fallback)
            new = settle(before, given, value, present, fallback)
            known = row and (row.tier_id.id, before, given)
            if new.given is None:
                gone += row.ids if row else []
            elif known != (tier_id, new.before, new.given):
                kept.append((*key, tier_id, new.before, new.given))
            if new.value is not KEEP:
                column = written.setdefault(COLUMNS[name], {})
                column.setdefault(partner_id, {})[company_id] = new.value
        self._adopt(written, values, entities)
        self._write_values(written, entities)
        self._write_rows(kept, gone)

    @api.model
    def _get_row_values(self, row, existing):
        """Return what was there before and what was given; a record since deleted is nothing."""
        if not row:
            return None, None
        before = None if row.before is False else row.before
        if row.field != "credit_limit" and before and (row.field, int(before)) not in existing:
            before = None
        return before, row.given

    @api.model
    def _get_existing(self, rows):
        known = set()
        for name in COLUMNS:
            ids = [int(row.before) for row in rows if row.field == name and row.before]
            if ids and name != "credit_limit":
                records = self.env[self.env["cs.tier"]._fields[name].comodel_name].browse(ids)
                known |= {(name, record_id) for record_id in records.exists().ids}
        return known

    @api.model
    def _adopt(self, written, values, entities):
        """Let a customer who has become a contact have what her company has."""
        names = {column: name for name, column in COLUMNS.items()}
        for column, partners in written.items():
            for partner_id, by_company in partners.items():
                entity = entities[partner_id][0]
                if entity != partner_id:
                    own = values[entity][names[column]]
                    partners[partner_id] = {company: own.get(company) for company in by_company}

    @api.model
    def _lock_entities(self, partner_ids):
        """Lock customers with their contacts; leave out those of whom one is locked."""
        entities = self._get_entities(partner_ids)
        everyone = {contact for _entity, contacts in entities.values() for contact in contacts}
        partners = self.env["res.partner"].browse(sorted(everyone))
        free = set(partners.try_lock_for_update(allow_referencing=True).ids)
        return {key: value for key, value in entities.items() if free.issuperset(value[1])}

    @api.model
    def _get_entities(self, partner_ids):
        """Return, by customer, the commercial entity and the contacts who share its values."""
        rows = self.env.execute_query(
            SQL(
                """SELECT partner.id, partner.commercial_partner_id, ARRAY(
                          SELECT contact.id FROM res_partner contact
                           WHERE contact.commercial_partner_id = partner.id
                           UNION SELECT partner.id ORDER BY 1)
                     FROM res_partner partner WHERE partner.id = ANY(%s)""",
                list(partner_ids),
            )
        )
        return {partner: (entity, contacts) for partner, entity, contacts in rows}

    @api.model
    def _read_values(self, partner_ids):
        """Return ``{customer: {benefit: {company: value}}}`` as stored, entities included."""
        self.env["res.partner"].flush_model(list(COLUMNS.values()))
        rows = self.env.execute_query(
            SQL(
                """SELECT id, %s FROM res_partner
                    WHERE id = ANY(%s) OR id IN (
                          SELECT commercial_partner_id FROM res_partner WHERE id = ANY(%s))""",
                SQL(", ").join(SQL.identifier(column) for column in COLUMNS.values()),
                list(partner_ids),
                list(partner_ids),
            )
        )
        return {
            partner_id: {
                name: {int(key): value or 0 for key, value in (values or {}).items()}
                for name, values in zip(COLUMNS, columns, strict=True)
            }
            for partner_id, *columns in rows
        }

    @api.model
    def _read_fallbacks(self):
        """Return ``{benefit: {company: default}}``."""
        defaults = self.env["ir.default"].sudo()
        return {
            name: {
                int(company): value or 0
                for company, value in json.loads(
                    defaults._get_field_column_fallbacks("res.partner", column)
                ).items()
            }
            for name, column in COLUMNS.items()
        }

    @api.model
    def _write_values(self, written, entities):
        """Write ``{column: {customer: {company: value}}}`` to them and their contacts, at once."""
        columns = list(written)
        rows = []
        for partner_id in sorted({one for partners in written.values() for one in partners}):
            parts = [
                self._sql_changes(column, written[column].get(partner_id, {}))
                for column in columns
            ]
            rows += [
                SQL("(%s::integer, %s)", contact, SQL(", ").join(parts))
                for contact in entities[partner_id][1]
            ]
        if rows:
            self.env.cr.execute(self._sql_write(columns, rows))
        self.env["res.partner"].invalidate_model(
            ["property_product_pricelist", "use_partner_credit_limit", *COLUMNS.values()],
            flush=False,
        )

    @api.model
    def _sql_changes(self, column, by_company):
        """Return the companies whose value goes, and the values of the others."""
        empty = 0 if column == "credit_limit" else None
        gone = [str(company) for company, value in by_company.items() if value is None]
        here = {
            str(company): value or empty
            for company, value in by_company.items()
            if value is not None
        }
        return SQL("%s::text[], %s::jsonb", gone, json.dumps(here))

    @api.model
    def _sql_write(self, columns, rows):
        names, values = [SQL("id")], []
        for index, column in enumerate(columns):
            gone, here = SQL.identifier(f"gone{index}"), SQL.identifier(f"here{index}")
            names += [gone, here]
            values.append(
                SQL(
                    """%(column)s = NULLIF(
                       COALESCE(partner.%(column)s, '{}') - new.%(gone)s || new.%(here)s,
                       '{}'::jsonb)""",
                    column=SQL.identifier(column),
                    gone=gone,
                    here=here,
                )
            )
        return SQL(
            """UPDATE res_partner partner SET %s FROM (VALUES %s) AS new (%s)
                WHERE partner.id = new.id""",
            SQL(", ").join(values),
            SQL(", ").join(rows),
            SQL(", ").join(names),
        )

    @api.model
    def _write_rows(self, kept, gone):
        if kept:
            rows = [
                SQL("(%s, %s, %s, %s, %s::jsonb, %s::jsonb)", *key, _json(before), _json(given))
                for *key, before, given in kept
            ]
            self.env.cr.execute(
                SQL(
                    """INSERT INTO cs_tier_benefit
                              (partner_id, company_id, field, tier_id, before, given)
                       VALUES %s ON CONFLICT (partner_id, company_id, field) DO UPDATE
                          SET tier_id = EXCLUDED.tier_id, before = EXCLUDED.before,
                              given = EXCLUDED.given""",
                    SQL(", ").join(rows),
                )
            )
        if gone:
            self.env.cr.execute(SQL("DELETE FROM cs_tier_benefit WHERE id = ANY(%s)", gone))
        self.invalidate_model(flush=False)


def _json(value):
    return None if value is None else json.dumps(value)
