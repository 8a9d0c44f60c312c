"""What the rules look at: the files of the repository, and the add-ons' syntax trees."""

import ast
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
TEXT = {
    "", ".cfg", ".css", ".csv", ".html", ".js", ".json", ".md", ".po", ".pot", ".py", ".scss",
    ".svg", ".toml", ".txt", ".xml", ".yaml", ".yml",
}
SKIPPED = {".git", ".hypothesis", ".odoo", "__pycache__", ".pytest_cache", ".ruff_cache"}


def files(*suffixes):
    """Return the repository's text files, or those with the given endings."""
    wanted = set(suffixes) or TEXT
    found = []
    # Other stages write below the folders that are left out, so nobody looks into them.
    for folder, inside, names in os.walk(ROOT):
        inside[:] = [name for name in inside if name not in SKIPPED]
        found += [Path(folder, name) for name in names if name not in SKIPPED]
    return sorted(path for path in found if path.suffix in wanted and path.is_file())


def addons():
    """Return the folders of the suite's add-ons."""
    return sorted(path.parent for path in ADDONS.glob("*/__manifest__.py"))


def manifest(addon):
    return ast.literal_eval((addon / "__manifest__.py").read_text("utf-8"))


def name(path):
    """Return a path as people of this repository write it."""
    return str(path.relative_to(ROOT))


def tree(path):
    return ast.parse(path.read_text("utf-8"), str(path))


class Model:
    """What the source says of one model, gathered over the classes that define or extend it."""

    def __init__(self):
        self.fields = set()
        self.methods = {}  # name: the names of what it takes
        self.kind = ""  # the base class where it is defined: Model, TransientModel, AbstractModel
        self.is_query = False  # a report without a table of its own


def models():
    """Return {add-on: {model name: Model}} as written in the sources."""
    found = {}
    for addon in addons():
        own = found.setdefault(addon.name, {})
        for path in sorted(addon.rglob("*.py")):
            if "tests" not in path.relative_to(addon).parts:
                for node in tree(path).body:
                    if isinstance(node, ast.ClassDef):
                        _read_class(node, own)
    return found


def _read_class(node, own):
    values = {}
    for item in node.body:
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            values[item.targets[0].id] = item.value
    inherited = _texts(values.get("_inherit"))
    names = _texts(values.get("_name")) or inherited[:1]
    for model_name in names:
        model = own.setdefault(model_name, Model())
        model.fields |= set(values)
        model.methods |= {
            item.name: _parameters(item) for item in node.body if isinstance(item, ast.FunctionDef)
        }
        model.is_query |= "_table_query" in values or "_table_query" in model.methods
        if "_name" in values and model_name not in inherited:
            bases = [base.attr for base in node.bases if isinstance(base, ast.Attribute)]
            model.kind = bases[0] if bases else ""


def _parameters(function):
    """Return the names of what a function takes, None where it takes anything."""
    taken = function.args
    if taken.vararg or taken.kwarg:
        return None
    return [one.arg for one in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)]


def _texts(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.List | ast.Tuple):
        return [item.value for item in node.elts if isinstance(item, ast.Constant)]
    return []
