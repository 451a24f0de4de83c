"""What no page holds goes on on the next one, and every word of it stands on a page, uncovered."""

import re
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from conftest import REPOSITORY
from weasyprint.formatting_structure import boxes

from briefgen import files
from briefgen.model import Bundle
from briefgen.typeset import patches
from briefgen.typeset.engine import lay_out, write
from briefgen.typeset.extent import text
from briefgen.verify import verify
from briefgen.verify.document import read_document

FONTS = files.font_folders(REPOSITORY)
STYLE = """
@page { size: 300px 400px; margin: 20px; @bottom-center { content: counter(page) }
  @footnote { border-top: .5pt solid; padding-top: 5pt; margin-top: 12pt } }
body { font: 12px/22px "IBM Plex Serif", "Frank Ruhl Libre", "Noto Naskh Arabic"; margin: 0 }
p { margin: 0 0 10px; orphans: 2; widows: 2 } p::after { content: ' \\2003' counter(pages) }
.fn { float: footnote; footnote-policy: line; font-size: 9px; line-height: 16px }
.auto .fn { footnote-policy: auto }
.fn::footnote-call { content: counter(footnote) } .fn::footnote-marker { content: counter(footnote) ' ' }
tr, figure, .whole { break-inside: avoid } table { border-collapse: collapse } td, th { padding: 0 }
.float { float: inline-start; width: 150px } .columns { columns: 2 }
figure { margin: 0 } .tall { height: 300px; background: #eee }
"""
ROOM = range(20, 381)
"""Where text may stand on a page, from top to foot."""
LETTERS = {"en": "abcdefghij", "he": "אבגדהוזחטי", "ar": "بتثجحدرزسش"}


def words(language: str, count: int, kind: int = 0) -> str:
    """Return words each of which stands in a page once; those of a kind begin alike."""
    letters = LETTERS[language]
    made = (f"{kind}{number:03}" for number in range(count))
    return " ".join("".join(letters[int(digit)] for digit in word) for word in made)


def note(language: str, count: int, kind: int) -> str:
    return f"<span class=fn>{words(language, count, kind)}</span>"


def bundle(language: str, body: str) -> Bundle:
    start = f"<html lang={language} dir={'ltr' if language == 'en' else 'rtl'}><title>t</title>"
    return Bundle("long", language, f"{start}<style>{STYLE}</style><body>{body}", {}, "")


def lines(document: Any) -> list[list[tuple[bool, float, str]]]:
    """Return of each page its lines: whether they are of a note, where they end, and their words."""
    found: list[list[tuple[bool, float, str]]] = []
    for page in document.pages:
        found.append([])
        for area in page._page_box.children:
            if not isinstance(area, boxes.MarginBox):
                found[-1] += (
                    (isinstance(area, boxes.FootnoteAreaBox), box.position_y + box.height, text(box))
                    for box in area.descendants()
                    if isinstance(box, boxes.LineBox) and text(box).strip()
                )
    return found


def found(language: str, said: str) -> Counter[str]:
    """Return the words of `words` in a text."""
    return Counter(re.findall(f"[{LETTERS[language]}]{{4}}", said))


def check(language: str, body: str) -> Any:
    """Set a page; every word of it is on the paper, those of notes once, and no text covers a note."""
    document = lay_out(bundle(language, body), FONTS)
    pages = lines(document)
    wanted = found(language, re.sub("<[^>]*>", " ", re.sub("<style>.*</style>", "", body)))
    assert not wanted - found(language, " ".join(line for page in pages for *_, line in page))
    notes = found(language, " ".join(line for page in pages for of_note, _, line in page if of_note))
    assert max(notes.values(), default=1) == 1
    for page in pages:
        assert all(round(bottom) in ROOM for _, bottom, _ in page)
        text_ends = max((bottom for of_note, bottom, _ in page if not of_note), default=0)
        note_begins = min((bottom - 16 for of_note, bottom, _ in page if of_note), default=400)
        assert text_ends <= note_begins + 0.1
    return document


PLACES = {
    "a paragraph": "<p>{text} <b>call</b>{note} {more}</p><p>{end}</p>",
    "the end": "<p>{text} <b>call</b>{note}</p>",
    "a table": "<p>{end}</p><table><tr><td>{text} <b>call</b>{note}<td>{more}</table>",
    "an aside": "<div class=whole>{text} <b>call</b>{note} {more}</div><p>{end}</p>",
    "a float": "<div class=float><b>call</b>{note} {more}</div><p>{text}</p><p>{end}</p>",
    "columns": "<p>{end}</p><div class=columns><p>{text} <b>call</b>{note} {more}</p></div>",
    "a list of notes": "<p>{text}{note}{first} {more}{second}</p><p>{end}</p>",
    "before a block": "<p>{text}{note}</p><p class='whole tall'>{more}</p><p>{end}</p>",
}
"""Where a note is called → a page."""


@pytest.mark.parametrize("policy", ["line", "auto"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", LETTERS)
def test_notes_of_any_length_are_there_to_their_ends(language: str, place: str, policy: str) -> None:
    for before, count in ((8, 130), (60, 90), (60, 170), (60, 500)):
        parts = {
            "text": words(language, before, 1),
            "more": words(language, 20, 2),
            "end": words(language, 40, 3),
            "note": note(language, count, 4),
            "first": note(language, 100, 5),
            "second": note(language, 250, 6),
        }
        check(language, f"<div class={policy}>{PLACES[place].format(**parts)}</div>")


@pytest.mark.parametrize("language", LETTERS)
def test_a_long_note_begins_under_its_call_and_goes_on_at_the_foot_of_the_next_pages(language: str) -> None:
    body = f"<p>{words(language, 8, 1)} {note(language, 500, 4)}</p><p>{words(language, 400, 3)}</p>"
    document = check(language, body)
    pages = lines(document)
    own = [[line for of_note, _, line in page if of_note] for page in pages]
    parts = [page for page in own if page]
    assert 3 <= len(parts) < len(pages)
    assert parts == own[: len(parts)]
    read = found(language, " ".join(line for part in parts for line in part))
    assert list(read) == words(language, 500, 4).split()  # in their order
    # Text stands above it on each page, as long as there is any, and under it on none.
    assert all(not page[0][0] for page in pages)
    assert all(page[-1][0] for page in pages[: len(parts)])
    for page in document.pages[: len(parts)]:
        (area,) = (box for box in page._page_box.children if isinstance(box, boxes.FootnoteAreaBox))
        assert area.border_top_width > 0  # the rule that parts it from the text
        assert area.position_y + area.margin_height() == pytest.approx(380)
    data = write(document, bundle(language, body))
    roles = [element.role for element in read_document(data).tree.elements]
    assert roles.count("Note") == 1
    assert not verify(data).findings


def test_a_note_that_a_page_holds_is_not_broken() -> None:
    for count in range(60, 130, 10):
        document = check("en", f"<p>{words('en', 60, 1)} {note('en', count, 4)} {words('en', 60, 2)}</p>")
        assert sum(any(of_note for of_note, *_ in page) for page in lines(document)) == 1


@pytest.mark.parametrize("language", LETTERS)
@pytest.mark.parametrize(
    "body",
    [
        "<p>{start}</p><table><tr><td>{long}<td>{more}</table>",
        "<p>{start}</p><table><thead><tr><th>{more}</thead><tr><td>{long}</table>",
        "<p>{start}</p><table><thead><tr><th>{long}</thead><tr><td>{more}</table>",
        "<p>{start}</p><table><thead><tr><th>{start}</thead><tr><td>{more}</table>",
        "<p>{start}</p><table><tfoot><tr><th>{long}</tfoot><tr><td>{more}</table>",
        "<p>{start}</p><table><tr><td rowspan=2>{long}<td>{more}<tr><td></table>",
        "<p>{start}</p><div class=whole>{long}</div><p>{more}</p>",
        "<p>{start}</p><blockquote class=whole><p>{long}</p></blockquote><p>{more}</p>",
        "<p>{start}</p><figure><p>{long}</p><figcaption>{more}</figcaption></figure>",
        "<p>{start}</p><ul class=whole><li>{long}</ul><p>{more}</p>",
        "<p>{start}</p><dl class=whole><dt>{more}<dd>{long}</dl>",
        "<p>{start}</p><div class='columns whole'>{long}</div><p>{more}</p>",
        "<div class=float>{long}</div><p>{start}</p>",
    ],
)
def test_what_is_taller_than_a_page_is_there_to_its_end(language: str, body: str) -> None:
    parts = {"start": words(language, 60, 1), "long": words(language, 400, 2), "more": words(language, 30, 3)}
    check(language, body.format(**parts, note=note(language, 250, 4)))


def test_heads_of_tables_are_repeated_where_they_leave_room() -> None:
    rows = "".join(f"<tr><td>{words('en', 12, number)}</tr>" for number in range(1, 9))
    pages = lines(lay_out(bundle("en", f"<table><thead><tr><th>head</thead>{rows * 2}</table>"), FONTS))
    assert len(pages) > 2
    assert all(page[0][2].strip() == "head" for page in pages)


NEEDED = {
    "LayoutContext._update_footnote_area": "a list of notes",
    "LayoutContext.unlayout_footnote": "columns",
    "block_level_layout": "a paragraph",
    "make_all_pages": "the end",
    "remake_page": "a paragraph",
}
"""Replaced function → a place of `PLACES` that is set wrong without."""


@pytest.mark.parametrize("name", NEEDED)
def test_without_a_replacement_words_are_lost(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [row for row in patches.PATCHES if row.name != name or row.module == "layout.block"]
    patches.uninstall()
    monkeypatch.setattr(patches, "PATCHES", kept)
    try:
        with pytest.raises(Exception):  # noqa: B017 (words that lack, or stock does not get so far)
            for language, policy in (("en", "line"), ("he", "line"), ("he", "auto"), ("ar", "auto")):
                test_notes_of_any_length_are_there_to_their_ends(language, NEEDED[name], policy)
    finally:
        patches.uninstall()


def test_a_page_laid_out_again_has_the_notes_of_the_page_before() -> None:
    """A reference to a later page is known when that is laid out; only the page with it is then set anew."""
    style = "<style>a::after { content: ' ' target-counter(attr(href), page) }</style>"
    body = (
        f"{style}<div class=auto><p>{words('en', 60, 1)} {note('en', 300, 4)}</p>"
        f"<p>{words('en', 40, 2)} <a href='#end'>see</a></p>"
        f"<p>{words('en', 100, 3)}</p><p id=end>end</p></div>"
    )
    pages = lines(check("en", body))
    assert any(f"see {len(pages)}" in line for page in pages for *_, line in page)
    assert [any(of_note for of_note, *_ in page) for page in pages] == [False, True, True, False]


def test_pages_follow_one_another() -> None:
    """Parts of a note stand on pages without a gap between them."""
    body = f"<p>{words('he', 60, 1)} {note('he', 600, 4)}</p><p>{words('he', 30, 3)}</p>"
    own = [number for number, page in enumerate(lines(check("he", body))) if any(note for note, *_ in page)]
    assert all(after == before + 1 for before, after in pairwise(own))
