"""The file `run` itself: any Python can read it, and an unfit one gets a sentence."""

import ast
import importlib.machinery
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run():
    loader = importlib.machinery.SourceFileLoader("run_file", str(ROOT / "run"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_file", loader))
    loader.exec_module(module)
    return module


def test_it_is_written_for_old_pythons():
    tree = ast.parse((ROOT / "run").read_text("utf-8"))
    new = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.AsyncFunctionDef)
    assert not [node for node in ast.walk(tree) if isinstance(node, new)]


@pytest.mark.parametrize(
    ("version", "fit"),
    [((2, 7), False), ((3, 9), False), ((3, 10), True), ((3, 13), True), ((3, 14), False)],
)
def test_it_knows_the_pythons_that_do(run, version, fit):
    assert run.is_fit(version) is fit


def test_an_unfit_python_is_told_so(run, monkeypatch, capsys):
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", "")
    assert run.main() == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "3.10 to 3.13" in said
    assert "3.9" in said


def test_another_python_is_taken_if_it_starts(run, monkeypatch, tmp_path):
    broken = tmp_path / "python3.13"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    works = tmp_path / "python3.12"
    works.write_text("#!/bin/sh\nexit 0\n")
    works.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run.other_python() == str(works)


def test_help_is_given_from_any_folder(tmp_path):
    done = subprocess.run(
        [sys.executable, ROOT / "run"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    for command in ("demo", "test", "bench", "lint", "shell", "stop", "clean"):
        assert command in done.stdout
