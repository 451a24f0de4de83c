"""Tokens of a block → safe HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefgen.context import Context, Medium, Rendered
from briefgen.languages import BUILTIN
from briefgen.markdown import read
from briefgen.markup import anchors, inline, phrase, render

EN = BUILTIN["en"]


def rendered(source: str, medium: Medium = "screen", code: str = "en") -> Rendered:
    context = Context(
        medium,
        "b",
        {"x": 1, "y": 2},
        3,
        lambda number: "abcdefgh"[number - 1],
        lambda figure: f"<figure>{figure.path}|{figure.alt}|{figure.caption}</figure>",
        lambda number: f"№{number}",
    )
    return render(read(source, BUILTIN[code]), context)


def html(source: str, medium: Medium = "screen", code: str = "en") -> str:
    return str(rendered(source, medium, code).html).strip()


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "[x](https://a.org){onclick=alert(1)}",
        "![x](figures/a.svg){onerror=alert(1)} text",
        '[x](https://a.org "title")',
        "<https://a.org/<script>",
    ],
)
def test_nothing_unsafe_comes_through(source: str) -> None:
    found = html(source)
    assert not re.search(r"<script|<[^>]*(?:\son\w+=|javascript:|data:|\stitle=)", found)


@given(st.text(alphabet="<>/\"'=&()[]{}!ahrefscript:onx *`\n", max_size=60))
def test_only_known_elements_come_through(source: str) -> None:
    assert not re.search(r"<(?:script|img|iframe|style)|<[^>]*\son\w+=", html(source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[a](https://a.org/?x=1&y)", '<p><a href="https://a.org/?x=1&amp;y">a</a></p>'),
        ("[a](mailto:a@b.org)", '<p><a href="mailto:a@b.org">a</a></p>'),
        ("[a](ftp://b.org)", "<p><a>a</a></p>"),
        ("[a](https://a.org){lang=fr}", '<p><a href="https://a.org" lang="fr" dir="ltr">a</a></p>'),
        ("[a]{lang=he}", '<p><bdi lang="he" dir="rtl">a</bdi></p>'),
        ("[a]{.x}", '<p><span class="x">a</span></p>'),
        ("`{.short-only}`", '<p><code dir="ltr" class="whole">{.short-only}</code></p>'),
        ("`briefgen new`", '<p><code dir="ltr">briefgen new</code></p>'),
        ("`content/2077-russia-syria`", '<p><code dir="ltr">content/2077-russia-syria</code></p>'),
        ("::: pull-quote\na\n:::", '<blockquote class="pull-quote">\n<p>a</p>\n</blockquote>'),
        ("::: key-point\na\n:::", '<aside class="key-point">\n<p>a</p>\n</aside>'),
        ('![alt](figures/a.svg "Cap")', "<figure>figures/a.svg|alt|Cap</figure>"),
        ("a ![alt](figures/a.svg) b", "<p>a  b</p>"),
        ("5. a\n6. b", '<ol start="5" style="counter-reset: list-item 4">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("1. a", "<ol>\n<li>a</li>\n</ol>"),
    ],
)
def test_elements(source: str, expected: str) -> None:
    assert html(source) == expected


def test_citations_are_numbered_links_in_the_page_s_digits() -> None:
    found = rendered("a[@x; @y] b[@x] c[@z]")
    assert found.calls == (("x", "b-cite-1"), ("y", "b-cite-2"), ("x", "b-cite-3"))
    assert '<a href="#source-x" id="b-cite-1" role="doc-biblioref">№1</a>, ' in found.html
    assert "source-z" not in found.html
    assert anchors(found.calls) == {"x": ("b-cite-1", "b-cite-3"), "y": ("b-cite-2",)}


def test_notes_on_a_screen_are_listed_once() -> None:
    found = rendered("a[^n] b[^n] c[^m]\n\n[^n]: One.\n[^m]: Two.")
    assert [(note.mark, note.call, str(note.html)) for note in found.notes] == [
        ("c", "b-noteref-3", "One."),
        ("d", "b-noteref-4", "Two."),
    ]
    assert found.html.count('id="b-noteref-3"') == 1
    assert found.html.count('href="#b-note-3"') == 2


def test_notes_on_paper_stand_in_their_paragraph() -> None:
    found = html("a[^n] b[^n]\n\n[^n]: One *more*.", "print")
    assert '<span class="fn" id="b-note-3">One <em>more</em>.</span>' in found
    assert found.count("One") == 1
    assert html("a[^n]", "print") == "<p>a</p>"


def test_figures_columns_and_scopes() -> None:
    found = html("| a | b |\n|---|--:|\n| c | 1 |")
    assert '<th scope="col">a</th>' in found
    assert '<th class="num" scope="col">b</th>' in found
    assert '<td class="num">1</td>' in found


def test_one_line_without_a_paragraph() -> None:
    assert inline("a *b*[@x] [c](https://c.org)[^n]", EN) == 'a <em>b</em> <a href="https://c.org">c</a>'
    assert phrase("", EN) == ""
    assert phrase('"a" <b>', EN) == "“a” &lt;b&gt;"
