"""Start Odoo from the folder named by CS_ODOO_PATH.

A file of its own, because Odoo starts its helper processes by the name of the program.
"""

import os
import sys

if __name__ == "__main__":
    sys.path[0] = os.environ["CS_ODOO_PATH"]
    from odoo.cli.command import main

    main()
