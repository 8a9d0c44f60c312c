"""A process with one shop, which does what it is told and says how long it took.

Started by ``side_by_side``. Without ``--ids`` it fills the database first. Writes a line of JSON
when it is ready (the shop's ids), then reads lines ``work lines`` and answers each with a line
``[seconds, queries]``.
"""

import argparse
import gc
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dev.bench.shop import Shop, ShortShop  # noqa: E402
from dev.real_data.session import boot  # noqa: E402

KINDS = {"stocked": Shop, "short": ShortShop}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--ids", type=json.loads)
    options = parser.parse_args()
    kind = KINDS[options.kind]
    registry = boot(options.config, options.database, ("sale_stock",))
    shop = kind(registry, options.ids or kind.fill(registry))
    gc.collect()
    gc.freeze()  # what Odoo has loaded is not looked through before each measurement
    print(json.dumps(shop.ids), flush=True)
    for line in sys.stdin:
        work, lines = line.split()
        print(json.dumps(shop.measure(work, int(lines))), flush=True)


if __name__ == "__main__":
    main()
