"""Every add-on is complete, and its manifest true."""

import csv
import re

import pytest

from . import sources

AUTHOR = "Customer Service Suite contributors"
MODELS = sources.models()
addon = pytest.mark.parametrize("addon", sources.addons(), ids=lambda path: path.name)


@addon
def test_manifest_has_the_keys_that_the_suite_agrees_on(addon):
    manifest = sources.manifest(addon)
    assert manifest["license"] == "LGPL-3"
    assert manifest["author"] == AUTHOR
    assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", manifest["version"])
    assert manifest["category"] == ("Hidden" if addon.name == "cs_base" else "Customer Service")
    assert 0 < len(manifest["name"]) <= 25
    assert manifest["summary"]
    assert manifest["depends"]
    assert "description" not in manifest, "README.md and static/description/index.html describe"


@addon
def test_manifest_lists_every_data_file_and_no_other(addon):
    manifest = sources.manifest(addon)
    listed = {*manifest.get("data", []), *manifest.get("demo", [])}
    folders = ("data", "demo", "report", "security", "views", "wizards")
    written = {
        str(path.relative_to(addon))
        for folder in folders
        for path in (addon / folder).rglob("*")
        if path.suffix in (".xml", ".csv")
    }
    assert listed == written


@addon
def test_addon_is_presented_and_described(addon):
    for needed in ("README.md", "static/description/icon.png", "static/description/index.html"):
        assert (addon / needed).is_file(), f"{addon.name}/{needed} is missing"
    assert (addon / "static/description/icon.png").read_bytes().startswith(b"\x89PNG")
    assert "<html" not in (addon / "static/description/index.html").read_text("utf-8").lower()


@addon
def test_addon_has_tests(addon):
    assert list((addon / "tests").glob("test_*.py"))


@addon
def test_every_test_file_is_imported(addon):
    """A file that nobody imports is never run."""
    imported = set(re.findall(r"\btest_\w+", (addon / "tests/__init__.py").read_text("utf-8")))
    assert imported == {path.stem for path in (addon / "tests").glob("test_*.py")}


@addon
def test_every_model_has_access_rules(addon):
    access = addon / "security" / "ir.model.access.csv"
    rows = list(csv.DictReader(access.open(encoding="utf-8"))) if access.exists() else []
    ruled = {row["model_id:id"].rpartition(".")[2] for row in rows}
    needed = {
        "model_" + name.replace(".", "_")
        for name, model in MODELS[addon.name].items()
        if model.kind in ("Model", "TransientModel")
    }
    assert needed <= ruled, f"without access rule: {sorted(needed - ruled)}"


@addon
def test_access_rules_name_a_group(addon):
    access = addon / "security" / "ir.model.access.csv"
    if access.exists():
        for row in csv.DictReader(access.open(encoding="utf-8")):
            assert row["group_id:id"], f"{row['id']} gives access to everybody"


@addon
def test_changelog_has_the_version(addon):
    changelog = (sources.ROOT / "CHANGELOG.md").read_text("utf-8")
    assert sources.manifest(addon)["version"] in changelog


@addon
def test_demo_records_are_called_so(addon):
    for path in (addon / "demo").glob("*.xml"):
        for xmlid in re.findall(r'<record\b[^>]*?\bid="([^"]+)"', path.read_text("utf-8")):
            own = "." not in xmlid  # others' records are only added to
            assert not own or xmlid.endswith("_demo"), f"{sources.name(path)}: {xmlid}"


@addon
def test_one_file_a_model(addon):
    """`_name` is defined once in a file; models are split over more files by concern."""
    for path in sorted((addon / "models").glob("*.py")):
        text = path.read_text("utf-8")
        assert len(re.findall(r"^    _name = ", text, re.MULTILINE)) <= 1, sources.name(path)
