"""The glossary: forms found with the prefixes and endings of their languages, and a sound table.

Findings about texts and broken tables are the cases tests/corpus/check-glossary-*.
"""

import re

import pytest
from conftest import CORPUS, REPOSITORY
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen import config, glossary, markdown, request
from briefgen.diagnostics import Place
from briefgen.files import Files
from briefgen.languages import BUILTIN
from briefgen.model import Block, Term

ROWS = [
    [cell.strip() for cell in line.split("|")]
    for line in (CORPUS / "glossary-forms" / "forms.txt").read_text(encoding="utf-8").splitlines()[1:]
]


def found(code: str, type_: str, form: str, text: str) -> list[str]:
    term = Term("term", type_, {code: ((form,),)}, {code: ()}, {code: ()}, Place("glossary.csv", 2))
    block = Block("background", code, "full", "", "a.md", 1, markdown.read(text, BUILTIN[code]), None, "")
    reading = glossary.reading(block)
    return [use.text for use in glossary.uses(reading, glossary.finders([term], BUILTIN[code]))]


@pytest.mark.parametrize("row", ROWS, ids=" | ".join)
def test_forms(row: list[str]) -> None:
    code, type_, form, marked = row
    marked = marked.replace("\\n", "\n")
    text = re.sub(r"[\[\]]", "", marked)
    wanted = [glossary.alike(word) for word in re.findall(r"\[([^\]]+)\]", marked)]
    assert found(code, type_, form, text) == wanted


def test_own_glossary_is_sound_and_used() -> None:
    project = request.read(REPOSITORY)
    assert project.diagnostics == () and len(project.series.terms) > 70
    (issue,) = (issue for issue in project.issues if issue.number == 2077)
    for code in ("he", "ar", "en"):
        known = glossary.finders(project.series.terms, BUILTIN[code])
        blocks = [block for block in issue.blocks.values() if block.language == code]
        ids = {use.term.id for block in blocks for use in glossary.uses(glossary.reading(block), known)}
        assert {"ahmed-al-sharaa", "russia", "syria", "hmeimim", "tartus", "druze", "red-lines"} <= ids


def test_places_are_those_of_the_file() -> None:
    text = "One\nDamascus.\n\nA [link to\nDamascus](https://example.org/).[^a]\n\n[^a]: Damascus.\n"
    block = Block(
        "background", "en", "full", "Damascus", "a.md", 3, markdown.read(text, BUILTIN["en"], 3), None, ""
    )
    term = Term("d", "place", {"en": (("Damascus",),)}, {"en": ()}, {"en": ()}, Place("glossary.csv", 2))
    uses = glossary.uses(glossary.reading(block), glossary.finders([term], BUILTIN["en"]))
    assert [use.place.line for use in uses] == [1, 4, 7, 9]


@settings(max_examples=200, deadline=None)
@given(text=st.text('term_id,ehnotyp\n";|!^אا ', max_size=80))
def test_any_table_is_read_or_told(text: str) -> None:
    series, _ = config.load(Files(CORPUS / "base"))
    terms, faults = glossary.read(text, "glossary.csv", series)
    assert terms or faults or not text.strip('\n"') or "term_id" in text
