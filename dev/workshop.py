"""Everything that the commands need ready: Odoo, Python packages, PostgreSQL, configuration."""

from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager

from . import layout, lock, odoo_source, postgres, process
from .odoo import Odoo
from .virtualenv import ODOO


@contextmanager
def workshop(*requirement_files):
    """Yield an ``Odoo`` that is ready to run; the database server is released afterwards.

    The set-up is held by one run at a time, the work in the block is not.

    :param requirement_files: beyond the ones that Odoo itself needs
    :raise Problem: something cannot be had
    """
    layout.check_place()
    with lock.only_one("setup", "setting things up"):
        with ThreadPoolExecutor(2) as pool:  # one waits for the mirror, the other for pip
            source = pool.submit(odoo_source.find)
            packages = pool.submit(ODOO.ensure, "odoo.txt", *requirement_files)
            try:
                done, _rest = wait((packages, source), return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
            except BaseException:
                process.finish_all()  # the other one's work is for the next run
                raise
        server = postgres.connect()
        odoo = Odoo(source.result(), server)
        odoo.write_config()
    try:
        yield odoo
    finally:
        if server.own:
            server.own.release()
