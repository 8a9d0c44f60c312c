import contextlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from dev.databases import drop_by_client  # noqa: E402
from dev.real_data import dataset, reader  # noqa: E402

from . import synthetic  # noqa: E402

REAL_DATA = ROOT.parent / "shared" / "data" / "online_retail"


class Database:
    """A copy of the prepared database, to run the importer on and to ask what it left."""

    def __init__(self, name, config):
        self.name, self.config = name, config

    def command(self, script, *arguments):
        return [
            sys.executable,
            str(script),
            "--config",
            self.config,
            "--database",
            self.name,
            *arguments,
        ]

    def importer(self, source, *arguments):
        """Return the command that imports ``source``."""
        script = ROOT / "dev" / "real_data" / "importer.py"
        return self.command(script, "--source", str(source), *arguments)

    def run(self, command, timeout=1200):
        return subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=timeout, check=False
        )

    def rows(self, query, *parameters):
        """Return the rows of ``query``, seen from outside as another program would."""
        with contextlib.closing(psycopg2.connect(dbname=self.name)) as connection:
            with connection.cursor() as cursor:
                cursor.execute(query, parameters)
                return cursor.fetchall()

    def value(self, query, *parameters):
        return self.rows(query, *parameters)[0][0]


@contextlib.contextmanager
def copy_of_database():
    """Yield a :class:`Database` cloned from the prepared one, dropped afterwards."""
    template, config = os.environ["CS_TEST_DATABASE"], os.environ["CS_TEST_CONFIG"]
    prefix = os.environ.get("CS_TEST_PREFIX", "cs_")
    name = f"{prefix}real_{os.urandom(4).hex()}"
    subprocess.run(["createdb", "-T", template, name], check=True)  # noqa: S603, S607
    try:
        yield Database(name, config)
    finally:
        drop_by_client(name)


@pytest.fixture(scope="module")
def db():
    with copy_of_database() as database:
        yield database


@pytest.fixture(scope="session")
def real_file():
    """The published file; it is kept beside the project, not in it."""
    if not REAL_DATA.is_dir():
        pytest.skip("data absent: ../shared/data/online_retail is not there")
    return reader.find_file(REAL_DATA)


@pytest.fixture(scope="session")
def real_data(real_file):
    return dataset.collect(reader.read_lines(real_file))


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / reader.FILE_NAME
    synthetic.write(path)
    return path


@pytest.fixture(scope="session")
def sample_data(sample_file):
    return dataset.collect(reader.read_lines(sample_file))
