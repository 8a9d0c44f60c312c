"""Databases to copy from: everything that the suite needs installed, without the suite."""

from . import console, lock, modules
from .databases import Databases
from .layout import REQUIREMENTS, ROOT, digest, root_key

LANGUAGES = "en_US,vi_VN"
PLAIN = "plain"  # the company as Odoo makes it
SHOP = "shop"  # the company is a shop in Vietnam
SHOP_SCRIPT = "shop_company.py"
COMPILE_SCRIPT = "compile_assets.py"
# Odoo loads an add-on's demo data only where all that it depends on has them. The shop has none
# of Odoo's own, which would fill it with strangers, and the suite's stand by themselves.
TAKE_DEMO = "UPDATE ir_module_module SET demo = TRUE WHERE state = 'installed'"
# Prices in dong have no decimals, and Odoo's precision of unit prices is not the currency's.
WHOLE_DONG = "UPDATE decimal_precision SET digits = 0 WHERE name = 'Product Price'"


class Templates:
    """Builds template databases once, and finds them by what they were built from."""

    def __init__(self, odoo):
        self.odoo = odoo
        self.databases = Databases(odoo.server)
        self.dependencies = modules.dependencies(modules.manifests())

    def ensure(self, profile):
        """Return the name of the template ``profile``, built first where it is missing."""
        prefix = f"cs_{root_key()}_{profile}_"
        name = prefix + self._key()
        with lock.only_one(f"template-{profile}", "building a template database"):
            if not self.databases.stamp(name):
                self._build(profile, prefix, name)
        return name

    def _build(self, profile, prefix, name):
        for old in self.databases.names(prefix):
            self.databases.drop(old)
        title = f"Template database ({profile})"
        count = len(self.dependencies)
        console.say(f"{title}: installing {count} Odoo add-ons with what they need")
        fresh, log = f"{name}_part", f"template-{profile}.log"
        language = f"--load-language={LANGUAGES}"
        if profile == SHOP:
            self.odoo.install(fresh, ["base"], f"base-{log}", language, title=title)
            self.odoo.script(fresh, SHOP_SCRIPT, f"company-{log}")
            language = ""
        names = [*self.dependencies, *self.odoo.support]
        self.odoo.install(fresh, names, log, *filter(None, [language]), title=title)
        if profile == SHOP:
            self.odoo.server.query(f"{TAKE_DEMO}; {WHOLE_DONG}", fresh)
        if profile == PLAIN:  # what the suite does not touch is then compiled for all its copies
            console.say(f"{title}: compiling the web client")
            self.odoo.script(fresh, COMPILE_SCRIPT, f"assets-{log}")
        self.databases.set_stamp(fresh, "complete")
        self.databases.rename(fresh, name)
        console.say(f"{title}: ready")

    def _key(self):
        return digest(
            self.odoo.source.key, LANGUAGES, TAKE_DEMO, WHOLE_DONG,
            *self.dependencies, *self.odoo.support,
            (REQUIREMENTS / "odoo.txt").read_text("utf-8"),
            *((ROOT / "dev" / "scripts" / name).read_text("utf-8")
              for name in (SHOP_SCRIPT, COMPILE_SCRIPT)),
        )
