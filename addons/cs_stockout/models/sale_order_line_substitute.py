from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import get_lang, ormcache

from ..tools import ranking


class SaleOrderLine(models.Model):
    """Substitutes: which products may replace a line, and how good they are."""

    _inherit = "sale.order.line"

    def cs_substitutes(self, limit=5):
        """Return the substitutes for these lines, best first.

        For a short line they cover the missing part, else the whole line.

        :param int limit: the most substitutes for one line, 0 or False for all
        :returns: list of dicts, one for each line and substitute: ``id`` (product),
            ``line_id``, ``name``, ``quantity`` and ``uom`` (of the substitute), ``replaces``
            (quantity of the line), ``available``, ``price_unit``, ``discount``,
            ``difference`` (money, more than promised), ``score`` (0 to 100), ``reasons``
            (list of sentences), ``parts`` (points by part of the score), ``between`` (names of
            the products of a chain that are short as well), ``requires_approval``, ``rule_id``
        :raises AccessError: for customers, who may read their own order
        :raises UserError: the limit is no whole number
        """
        self._cs_check_insight()
        if limit and (not isinstance(limit, int) or limit < 0):
            raise UserError(self.env._("The limit is a whole number, or 0 for all substitutes."))
        found = self._cs_candidates()
        return [
            candidate.line._cs_candidate_values(candidate)
            for line in self
            for candidate in found.get(line.id, [])[: limit or None]
        ]

    def _cs_check_insight(self):
        """Keep stock, scores and what others chose from customers, whatever else they read."""
        self.check_access("read")
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("Only employees may see stock and substitutes."))

    def cs_shortage(self):
        """Return what these quotation lines are short of, with substitutes for it.

        :returns: list of dicts, one for each short line: ``id`` (line), ``short``,
            ``available`` (can be promised), ``next_date`` and ``next_quantity`` (receipt),
            ``full_date`` (covered from then on), ``compare`` (the substitutes can be laid side
            by side), ``substitutes`` (see ``cs_substitutes``);
            quantities in the line's unit, dates as text in UTC, False when unknown
        :raises AccessError: for customers, who may read their own order
        """
        self._cs_check_insight()
        found = {}
        candidates = self._cs_candidates(found=found)
        short = self.filtered(lambda line: line.id in found and found[line.id].short)
        return [
            {
                "id": line.id,
                "short": round(found[line.id].short, 2),
                "available": round(found[line.id].available, 2),
                "next_date": fields.Datetime.to_string(found[line.id].next_date),
                "next_quantity": round(found[line.id].next_quantity, 2),
                "full_date": fields.Datetime.to_string(found[line.id].full_date),
                "compare": hasattr(line, "action_cs_compare"),
                "substitutes": [
                    line._cs_candidate_values(candidate)
                    for candidate in candidates.get(line.id, [])[:5]
                ],
            }
            for line in short
        ]

    def _cs_candidate_values(self, candidate):
        return {
            "id": candidate.product.id,
            "line_id": self.id,
            "rule_id": candidate.rule.id,
            "name": candidate.product.display_name,
            "quantity": candidate.quantity,
            "uom": candidate.uom.name,
            "replaces": candidate.replaced,
            "available": candidate.available,
            "price_unit": candidate.price,
            "discount": candidate.discount,
            "difference": candidate.difference,
            "score": candidate.score.total,
            "parts": dict(candidate.score.parts),
            "reasons": self._cs_reasons(candidate),
            "between": [product.display_name for product in candidate.between],
            "requires_approval": candidate.rule.requires_approval,
        }

    def cs_not_offered(self):
        """Return why products that rules name are not offered for these lines.

        :returns: list of dicts, one for each line and product: ``line_id``, ``id`` (product),
            ``name``, ``reason`` (a sentence)
        """
        self.check_access("read")
        self.env["cs.substitution.rule"].check_access("read")
        refused = {}
        self._cs_candidates(refused=refused)
        words = self._cs_refusal_words()
        return [
            {
                "line_id": line.id,
                "id": product.id,
                "name": product.sudo().display_name,
                "reason": words[reason],
            }
            for line in self
            for product, reason in refused.get(line.id, {}).items()
        ]

    def _cs_refusal_words(self):
        return {
            "product": self.env._("It is archived, not for sale here, or not tracked in stock."),
            "excluded": self.env._("A rule says never, for this customer or product."),
            "unit": self.env._("Its unit cannot be converted to the unit of the product."),
            "stock": self.env._("There is not enough of it on the promised date."),
            "price": self.env._("It costs more than the rule allows."),
            "replaced": self.env._("This line stands in for it already."),
        }

    # -- why -------------------------------------------------------------------------------

    def _cs_reasons(self, candidate):
        """Return the sentences that explain the score, one for each part (hook)."""
        parts = candidate.score.parts
        weights = ranking.weights("affinity" in parts)
        sentence = self._cs_phrases()["reason"]
        reasons = [
            sentence
            % {
                "reason": reason,
                "points": self._cs_decimal(parts[name]),
                "weight": weights[name],
            }
            for name, reason in self._cs_part_words(candidate).items()
            if name in parts
        ]
        if candidate.between:
            names = ", ".join(product.display_name for product in candidate.between)
            reasons.insert(0, self.env._("because %(names)s is short as well", names=names))
        return reasons

    def _cs_part_words(self, candidate):
        """Return ``{part of the score: what is known}``."""
        known, rules, phrases = candidate.known, candidate.rules, self._cs_phrases()
        policy = " → ".join(phrases[rule.price_policy] for rule in rules)
        accepted = phrases["unasked"]
        if known.offered:
            accepted = phrases["accepted"] % {
                "accepted": known.accepted, "offered": known.offered,
            }
        return {
            "rule": phrases["rank"] % {"rank": candidate.rank},
            "availability": phrases["available"]
            % {"quantity": self._cs_decimal(round(candidate.available, 2))},
            "price": phrases["price"] % {"policy": policy},
            "accepted": accepted,
            "likeness": phrases[self._cs_likeness_phrase(candidate.score.parts["likeness"])],
            "customer": phrases[self._cs_customer_phrase(known)],
            "affinity": phrases[self._cs_affinity_phrase(known)],
        }

    def _cs_decimal(self, number):
        """Return a number with the decimal sign of the reader."""
        return f"{number:.10g}".replace(".", self._cs_phrases()["decimal"])

    @api.model
    @ormcache("self.env.lang")
    def _cs_phrases(self):
        """Return the words of reasons in the language, looked up once for all candidates."""
        rules = self.env["cs.substitution.rule"]
        policies = rules._fields["price_policy"]._description_selection(self.env)
        return {
            "decimal": get_lang(self.env).decimal_point,
            "reason": self.env._("%(reason)s (%(points)s of %(weight)s)"),
            "rank": self.env._("choice %(rank)s of the shop"),
            "available": self.env._("%(quantity)s available"),
            "price": self.env._("price: %(policy)s"),
            "accepted": self.env._(
                "taken by %(accepted)s of %(offered)s customers who were asked"
            ),
            "unasked": self.env._("never offered before"),
            "same": self.env._("same kind of product"),
            "similar": self.env._("similar product"),
            "another": self.env._("another kind of product"),
            "bought": self.env._("the customer has bought it"),
            "refused": self.env._("the customer did not want it"),
            "new": self.env._("new to the customer"),
            "together": self.env._("bought by the same customers"),
            "unknown": self.env._("nothing known of who buys both"),
            "seldom": self.env._("seldom bought by the same customers"),
            **{policy: words.lower() for policy, words in policies},
        }

    def _cs_likeness_phrase(self, points):
        if points == ranking.WEIGHTS["likeness"]:
            return "same"
        return "similar" if points else "another"

    def _cs_customer_phrase(self, known):
        if known.bought:
            return "bought"
        return "refused" if known.refused else "new"

    def _cs_affinity_phrase(self, known):
        if known.affinity:
            return "together"
        return "unknown" if known.affinity is None else "seldom"
