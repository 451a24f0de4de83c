"""Pages that are filled in instead of parsed: the tree is always that of a parser, whatever the markup."""

from collections.abc import Iterator
from xml.etree.ElementTree import tostring

import pytest
import tinyhtml5
from hypothesis import given
from hypothesis import strategies as st

from briefgen.typeset import stencil
from briefgen.typeset.stencil import Stencil, read

AROUND = {
    "paragraph": "<p class=a>{}</p>",
    "within a line": "<p>One <b>{}</b> three</p>",
    "after an element": "<p>One <b>two</b>{}<i>four</i></p>",
    "title": "</head><title>{}</title>",
    "textarea": "<textarea>{}</textarea>",
    "pre": "<pre>{}</pre>",
    "pre with a line": "<pre>\n{}</pre>",
    "table": "<table>{}<tr><td>cell</table>",
    "column": "<table><colgroup>{}<col></table>",
    "cell": "<table><tr><td>{}</table>",
    "select": "<select><option>{}</select>",
    "style": "<style>{}</style>",
    "script": "<script>{}</script>",
    "template": "<template>{}</template>",
    "noscript": "<noscript>{}</noscript>",
    "comment": "<!-- <b>{}</b> -->",
    "attribute": "<p title='<b>{}</b>'>text</p>",
    "declaration": "<!doctype <b>{}</b>>",
    "drawing": "<svg><text>{}</text></svg>",
    "section": "<svg><![CDATA[<b>{}</b>]]></svg>",
    "formula": "<math><mi>{}</mi></math>",
    "after the body": "</body>{}</html>",
    "after the page": "</body></html>{}<p>more</p>",
    "open emphasis": "<p><b>one<p>{}<p>three</b>",
    "raw sign": "<p>3 > 2 {} 2 < 3</p>",
    "reference before": "<p>&am{}</p>",
    "reference after": "<p>{}amp;</p>",
    "frames": "<frameset>{}<frame></frameset>",
}
TEXTS = (
    "One word.",
    "Other words & more",
    "Other &amp; more",
    "one &lt;b&gt; &quot;two&#39; &#34;",
    "&nbsp;",
    "&notit; &#x41; &amp",
    "&",
    " led by a space",
    "ended by one\n",
    "\nled by a line",
    "two\nlines\r\nand\rthree",
    "",
    " ",
    "\u00a0",
    "\u2003wide\u2003",
    "<b>bold</b>",
    "a < b",
    "a > b",
    "\0",
    "\ue000&amp;\ue000",
    "\ue000",
    "שלום (2026)",
    "x" * 11_000,
)


def plainly(text: str) -> bytes:
    """Return what a parser makes of a page."""
    return tostring(tinyhtml5.parse(text, namespace_html_elements=False))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note each page that is parsed."""
    found: list[str] = []
    parse = stencil._parsed

    def noted(text: str) -> object:
        found.append(text)
        return parse(text)

    monkeypatch.setattr(stencil, "_parsed", noted)
    return found


@pytest.mark.parametrize("around", AROUND)
def test_versions_are_what_a_parser_makes_of_them(around: str) -> None:
    for first in TEXTS[:4]:
        last: Stencil | None = None
        for text in (first, "One word more.", *TEXTS, "One word."):
            page = AROUND[around].format(text)
            tree, last = read(page, last)
            assert tostring(tree) == plainly(page), text


@given(
    st.lists(
        st.sampled_from([*AROUND.values(), "<p>", "</p>", "<b>", "</b>", "<table>", "</table>", "<hr>"])
    ),
    st.lists(st.lists(st.sampled_from([*TEXTS[:-1], "word", "<", ">", "&", ";", "-->", "'"]), max_size=3)),
)
def test_pages_of_any_kind_are_what_a_parser_makes_of_them(
    parts: list[str], versions: list[list[str]]
) -> None:
    last: Stencil | None = None
    for version in versions:
        words = " ".join(version)
        page = "".join(
            part.format(words) if index == 0 else part.format("still") for index, part in enumerate(parts)
        )
        tree, last = read(page, last)
        assert tostring(tree) == plainly(page)


def test_a_word_more_is_filled_in(parsed: list[str]) -> None:
    page = "<body><h1>Title</h1><p>One &amp; two</p><p>{}</p></body>".format
    _, last = read(page("Three"))
    _, last = read(page("Three four"), last)
    assert len(parsed) == 2
    trees = []
    for text in ("Three four five", "Six &lt; seven", "Three"):
        tree, last = read(page(text), last)
        trees.append(tree)
    assert len(parsed) == 2
    # Each has elements of its own.
    assert [tree.findall(".//p")[1].text for tree in trees] == ["Three four five", "Six < seven", "Three"]


def test_what_is_no_text_is_parsed(parsed: list[str]) -> None:
    for around in ("attribute", "comment", "script", "style", "section"):
        last: Stencil | None = None
        for text in ("one", "one two", "one two three"):
            _, last = read(AROUND[around].format(text), last)
        assert last
        assert last.tree is None, around
