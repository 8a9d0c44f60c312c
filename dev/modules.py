"""The suite's add-ons, read from disk: manifests, dependencies, what has changed."""

import ast
import hashlib
from pathlib import Path

from .layout import ADDONS

# What a Vietnamese shop runs besides what the add-ons need themselves.
SHOP = ("contacts", "l10n_vn", "purchase_stock", "sale_management", "sale_stock")
# Read from disk as they are; a database does not depend on them.
UNSTORED = {"tests", "static", "README.md", "pyproject.toml", "__pycache__"}


def manifests(folder=ADDONS):
    """Return {name: manifest} of the installable add-ons in a folder."""
    found = {}
    for path in sorted(folder.glob("*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text("utf-8"))
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def dependencies(own):
    """Return what has to be installed before the add-ons, sorted.

    :param own: {name: manifest} of the add-ons

    >>> dependencies({"a": {"depends": ["sale", "b"]}, "b": {"depends": ["mail"]}})
    ['contacts', 'l10n_vn', 'mail', 'purchase_stock', 'sale', 'sale_management', 'sale_stock']
    """
    needed = {name for manifest in own.values() for name in manifest.get("depends", ["base"])}
    return sorted((needed | set(SHOP)) - set(own) - {"base"})


def fingerprint(module, folder=ADDONS):
    """Return twelve characters that change when a database needs an update of the module."""
    total = hashlib.sha256()
    base = folder / module
    for path in sorted(base.rglob("*")):
        relative = path.relative_to(base)
        if UNSTORED.isdisjoint(relative.parts) and path.is_file() and path.suffix != ".pyc":
            total.update(f"{relative}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:12]


def fingerprints(names, folder=ADDONS):
    return {name: fingerprint(name, folder) for name in names}


def differences(before, now):
    """Return (new, changed) names between two {name: fingerprint}.

    >>> differences({"a": "1", "b": "1"}, {"a": "1", "b": "2", "c": "1"})
    (['c'], ['b'])
    """
    new = sorted(set(now) - set(before))
    changed = sorted(name for name in now if name in before and now[name] != before[name])
    return new, changed


def closure(names, own):
    """Return the add-ons with those of the suite that they depend on, dependencies first.

    >>> closure(["b"], {"a": {"depends": ["mail"]}, "b": {"depends": ["a"]}, "c": {}})
    ['a', 'b']
    """
    ordered = []

    def visit(name):
        for needed in own[name].get("depends", []):
            if needed in own:
                visit(needed)
        if name not in ordered:
            ordered.append(name)

    for name in names:
        visit(name)
    return ordered


def glue(own):
    """Return the add-ons that install by themselves where what they join is installed.

    >>> glue({"a": {"depends": ["mail"]}, "a_b": {"depends": ["a", "b"], "auto_install": True}})
    ['a_b']
    """
    return sorted(name for name, manifest in own.items() if manifest.get("auto_install"))


def together(names, own):
    """Return what of the suite is there after these add-ons are installed, glue included.

    What Odoo has of its own is taken as installed, as it is in the templates.

    >>> own = {"a": {"depends": ["mail"]}, "b": {"depends": ["base"]},
    ...        "a_b": {"depends": ["a", "b"], "auto_install": True},
    ...        "a_pos": {"depends": ["a", "point_of_sale"], "auto_install": True}}
    >>> together(["a"], own), together(["a", "b"], own)
    (['a', 'a_pos'], ['a', 'a_b', 'a_pos', 'b'])
    """
    there = set(closure(names, own))
    while True:
        more = {
            name
            for name in glue(own)
            if name not in there and set(own[name]["depends"]) & set(own) <= there
        }
        if not more:
            return sorted(there)
        there |= more


def relative(path):
    """Return a path as people of this repository write it."""
    return str(Path(path).relative_to(ADDONS.parent))
