"""What goes wrong is said in one sentence, with an exit code, and breaks nothing."""

import errno
import json
import os
import shutil
import socket

import pytest

from dev import apt, cli, demo, layout, lock, odoo_source, postgres, serving, virtualenv
from dev.apt import Apt
from dev.problem import Problem


@pytest.fixture
def state(tmp_path, monkeypatch):
    """A state folder of the test's own."""
    folder = tmp_path / ".odoo"
    (folder / "log").mkdir(parents=True)
    for module in (layout, lock, odoo_source, postgres, serving, virtualenv):
        monkeypatch.setattr(module, "STATE", folder, raising=False)
    monkeypatch.setattr(serving, "PID_FILE", folder / "demo.pid")
    return folder


def test_a_problem_is_a_sentence_and_a_failure(monkeypatch, capsys):
    def fail(*_arguments):
        raise Problem("The cat sits on the cable.")

    monkeypatch.setattr(demo, "run", fail)
    assert cli.main(["demo"]) == 1
    assert capsys.readouterr().err == "The cat sits on the cable.\n"


def test_a_full_disk_is_called_so(monkeypatch, capsys):
    def fail(*_arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(demo, "run", fail)
    assert cli.main(["demo"]) == 1
    assert capsys.readouterr().err.startswith("The disk is full")


def test_a_disk_too_small_is_refused_before_the_work(monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=1_000_000_000)
    monkeypatch.setattr(layout.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(Problem, match=r"4 GB are needed .* 1\.0 GB are free"):
        layout.check_space(4)


def test_a_taken_port_is_refused(state):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Problem, match=f"Port {port} is taken by another program"):
            serving.Serving(port, "cs_demo").check_port()
        mine = {"pid": os.getpid(), "port": port, "started": serving.started(os.getpid())}
        (state / "demo.pid").write_text(json.dumps(mine))
        with pytest.raises(Problem, match=f"served already at http://127.0.0.1:{port}"):
            serving.Serving(port, "cs_demo").check_port()


@pytest.mark.parametrize("port", [0, -1, 70000])
def test_an_impossible_port_is_refused(state, port):
    with pytest.raises(Problem, match="is no port"):
        serving.Serving(port, "cs_demo").check_port()


@pytest.mark.usefixtures("state")
def test_a_process_that_reuses_the_number_is_not_the_demo(state):
    (state / "demo.pid").write_text(json.dumps({"pid": os.getpid(), "port": 1, "started": "0"}))
    assert serving.running() is None
    (state / "demo.pid").write_text("half a fi")
    assert serving.running() is None


def test_two_runs_do_not_set_up_at_once(state, monkeypatch):
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    with lock.only_one("setup", "setting things up"):
        with pytest.raises(Problem, match=rf"process {os.getpid()}"):
            with lock.only_one("setup", "setting things up"):
                raise AssertionError("both hold the lock")
    with lock.only_one("setup", "setting things up"):
        pass


def test_the_last_user_is_known(state):
    first, second = lock.SharedUse("postgres"), lock.SharedUse("postgres")
    assert not first.is_last()
    second.close()
    assert first.is_last()
    first.close()


@pytest.mark.parametrize("name", ["a,b", "a:b"])
def test_a_path_that_odoo_cannot_have_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.setattr(layout, "ROOT", tmp_path / name)
    with pytest.raises(Problem, match="move the clone"):
        layout.check_place()


def test_the_state_of_another_account_is_refused(state, monkeypatch):
    monkeypatch.setattr(layout.os, "getuid", lambda: state.stat().st_uid + 1)
    with pytest.raises(Problem, match="belongs to the account"):
        layout.check_place()


def test_a_system_without_apt_is_told_what_to_give(state, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Problem, match="no apt-get: set ODOO_SRC"):
        Apt("unstable", odoo_source.HELP).fetch(["odoo-19"], state / "odoo", "Odoo")


def test_a_mirror_that_does_not_answer_is_called_so(state, monkeypatch, tmp_path):
    """A stand-in answers as apt-get does where the network is gone."""
    stand_in = tmp_path / "apt-get"
    stand_in.write_text(
        "#!/bin/sh\n"
        "case $* in *indextargets*) echo 'http://m.example/debian/|Debian|Debian'; exit 0;; esac\n"
        "echo 'E: Failed to fetch http://m.example/debian/InRelease  Could not resolve'\n"
        "exit 100\n"
    )
    stand_in.chmod(0o755)
    (tmp_path / "dpkg").write_text("#!/bin/sh\n")
    (tmp_path / "dpkg").chmod(0o755)
    keyring = tmp_path / "keyring.gpg"
    keyring.touch()
    monkeypatch.setattr(apt, "KEYRINGS", [keyring])
    monkeypatch.setattr(apt, "STATE", state)
    monkeypatch.setattr(apt, "LOGS", state / "log")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(Problem, match=r"does not answer .*Could not resolve.* ODOO_SRC") as caught:
        Apt("unstable", odoo_source.HELP).fetch(["odoo-19"], state / "odoo", "Odoo")
    assert "\n" not in str(caught.value)
    assert not (state / "odoo").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "There is no Odoo"),
        ("version_info = (18, 0, 0, FINAL, 0, '')\n", "is not release 19.0"),
        ("version_info = (19, 0, 0, FINAL, 0, '')\n", "has no standard add-ons"),
    ],
)
def test_a_folder_that_is_not_odoo_is_refused(tmp_path, text, sentence):
    if text:
        (tmp_path / "odoo").mkdir()
        (tmp_path / "odoo" / "release.py").write_text(text)
    with pytest.raises(Problem, match=sentence):
        odoo_source.inspect(tmp_path)


@pytest.mark.parametrize("folder", ["addons", "odoo/addons"])
def test_both_layouts_of_odoo_are_understood(tmp_path, folder):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    (tmp_path / folder / "web").mkdir(parents=True)
    source = odoo_source.inspect(tmp_path)
    assert source.python_path == tmp_path
    assert tmp_path / folder in source.addons
    assert source.lacks_asset
    assert odoo_source.inspect(tmp_path / "odoo").python_path == tmp_path


def test_a_download_that_broke_off_is_not_taken_for_whole(state, monkeypatch):
    """Without its stamp, what lies there is fetched again."""
    place = state / "odoo"
    (place / "usr/lib/python3/dist-packages/odoo").mkdir(parents=True)
    asked = []
    monkeypatch.delenv("ODOO_SRC", raising=False)
    monkeypatch.setattr(odoo_source, "_obtain", lambda: asked.append(True))
    monkeypatch.setattr(odoo_source, "inspect", lambda folder: folder)
    odoo_source.find()
    odoo_source.find()
    assert asked == [True], "fetched once, then known"
