"""Each add-on alone: installed with and without demo data, and removed without a trace."""

import difflib

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


@pytest.mark.parametrize("module", GLUE)
def test_glue_comes_with_what_it_joins_and_leaves_without_a_trace(database_from, module):
    database = database_from("CS_TEST_PLAIN")
    joined = [name for name in OWN[module]["depends"] if name in OWN]
    before = snapshot(database)
    database.install(*joined)
    assert module in installed(database)
    assert installed(database) == set(modules.together(joined, OWN))
    database.uninstall(module)
    assert module not in installed(database)
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
