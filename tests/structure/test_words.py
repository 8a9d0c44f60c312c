"""The repository speaks of itself alone, and works on any machine."""

import re

from . import sources

# In parts, so that this file may lie in the repository too.
HOSTS = [
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
    ("debian", "org"), ("ubuntu", "com"), ("nightly.odoo", "com"),
]
# Beginnings of paths that exist on one machine only.
FOLDERS = ["home", "root", "work", "Users", "opt", "mnt"]
UNFINISHED = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
FILES = [path for path in sources.files() if path.name != "LICENSE"]
CODE = [path for path in FILES if path.suffix in (".py", ".xml", ".js", ".css", ".scss")]


def found(pattern, paths):
    """Return {file: what of the pattern is in it}."""
    hits = {sources.name(path): re.findall(pattern, path.read_text("utf-8")) for path in paths}
    return {name: words for name, words in hits.items() if words}


def test_no_registry_or_mirror_is_named():
    hosts = "|".join(re.escape(".".join(parts)) for parts in HOSTS)
    assert not found(rf"\b(?:[\w-]+\.)*(?:{hosts})\b", FILES)


def test_no_path_of_one_machine():
    folders = "|".join(FOLDERS)
    assert not found(rf"(?<![\w.~/}})-])/(?:{folders})/[\w.-]+", FILES)


def test_nothing_is_left_unfinished():
    assert not found(rf"\b(?:{'|'.join(UNFINISHED)})\b", CODE)


def test_no_copyright_stacks():
    assert not found(r"(?im)^\s*(?:#|//|<!--)\s*copyright", CODE)


def test_lines_end_as_agreed():
    assert not found(r"\r", FILES)
    tabbed = {".csv", ".svg", ".po", ".pot"}
    assert not found(r"\t", [path for path in FILES if path.suffix not in tabbed])
    assert not found(r"[^\n]\Z", FILES)


def test_the_patterns_find_what_they_are_for(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    bad = tmp_path / "bad.py"
    bad.write_text("# see http://packages." + ".".join(HOSTS[0]) + "/x and /ho" + "me/me/x\n")
    assert len(found(r"\b(?:[\w-]+\.)*" + re.escape(".".join(HOSTS[0])), [bad])) == 1
    assert len(found(rf"(?<![\w.~/}})-])/(?:{'|'.join(FOLDERS)})/[\w.-]+", [bad])) == 1
