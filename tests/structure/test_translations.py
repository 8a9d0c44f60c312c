"""The Vietnamese catalogues are complete and say the same with the same placeholders."""

import re

import polib
import pytest

from . import sources

addon = pytest.mark.parametrize("addon", sources.addons(), ids=lambda path: path.name)
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\{.*?\}\}|\{\w*\}|</?\w+")


def catalogues(addon):
    template = polib.pofile(str(addon / "i18n" / f"{addon.name}.pot"))
    return template, polib.pofile(str(addon / "i18n" / "vi.po"))


@addon
def test_vietnamese_is_complete(addon):
    _template, vietnamese = catalogues(addon)
    assert [entry.msgid for entry in vietnamese.untranslated_entries()] == []
    assert [entry.msgid for entry in vietnamese.fuzzy_entries()] == []
    assert [entry.msgid for entry in vietnamese.obsolete_entries()] == []


@addon
def test_vietnamese_has_the_terms_of_the_template(addon):
    template, vietnamese = catalogues(addon)
    assert {entry.msgid for entry in vietnamese} == {entry.msgid for entry in template}


@addon
def test_placeholders_are_kept(addon):
    _template, vietnamese = catalogues(addon)
    for entry in vietnamese:
        there = sorted(PLACEHOLDER.findall(entry.msgid))
        assert sorted(PLACEHOLDER.findall(entry.msgstr)) == there, entry.msgid


@addon
def test_vietnamese_is_vietnamese(addon):
    """Most terms have letters that English lacks: a copied catalogue does not pass."""
    _template, vietnamese = catalogues(addon)
    long = [entry for entry in vietnamese if len(entry.msgid.split()) >= 3]
    marked = [entry for entry in long if re.search(r"[À-ỹ]", entry.msgstr)]
    assert len(marked) >= 0.9 * len(long)
