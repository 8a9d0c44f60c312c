"""The command line of `./run`."""

import argparse
import signal
import sys

from . import console, process
from .layout import ROOT
from .problem import Problem, sentence_of

EPILOG = """
State lives in .odoo/ (`./run clean` removes it). ODOO_SRC names an Odoo 19.0 checkout to use,
PGHOST, PGPORT, PGUSER and PGPASSWORD a PostgreSQL of your own, CS_BROWSER a Chromium.
"""


def main(arguments):
    """Run one command and return the exit code; every failure is one sentence."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    parser = build_parser()
    if not arguments:
        parser.print_help()
        return 0
    options = parser.parse_args(arguments)
    try:
        return options.act(options)
    except Problem as problem:
        console.complain(str(problem))
    except KeyboardInterrupt:
        console.complain("Interrupted; the same command goes on from here.")
    except OSError as error:
        console.complain(sentence_of(error, ROOT))
    finally:
        process.finish_all()
    return 1


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def build_parser():
    parser = argparse.ArgumentParser(
        prog="./run", description="The customer service suite for Odoo 19.0.", epilog=EPILOG
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_demo(commands)
    _add_test(commands)
    bench = _add(commands, "bench", "measure speed, beside the goals", _bench)
    bench.add_argument("names", nargs="*", metavar="NAME", help="measurements; all without")
    bench.add_argument("--scale", type=float, default=1.0, help="size of the data, 1 is full")
    _add(commands, "lint", "check the sources without running them", _lint)
    shell = _add(commands, "shell", "open Odoo's shell on the demo database", _shell)
    shell.add_argument("--db", default="cs_demo", help="database (cs_demo)")
    _add(commands, "stop", "end the demo and the database server", _stop)
    _add(commands, "clean", "stop, and remove everything that was set up", _clean)
    return parser


def _add(commands, name, text, act):
    parser = commands.add_parser(name, help=text, description=text.capitalize() + ".")
    parser.set_defaults(act=act)
    return parser


def _add_demo(commands):
    demo = _add(commands, "demo", "set up and serve the suite with demo data", _demo)
    demo.add_argument("--port", type=int, default=8069, help="port to serve on (8069)")
    demo.add_argument("--db", default="cs_demo", help="name of the database (cs_demo)")
    demo.add_argument("--real-data", metavar="PATH", help="import Online Retail from this folder")


def _add_test(commands):
    test = _add(commands, "test", "set up what is missing and run every check and test", _test)
    test.add_argument("modules", nargs="*", metavar="ADDON", help="only these add-ons")
    test.add_argument("-k", metavar="NAME", dest="name", help="only tests whose name contains it")
    test.add_argument("--coverage", action="store_true", help="measure which lines the tests run")


def _demo(options):
    from . import demo

    return demo.run(options.port, options.db, options.real_data)


def _test(options):
    from . import checks

    return checks.run(options.modules, options.name, options.coverage)


def _bench(options):
    from . import benchmarks

    return benchmarks.run(options.names, options.scale)


def _lint(_options):
    from . import lint

    return lint.run()


def _shell(options):
    from .databases import Databases
    from .workshop import workshop

    with workshop() as odoo:
        if not Databases(odoo.server).exists(options.db):
            raise Problem(f"There is no database {options.db}: `./run demo` builds cs_demo.")
        return odoo.shell(options.db)


def _stop(_options):
    from . import housekeeping

    return housekeeping.stop()


def _clean(_options):
    from . import housekeeping

    return housekeeping.clean()
