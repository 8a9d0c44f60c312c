import math
import random
from itertools import permutations
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from ..models import cs_product_affinity_sql
from .common import StockoutCommon


@tagged("post_install", "-at_install")
class TestAffinity(StockoutCommon, TransactionCase):
    """What the same customers buy: an optional part of the rank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls._company("Cửa hàng")
        cls.goods = [cls._product(f"Hàng {number}") for number in range(6)]
        cls.affinity = cls.env["cs.product.affinity"]

    def _sell(self, baskets, company=None):
        """Have customers buy: ``{customer: products}``."""
        orders = self.env["sale.order"]
        for customer, products in baskets.items():
            orders |= self._order(
                *[(product, 1) for product in products],
                partner_id=customer.id,
                company_id=(company or self.shop).id,
            )
        orders.state = "sale"
        return orders

    def _random_baskets(self):
        chance = random.Random(19)  # noqa: S311
        return {
            self._partner(f"Khách {number}"): chance.sample(self.goods, chance.randint(1, 4))
            for number in range(12)
        }

    def _nightly(self):
        cron = self.env.ref("cs_stockout.ir_cron_affinity")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def _pairs(self):
        rows = self.affinity.search([("company_id", "=", self.shop.id)])
        return {(row.product_id, row.other_id): (row.customers, row.score) for row in rows}

    def test_figures_equal_a_plain_recount(self):
        baskets = self._random_baskets()
        self._sell(baskets)
        self.affinity._reckon(self.shop)
        expected = {}
        for one, two in permutations(self.goods, 2):
            of_one = {customer for customer, basket in baskets.items() if one in basket}
            of_two = {customer for customer, basket in baskets.items() if two in basket}
            if len(of_one & of_two) >= 2:
                score = len(of_one & of_two) / math.sqrt(len(of_one) * len(of_two))
                expected[one, two] = (len(of_one & of_two), round(score, 4))
        self.assertTrue(expected)
        self.assertEqual(self._pairs(), expected)

    def test_blocks_of_products_give_the_same_figures(self):
        self._sell(self._random_baskets())
        self.affinity._reckon(self.shop)
        whole = self._pairs()
        self.assertTrue(whole)
        with patch.object(cs_product_affinity_sql, "PAIRS_A_BLOCK", 5):
            self.assertGreater(len(list(cs_product_affinity_sql.counts(12))), 2)
            self.assertEqual(self.affinity._reckon(self.shop), 0)
        self.assertEqual(self._pairs(), whole)

    def test_a_second_run_writes_nothing_and_what_is_gone_is_deleted(self):
        orders = self._sell(self._random_baskets())
        self.assertGreater(self.affinity._reckon(self.shop), 0)
        self.assertEqual(self.affinity._reckon(self.shop), 0)
        orders.state = "cancel"
        self.affinity._reckon(self.shop)
        self.assertEqual(self._pairs(), {})

    def test_no_more_than_twenty_for_a_product(self):
        many = [self._product(f"Nhiều {number}") for number in range(23)]
        self._sell({self._partner(name): many for name in ("Anh", "Em")})
        self.affinity._reckon(self.shop)
        count = self.affinity.search_count([("product_id", "=", many[0].id)])
        self.assertEqual(count, 20)

    def test_contacts_of_one_company_are_one_customer(self):
        boss = self._partner("Công ty", is_company=True)
        staff = [self._partner(name, parent_id=boss.id) for name in ("A", "B")]
        self._sell(dict.fromkeys(staff, self.goods[:2]))
        self.affinity._reckon(self.shop)
        self.assertEqual(self._pairs(), {})

    def test_the_job_serves_who_wants_it_and_forgets_the_others(self):
        self._sell(self._random_baskets())
        self._nightly()
        self.assertEqual(self._pairs(), {}, "off by default")
        self.shop.cs_stockout_affinity = True
        self._nightly()
        self.assertTrue(self._pairs())
        self.shop.cs_stockout_affinity = False
        self.assertEqual(self._pairs(), {}, "deleted when it is switched off")

    def test_it_counts_in_the_rank_where_it_is_on_and_nowhere_else(self):
        twin, stranger = (self._product(name, 1_250_000, 14) for name in ("Đôi", "Lạ"))
        self._rule(substitute=twin)
        self._rule(substitute=stranger)
        line = self._order((self.cooker, 5)).order_line
        baskets = {self._partner(name): [self.cooker, twin] for name in ("A", "B")}
        self._sell(baskets, self.company)
        self.assertNotIn("affinity", line.cs_substitutes()[0]["parts"])
        self.company.cs_stockout_affinity = True
        self.assertEqual(
            [one["parts"]["affinity"] for one in line.cs_substitutes()], [5, 5], "nothing known"
        )
        self.affinity._reckon(self.company)
        found = {one["name"]: one for one in line.cs_substitutes()}
        self.assertEqual(found["Đôi"]["parts"]["affinity"], 10)
        self.assertEqual(found["Đôi"]["parts"]["rule"], 25)
        self.assertEqual(found["Lạ"]["parts"]["affinity"], 0)
        self.assertIn("bought by the same customers (10 of 10)", found["Đôi"]["reasons"])
        self.assertEqual(len(found["Đôi"]["reasons"]), 7)

    def test_salespeople_read_their_companies_and_nobody_writes(self):
        row = self.affinity.create(
            {
                "company_id": self.company.id,
                "product_id": self.cooker.id,
                "other_id": self.newer.id,
            }
        )
        self.assertTrue(row.with_user(self.seller).has_access("read"))
        for operation in ("write", "create", "unlink"):
            self.assertFalse(row.with_user(self.boss).has_access(operation))
        row.company_id = self.shop
        with self.assertRaises(AccessError):
            row.with_user(self.seller).read(["score"])
        self.assertFalse(row.with_user(self._user("so_nobody")).has_access("read"))
