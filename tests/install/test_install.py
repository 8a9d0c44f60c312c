"""Each add-on alone: installed with and without demo data, and removed without a trace."""

import difflib

import polib
import pytest

from dev import modules

OWN = modules.manifests()
GLUE = modules.glue(OWN)
PRODUCTS = [name for name in OWN if name != "cs_base" and name not in GLUE]
# What every add-on leaves, whoever wrote it: the list of modules and their states.
SCHEMA = """
    SELECT c.relkind::text || ' ' || c.relname || coalesce('.' || a.attname, '')
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
      LEFT JOIN pg_attribute a
             ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r'
     WHERE c.relkind IN ('r', 'v', 'm', 'i')
"""
FUNCTIONS = """
    SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = 'public'
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
# With every add-on that extends server actions, its own `sms` for one, Odoo forgets names of the
# fields that scheduled actions have from them, and gives them anew when `base` is updated.
CONFIGURATION = """
    SELECT model || ' ' || module || '.' || name FROM ir_model_data
     WHERE model NOT IN ('ir.module.module', 'ir.module.category')
       AND NOT (name LIKE 'field\\_ir\\_cron\\_\\_%' AND module NOT LIKE 'cs\\_%')
"""


def snapshot(database):
    return (
        database.values(SCHEMA)
        | database.values(FUNCTIONS)
        | database.values(CONFIGURATION)
    )


def installed(database):
    """Return the add-ons of the suite that a database has."""
    names = database.values("SELECT name FROM ir_module_module WHERE state = 'installed'")
    return names & set(OWN)


@pytest.mark.parametrize("module", PRODUCTS)
def test_installs_alone_and_leaves_nothing(database_from, module):
    database = database_from("CS_TEST_PLAIN")
    before = snapshot(database)
    database.install(module)
    assert installed(database) == set(modules.together([module], OWN)), "it drags others along"
    database.uninstall("cs_base")
    after = snapshot(database)
    assert not sorted(after - before), "left behind"
    assert not sorted(before - after), "taken along"


def test_glue_comes_with_what_it_joins_and_leaves_without_a_trace(database_from):
    database = database_from("CS_TEST_PLAIN")
    before = snapshot(database)
    database.install(*PRODUCTS)
    assert installed(database) == set(modules.together(PRODUCTS, OWN)) == set(OWN)
    database.uninstall(*GLUE)
    assert installed(database) == set(OWN) - set(GLUE)
    assert not [name for name in snapshot(database) if any(f" {glue}." in name for glue in GLUE)]
    database.uninstall("cs_base")
    assert not sorted(snapshot(database) ^ before)


@pytest.mark.parametrize("module", PRODUCTS)
def test_installs_alone_with_demo_data(database_from, module):
    database = database_from("CS_TEST_SHOP")
    database.install(module, demo=True)
    count = f"SELECT count(*) FROM ir_model_data WHERE module = '{module}' AND name LIKE '%demo'"
    assert database.rows(count)[0][0] > 0


def test_all_install_together_with_demo_data_and_update(database_from):
    database = database_from("CS_TEST_SHOP")
    database.install(*OWN, demo=True)
    database.odoo("server", "-u", "cs_base", "--no-http", "--stop-after-init", "--i18n-overwrite")


EXPORT = """
from odoo.tools.translate import trans_export
for name in {names!r}:
    with open("{folder}/" + name + ".pot", "wb") as file:
        trans_export(None, [name], file, "po", env)
"""


@pytest.fixture(scope="module")
def exported(suite, tmp_path_factory):
    """The folder of the templates that Odoo exports, all by one process."""
    folder = tmp_path_factory.mktemp("terms")
    suite.odoo("shell", "--no-http", script=EXPORT.format(names=sorted(OWN), folder=folder))
    return folder


@pytest.mark.parametrize("module", sorted(OWN))
def test_the_template_of_translations_is_that_of_the_source(exported, module):
    folder = modules.ADDONS / module
    fresh, kept = terms(exported / f"{module}.pot"), terms(folder / "i18n" / f"{module}.pot")
    # The names of demo records are translated too, and this database has none of them.
    demo = "".join(path.read_text("utf-8") for path in (folder / "demo").glob("*.xml"))
    kept = [term for term in kept if term in fresh or term not in demo]
    lines = difflib.unified_diff(kept, fresh, "kept", "exported", lineterm="", n=0)
    assert "\n".join(lines) == ""


def terms(path):
    """Return the source terms of a catalogue, sorted."""
    return sorted({entry.msgid for entry in polib.pofile(str(path))})
