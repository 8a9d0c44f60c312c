"""Each add-on alone: installed with and without demo data, and removed without a trace."""

import difflib
import os

import pytest

from dev import modules

OWN = modules.manifests()
PRODUCTS = [name for name in OWN if name != "cs_base"]
SUPPORT = [name for name in os.environ.get("CS_TEST_SUPPORT", "").split(",") if name]
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
CONFIGURATION = """
    SELECT model || ' ' || module || '.' || name FROM ir_model_data
     WHERE model NOT IN ('ir.module.module', 'ir.module.category')
"""


def snapshot(database):
    return (
        database.values(SCHEMA)
        | database.values(FUNCTIONS)
        | database.values(CONFIGURATION)
    )


@pytest.mark.parametrize("module", PRODUCTS)
def test_installs_alone_and_leaves_nothing(database_from, module):
    database = database_from("CS_TEST_PLAIN")
    before = snapshot(database)
    database.install(module)
    states = dict(database.rows("SELECT name, state FROM ir_module_module WHERE name LIKE 'cs_%'"))
    installed = {name for name, state in states.items() if state == "installed"} - set(SUPPORT)
    assert installed == {module, "cs_base"}, "it drags no other add-on along"
    database.uninstall("cs_base")
    after = snapshot(database)
    assert not sorted(after - before), "left behind"
    assert not sorted(before - after), "taken along"


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


@pytest.mark.parametrize("module", sorted(OWN))
def test_the_template_of_translations_is_that_of_the_source(database_from, module, tmp_path):
    database = database_from("CS_TEST_DATABASE")
    target = tmp_path / f"{module}.pot"
    database.odoo("i18n", "export", module, "-l", "pot", "-o", str(target))
    exported = terms(target.read_text("utf-8"))
    folder = modules.ADDONS / module
    kept = terms((folder / "i18n" / f"{module}.pot").read_text("utf-8"))
    # The names of demo records are translated too, and this database has none of them.
    demo = "".join(path.read_text("utf-8") for path in (folder / "demo").glob("*.xml"))
    kept = [term for term in kept if term in exported or term not in demo]
    difference = difflib.unified_diff(kept, exported, "kept", "exported", lineterm="", n=0)
    assert "\n".join(difference) == ""


def terms(text):
    """Return the source terms of a catalogue, sorted."""
    import polib

    return sorted({entry.msgid for entry in polib.pofile(text)})
