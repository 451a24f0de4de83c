"""Tags: the structure tree of each page in tests/corpus/tags-*, and the source as screen readers find it."""

import difflib
import html
import io
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from conftest import CORPUS, REPOSITORY

from briefgen.model import Bundle
from briefgen.scripts import foreign_runs
from briefgen.typeset import typeset
from briefgen.typeset.foreign import mark_runs
from briefgen.typeset.structure import Node
from briefgen.typeset.tables import Cell, grid, scope
from briefgen.verify import read_structure, verify
from briefgen.verify.document import read_document
from briefgen.verify.reading import content_texts
from briefgen.verify.shown import shown
from briefgen.verify.structure import Content, Element

CASES = sorted(path.name for path in CORPUS.glob("tags-*") if not path.name.startswith("tags-page-"))
PAGES = ["tags-page-he", "tags-page-ar", "tags-page-en"]


@cache
def set_case(name: str) -> bytes:
    files = {path.name: path.read_bytes() for path in (CORPUS / name).iterdir()}
    page = files.pop("page.html").decode()
    language = re.search(r'lang="(\w+)"', page)[1]
    return typeset(Bundle(name, language, page, files, ""), [REPOSITORY / "fonts"])


def set_html(body: str, language: str = "en", head: str = "") -> bytes:
    page = (
        f"<!DOCTYPE html><html lang={language}><head><title>T</title>{head}</head><body>{body}</body></html>"
    )
    return typeset(Bundle("page", language, page, {}, ""), [REPOSITORY / "fonts"])


def outline(data: bytes) -> str:
    """Return the tree as text: an element a line, indented, with its attributes, and its words in quotes.

    What an element says in one go is one line, whatever number of sequences it is drawn in.
    """
    document = read_document(data)
    texts = content_texts(document)
    lines: list[str] = []
    said = ""
    work: list[tuple[object, int]] = [(e, 0) for e in document.tree.elements if e.parent is None][::-1]
    while work:
        item, depth = work.pop()
        text = texts.get((item.stream or item.page, *item.mcids)) if isinstance(item, Content) else None
        if text is not None:
            said += text
            if work and isinstance(work[-1][0], Content) and work[-1][1] == depth:
                continue
        if said:
            lines.append("  " * depth + f'"{" ".join(said.split()) or said[:1]}"')
            said = ""
        if isinstance(item, Element):
            lines.append("  " * depth + describe(item))
            work += [(piece, depth + 1) for kid in reversed(item.kids) for piece in reversed(pieces(kid))]
        elif isinstance(item, Content):
            lines += [] if text is not None else ["  " * depth + "picture"]
        else:
            lines.append("  " * depth + "annotation")
    return "\n".join(lines) + "\n"


def pieces(kid: object) -> list[object]:
    """Return the pieces of content of a kid one by one."""
    return [kid._replace(mcids=(number,)) for number in kid.mcids] if isinstance(kid, Content) else [kid]


def describe(element: Element) -> str:
    shown = {"Lang": element.own_language, "ID": element.identifier, **element.texts}
    for key, value in element.attributes.items():
        if key not in ("O", "BBox"):
            shown[key] = " ".join(value) if isinstance(value, list) else value
    return " ".join([element.role, *(f"{key}={value}" for key, value in shown.items() if value)])


@pytest.mark.parametrize("name", CASES)
def test_structure_tree(name, update):
    expected = CORPUS / name / "structure.txt"
    found = outline(set_case(name))
    if update:
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES + PAGES)
def test_nothing_is_found(name):
    assert verify(set_case(name)).findings == ()


@pytest.mark.parametrize("name", PAGES)
def test_structure_text_is_the_source(name):
    source = source_words(CORPUS / name / "page.html")
    found = [word for word in read_structure(set_case(name)).split() if not re.fullmatch(r"[•–]|\d\.", word)]
    matcher = difflib.SequenceMatcher(a=source, b=found, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    assert same / max(len(source), len(found)) >= 0.99, list(matcher.get_opcodes())


def source_words(path: Path) -> list[str]:
    """Return the words of a page as they are read: pictures by their texts, each note after its paragraph."""
    page = path.read_text(encoding="utf-8")
    body = re.sub(r'<div class="head">.*?</div>', "", page[page.index("<body>") :], flags=re.DOTALL)
    body = re.sub(r'(<span class="note">)(.*?)</span>(.*?</p>)', r"1\3 1. \2", body, flags=re.DOTALL)
    body = re.sub(r'<img [^>]*alt="([^"]*)"[^>]*>', r"\1", body)
    body = re.sub(r"</?(em|strong|a|bdi|abbr|code|span)\b[^>]*>", "", body)
    words = html.unescape(re.sub(r"<[^>]+>", " ", body)).split()
    return [word for word in words if not re.fullmatch(r"\d\.", word)]


# ------------------------------------------------------------------ what an outline does not show


@cache  # its objects live as long as it does
def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def annotations(data: bytes) -> list[pikepdf.Object]:
    return [annotation for page in opened(data).pages for annotation in page.obj.get("/Annots", ())]


def test_wrapped_link_is_one_annotation_with_its_words():
    found = annotations(set_case("tags-links"))
    assert [str(annotation.Contents) for annotation in found] == [
        "a link whose words are so many that they run on over more than one line of this rather narrow page",
        "here",
        "A dot",
        "Label",
        "A heading that is a link",
    ]
    quads = [float(number) for number in found[0].QuadPoints]
    left, bottom, right, top = map(float, found[0].Rect)
    assert len(quads) == 16
    assert all(left <= x <= right for x in quads[::2])
    assert all(bottom <= y <= top for y in quads[1::2])
    assert "/QuadPoints" not in found[1]


_DRAWING = (
    "<svg width=300 height=80><title>T</title><rect width=5 height=5 />"
    "<text x=9 y=20>בירה Damascus <tspan font-weight=bold>5.5 NATO</tspan></text><rect width=5 height=5 />"
    "<g opacity=.5><rect width=5 height=5 /><text y=40>שלום</text><text y=60>Москва</text></g>"
    "<text y=70 lang=fr>Rome</text></svg>"
)


@pytest.mark.parametrize("language", ["he", "ar", "en"])
def test_words_of_a_drawing_are_in_their_languages(language):
    data = set_html(_DRAWING, language, "<style>html { direction: rtl }</style>" * (language != "en"))
    assert [each for each in verify(data).findings if each.condition != "direction"] == []
    said: dict[str, str] = {}
    for piece in shown(read_document(data), 1):
        if not piece.is_artifact:
            said[piece.language] = said.get(piece.language, "") + re.sub(r"[\W\d]", "", piece.text)
    said.pop("ar", "")
    assert said == {"he": "בירהשלום", "en": "DamascusNATO", "ru": "Москва", "fr": "Rome"}


def test_words_of_a_link_keep_their_order():
    inner = "one <b>two <i>three</i> four</b><!-- no --> five<div>six</div><p>seven</p>"
    data = set_html(f'<a href="https://example.org/">{inner}</a>')
    assert {str(annotation.Contents) for annotation in annotations(data)} == {
        "one two three four five six seven"
    }


def test_link_over_two_pages_is_one_element():
    words = " ".join(["word"] * 60)
    style = "<style>@page { size: 60mm 40mm; margin: 5mm } p { orphans: 1; widows: 1 }</style>"
    data = set_html(f'<p><a href="https://example.org/">{words}</a></p>', head=style)
    links = [element for element in read_document(data).tree.elements if element.role == "Link"]
    assert len(links) == 1
    assert len(annotations(data)) == len(opened(data).pages) > 1


def test_link_in_mixed_text_is_one_element():
    data = set_html('<p dir=rtl>קישור <a href="https://example.org/">אל OECD והלאה</a> סוף</p>', "he")
    links = [element for element in read_document(data).tree.elements if element.role == "Link"]
    assert len(links) == len(annotations(data)) == 1


def test_figure_bbox_is_where_the_figure_is():
    style = "<style>@page { size: 100pt 200pt; margin: 0 } body { margin: 0 } img { display: block }</style>"
    picture = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'/>"
    data = set_html(f'<img alt=x style="margin: 8px 0 0 4px" src="{picture}">', head=style)
    (figure,) = [element for element in read_document(data).tree.elements if element.role == "Figure"]
    assert figure.attributes["BBox"] == [3, 179, 33, 194]


@pytest.mark.parametrize(
    ("html_tag", "direction"), [("he dir=rtl", "/R2L"), ("en", None), ("ar dir=rtl", "/R2L")]
)
def test_direction_of_the_pages(html_tag, direction):
    preferences = opened(set_html("<p>1</p>", html_tag)).Root.ViewerPreferences
    assert preferences.get("/Direction") == direction
    assert preferences.DisplayDocTitle is True


@pytest.mark.parametrize("name", PAGES)
def test_repeated_head_and_furniture_are_artifacts(name):
    document = read_document(set_case(name))
    furniture = [piece for piece in shown(document) if piece.is_artifact]
    tables = [element for element in document.tree.elements if element.role == "Table"]
    assert len(tables) == 1
    assert len([kid for kid in tables[0].inner if kid.role == "THead"]) == 1
    assert len(document.pages) >= 4
    assert {piece.page for piece in furniture} == set(range(1, len(document.pages) + 1))


def test_pagination_artifacts_say_so():
    content = opened(set_case("tags-furniture")).pages[0].obj.Contents.read_bytes()
    assert b"/Artifact <</Type /Pagination /Subtype /Header /Attached [/Top]>> BDC" in content
    assert b"/Artifact <</Type /Pagination /Subtype /Footer /Attached [/Bottom]>> BDC" in content


def test_metadata_declare_both_standards():
    data = set_html(
        "<p>x</p>", head='<meta name=author content="A &amp; B"><meta name=keywords content="x, y">'
    )
    packet = opened(data).Root.Metadata.read_raw_bytes()
    root = ElementTree.fromstring(packet)
    texts = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in root.iter()}
    assert (texts["part"], texts["conformance"]) == ("1", "U")
    assert b"<pdfaid:part>3</pdfaid:part>" in packet
    assert "A & B" in [element.text for element in root.iter() if element.tag.endswith("}li")]


def test_same_page_gives_the_same_bytes():
    assert set_html("<h1>One</h1><p>Two <a href=#x>three</a></p>") == set_html(
        "<h1>One</h1><p>Two <a href=#x>three</a></p>"
    )


def test_no_tagged_sequence_goes_on_behind_one_within_it():
    """Or else poppler ends it there, and the rest of the line is lost."""
    data = set_html("<p dir=rtl>ביולי 2025 (סוף) עוד <u>בסוף</u>, <b>abc</b> ו־<i>5%</i> הם</p>", "he")
    content = opened(data).pages[0].Contents.read_bytes().decode("latin-1")
    depth, numbered, closed, inside = 0, [], False, 0
    for mark in re.findall(r"BDC|BMC|EMC|T[Jj]|<</MCID \d+|\bBT|\bET", content):
        if mark.startswith("<<"):
            assert depth == 0, "numbered sequences are not nested"
            numbered.append(int(mark.split()[1]))
            closed = False
        elif mark in ("BDC", "BMC"):
            depth += 1
        elif mark == "EMC":
            depth -= 1
            closed = depth > 0
        elif mark in ("BT", "ET"):
            inside = depth if mark == "BT" else inside
            assert depth == inside, "a text object begins and ends in the same sequence"
        else:
            assert not closed
    assert depth == 0
    assert sorted(numbered) == list(range(len(numbered)))


# ------------------------------------------------------------------ tables


def cells(*rows: str) -> list[list[Node]]:
    """Make rows of nodes: `th` or `td`, with colspan and rowspan after it, such as td2x3."""
    made = []
    for row in rows:
        nodes = []
        for word in row.split():
            name, width, height = re.fullmatch(r"(t[hd])(?:(\d+)x(\d+))?", word).groups()
            element = ElementTree.Element(name, {"colspan": width or "1", "rowspan": height or "1"})
            nodes.append(Node(name, element, 0, "en"))
        made.append(nodes)
    return made


def shape_of(found: list[Cell]) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.width, cell.height) for cell in found]


def test_grid_places_spans():
    found = grid([cells("td1x2 td2x1", "td td")])
    assert shape_of(found) == [(0, 0, 1, 2), (0, 1, 2, 1), (1, 1, 1, 1), (1, 2, 1, 1)]


def test_grid_ends_spans_with_their_group_and_fills_rows():
    found = grid([cells("td1x9 td"), cells("td")])
    assert shape_of(found) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]
    assert found[-1].node is None


def test_grid_reads_absurd_spans():
    (row,) = cells("td td")
    row[0].element.set("colspan", "99999999999999999999")
    row[1].element.set("colspan", "-3")
    assert shape_of(grid([[row]])) == [(0, 0, 1, 1), (0, 1, 1, 1)]


def test_scope_by_place():
    found = grid([cells("td th th", "th td td")])
    data = [cell for cell in found if not cell.is_head]
    assert [scope(cell, data) for cell in found if cell.is_head] == ["Column", "Column", "Row"]


UNMARKED = [
    ("ארגון HTS, ועוד", "he", [("HTS", "en")]),
    ("(HTS – Hay’at Tahrir al-Sham) F-16", "ar", [("HTS – Hay’at Tahrir al-Sham", "en"), ("F-16", "en")]),
    ("IDF (צה״ל, חיל האוויר)", "en", [("צה״ל, חיל האוויר", "he")]),
    ("Москва, Киев", "en", [("Москва, Киев", "ru")]),
    ("2025", "he", []),
    ("HTS", "", []),
    ("HTS", "ja", []),
    ("צה״ל", "en-Hebr", []),
]


@pytest.mark.parametrize(("text", "language", "expected"), UNMARKED)
def test_language_of_text_without_markup(text, language, expected):
    assert [(text[start:end], likely) for start, end, likely in foreign_runs(text, language)] == expected


def test_foreign_runs_become_elements_without_changing_the_text():
    body = '<p lang="he">א B <b>ג</b> D<!-- E --> F</p><p lang="en">ה <style>ו</style><script>ז</script></p>'
    root = ElementTree.fromstring(f"<body>{body}</body>")
    text = "".join(root.itertext())
    mark_runs(root)
    assert "".join(root.itertext()) == text
    assert [(run.text, run.get("language")) for run in root.iter("foreign-run")] == [
        ("B", "en"),
        ("D F", "en"),
        ("ה", "he"),
    ]


@pytest.mark.parametrize(("words", "marked"), [(300, 300), (301, 0)])
def test_text_that_changes_its_script_all_the_time_is_not_marked(words, marked):
    """No language is written so, and a line that does not break takes the square of the marks in time."""
    root = ElementTree.fromstring(f'<p lang="he">{"אב12ab" * words}</p>')
    mark_runs(root)
    assert len(list(root.iter("foreign-run"))) == marked
    assert "".join(root.itertext()) == "אב12ab" * words


PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
    "RU5ErkJggg=="
)


def test_picture_of_pixels_suits_the_archive():
    assert verify(set_html(f'<h1>Title</h1><img alt=Dot src="{PIXEL}">')).findings == ()


def test_page_without_title_takes_its_heading():
    page = "<!DOCTYPE html><html lang=en><body><h2>Other</h2><h1>A <em>title</em></h1></body></html>"
    data = typeset(Bundle("page", "en", page, {}, ""), [REPOSITORY / "fonts"])
    assert str(opened(data).docinfo["/Title"]) == "Other"
    assert "06-003" not in {finding.condition for finding in verify(data).findings}


def test_page_without_language_takes_that_of_the_bundle():
    data = typeset(Bundle("page", "he", "<title>x</title><h1>כותרת</h1>", {}, ""), [REPOSITORY / "fonts"])
    assert str(opened(data).Root.Lang) == "he"


@pytest.mark.parametrize("name", PAGES)
def test_file_is_sound(name):
    assert opened(set_case(name)).check_pdf_syntax() == []


def test_running_element_that_no_other_page_repeats_is_read():
    assert "Printed in Town" in read_structure(set_case("tags-furniture"))
    assert "Running head" not in read_structure(set_case("tags-furniture"))


def test_figure_that_leaves_the_page_has_its_bbox_within():
    style = "<style>@page { size: 100pt 200pt; margin: 0 } img { margin: -20px 0 0 -20px }</style>"
    picture = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='400' height='80'/>"
    assert verify(set_html(f'<h1>T</h1><img alt=x src="{picture}">', head=style)).findings == ()
