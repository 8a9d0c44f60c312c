"""Run the doctests of the add-ons' `tools`, each a test, imported as in Odoo.

Usage: python dev/doctests.py ADDONS_FOLDER ADDON...
"""

import doctest
import importlib
import os
import sys
from pathlib import Path


def main():
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    sys.path[0] = os.environ["CS_ODOO_PATH"]
    from odoo.modules.module import initialize_sys_path
    from odoo.tools import config

    config.parse_config([f"--addons-path={folder}"], setup_logging=False)
    initialize_sys_path()
    runner = doctest.DocTestRunner()
    passed = failed = 0
    for name in names:
        for path in sorted((folder / name / "tools").glob("*.py")):
            stem = "" if path.stem == "__init__" else f".{path.stem}"
            module = importlib.import_module(f"odoo.addons.{name}.tools{stem}")
            for test in doctest.DocTestFinder().find(module):
                if test.examples:
                    bad = runner.run(test).failed
                    passed, failed = passed + (not bad), failed + bool(bad)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
