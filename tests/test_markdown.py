"""Markdown of a block → tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.token import Token

from briefgen.languages import BUILTIN
from briefgen.markdown import classes, inlines, line_of, paragraphs, plain, read, walk, without
from briefgen.model import Text

HE, EN = BUILTIN["he"], BUILTIN["en"]


def kinds(text: Text) -> list[str]:
    return [token.type for token in text.tokens if token.nesting != -1]


def inline(source: str) -> list[Token]:
    return [child for token in read(source, EN).tokens for child in token.children or ()]


def test_notes_leave_the_flow() -> None:
    text = read("One[^a] and two[^b].\n\n[^a]: First.\n[^b]: Second\n    goes on.", EN)
    assert kinds(text) == ["paragraph_open", "inline"]
    assert {label: paragraphs(tokens) for label, tokens in text.notes.items()} == {
        "a": ["First."],
        "b": ["Second goes on."],
    }


def test_the_first_definition_of_a_note_holds() -> None:
    assert paragraphs(read("x[^a]\n\n[^a]: one\n\n[^a]: two", EN).notes["a"]) == ["one"]


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ("a[@x]", [["x"]]),
        ("a[@x; @y-2.z]", [["x", "y-2.z"]]),
        ("a[@x ;@y] b[@x]", [["x", "y"], ["x"]]),
        ("a[x] b[@] c[@ x]", []),
        ("`[@x]`", []),
    ],
)
def test_citations(source: str, ids: list[list[str]]) -> None:
    assert [token.meta["ids"] for token in inline(source) if token.type == "citation"] == ids


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ("One two. {.full-only}", "paragraph_open", "One two."),
        ("### Head {.full-only}", "heading_open", "Head"),
        ("- item {.full-only}", "list_item_open", "item"),
        ("{.full-only}", "paragraph_open", ""),
    ],
)
def test_attributes_at_the_end_are_the_block_s(source: str, kind: str, words: str) -> None:
    text = read(source, EN)
    (owner,) = [token for token in text.tokens if "full-only" in classes(token)]
    assert owner.type == kind
    assert "".join(plain([token]) for token in text.tokens) == words


@pytest.mark.parametrize("source", ["Not {attributes", "A set {1, 2}", "{} and", "x {onclick=evil}"])
def test_other_braces_stay_or_are_dropped(source: str) -> None:
    for token in walk(read(source, EN).tokens):
        assert not {"onclick", "style"} & set(token.attrs)


def test_lines_are_those_of_the_file() -> None:
    text = read("One\ntwo [@x]\n\nthree", EN, first_line=5)
    first, _, _, last, *_ = text.tokens
    assert (first.map, last.map) == ([5, 7], [8, 9])
    block = text.tokens[1]
    assert [line for child, line in inlines(block) if child.type == "citation"] == [6]
    assert line_of(block) == 5


def test_containers_nest_and_unknown_ones_are_text() -> None:
    assert kinds(read("::: pull-quote\nWords\n:::", EN)) == [
        "container_pull-quote_open",
        "paragraph_open",
        "inline",
    ]
    assert paragraphs(read("::: other\nWords\n:::", EN).tokens) == ["::: other Words :::"]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("One.\n\nTwo. {.full-only}", ["One."]),
        ("One [two ]{.full-only}three.", ["One three."]),
        ("### Head\n\nGone. {.full-only}\n\n### Other\n\nStays.", ["Other", "Stays."]),
        ("### Head\n\n#### Sub\n\nGone. {.full-only}", []),
        ("- one {.full-only}\n- two", ["two"]),
        ("- one {.full-only}", []),
        ("::: key-point\nGone. {.full-only}\n:::\n\nStays.", ["Stays."]),
        ("### Head {.full-only}\n\nStays.", ["Stays."]),
    ],
)
def test_what_is_for_longer_lengths_goes_without_a_trace(source: str, left: list[str]) -> None:
    tokens = without(read(source, EN).tokens, frozenset({"full-only"}))
    assert paragraphs(tokens) == left
    assert sum(token.nesting for token in tokens) == 0
    if not left:
        assert tokens == ()


def test_an_isolate_goes_with_its_words() -> None:
    tokens = without(read("שם [HTS]{.full-only} סוף", HE).tokens, frozenset({"full-only"}))
    children = [child for token in tokens for child in token.children or ()]
    assert [child.tag for child in children if child.tag] == []


def test_marks_are_set_over_inline_tags_but_not_in_code() -> None:
    assert plain(read('"**אמר** צה"ל" `"x"`', HE).tokens) == '”אמר צה״ל” "x"'
    assert plain(read("*'a'* \"b\"", EN).tokens) == "‘a’ “b”"


def test_a_span_has_the_marks_of_its_language() -> None:
    assert plain(read('"אמר" ["said"]{lang=en}', HE).tokens) == "”אמר” “said”"


def test_alt_text_and_captions_have_their_marks() -> None:
    (image,) = inline('![the "x"](figures/a.svg "its \\"y\\"")')
    assert plain(image.children or ()) == "the “x”"
    assert image.attrs["title"] == "its “y”"


@given(st.text(alphabet="*_[]()`!#>-:|{}@^\\\"' \nאaا1.", max_size=80), st.sampled_from(["he", "ar", "en"]))
def test_anything_can_be_read(source: str, code: str) -> None:
    text = read(source, BUILTIN[code])
    assert sum(token.nesting for token in text.tokens) == 0
    for token in text.tokens:
        assert sum(child.nesting for child in token.children or ()) == 0
