"""What programs send in the place of a good argument; each method answers it with a sentence."""

import json

from odoo.exceptions import UserError
from odoo.service.model import call_kw

# As JSON or XML can bring them.
HOSTILE = (
    None, False, True, [], {}, "", "x", "a\0b", "\ud800", "2026-02-30", -1, 0, 7, 1.5, 10**30,
    [[]], [None], ["x"], [[1, [2]]], [["id", "=", 1, 2]], [["no_such_field", "=", 1]],
    [["id", "=", 10**30]], [["id", "no such operator", 1]], ["&"], [{}], {"a": {"b": []}},
    [["display_name", "=", "a\0b"]], [["id", "in", [[1]]]], [["id", "=", "x"]],
    [["create_date", ">", "x"]], [["company_id", "child_of", "x"]], [["company_id.x", "=", 1]],
    [["id", "any", 3]], ["|", ["id", "=", 1]], [-1], [10**30], [True], "%s", "a" * 5000,
)  # fmt: skip


class _Undo(Exception):
    """Takes back what a call did."""


class ArgumentsCase:
    """Mixed into a TransactionCase."""

    def assert_answers(self, user, records, method, **good):
        """Call ``method`` as ``user`` with each hostile value in the place of each argument.

        It gives a plain result or a sentence, and is called once as it should be.

        :param records: whose ids are called; of none for methods of the model
        :param good: every argument with a value that works
        """
        self._answer(user, records, method, good, sentence=False)
        for name in good:
            for value in HOSTILE:
                with self.subTest(method=method, argument=name, value=repr(value)[:60]):
                    self._answer(user, records, method, {**good, name: value})

    def _answer(self, user, records, method, arguments, sentence=True):
        model = records.with_user(user)
        is_model = getattr(getattr(type(model), method), "_api_model", False)
        try:
            with self.env.cr.savepoint():
                result = call_kw(model, method, [] if is_model else [records.ids], arguments)
                self.env.flush_all()
                raise _Undo(result)
        except _Undo as done:
            json.dumps(done.args[0], allow_nan=False)
        except UserError as told:
            self.assertTrue(sentence, told)
            self.assertTrue(str(told).strip())
        finally:
            self.env.invalidate_all()
