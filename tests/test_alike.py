"""Versions of a page that take the styles of one another: the same PDF, byte for byte, as laid out afresh."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from conftest import REPOSITORY
from test_render import briefs, theme
from weasyprint.formatting_structure import boxes

from briefgen import files
from briefgen.model import Bundle
from briefgen.render import render
from briefgen.typeset.engine import lay_out, write

FONTS = files.font_folders(REPOSITORY)
CHANGES: Mapping[str, Callable[[str], str]] = {
    "none": lambda html: html,
    "a word": lambda html: html.replace("</p>", " 2026 (once)</p>", 1),
    "all words": lambda html: re.sub(r"(<p[^>]*>)([^<]+)", r"\1\2 \2", html),
    "a description": lambda html: html.replace('description" content="', 'description" content="More: '),
    "a paragraph more": lambda html: html.replace("</p>", "</p><p>More.</p>", 1),
    "a paragraph less": lambda html: re.sub(r"<p[^>]*>[^<]*</p>", "", html, count=1),
    "an empty paragraph": lambda html: re.sub(r"(<p[^>]*>)[^<]+</p>", r"\1</p>", html, count=1),
    "another class": lambda html: re.sub(r"<p[^>]*>", '<p class="key-point">', html, count=1),
    "a style": lambda html: html.replace("</head>", "<style>p { color: red }</style></head>"),
}


def page(name: str) -> Bundle:
    """Return a page with all that asks for care: counters, pages named apart, empty elements."""
    brief = next(each for each in briefs() if each.name == f"214-water.{name}")
    bundle = render(brief, theme(), "print", [])
    more = (
        "p:empty { block-size: 2em; background: #ddd } #end:first-letter { font-size: 2em } "
        "html { overflow: hidden } body { counter-reset: par } p { counter-increment: par } "
        "p::before { content: counter(par) ' ' } #end { page: end; break-before: page; width: 50vw } "
        "@page end { size: a5 landscape; @bottom-center { content: counter(page) ' / ' counter(pages) } } "
        "a.to::after { content: ' ' target-counter(attr(href), page) }"
    )
    end = '<p id="end">The end.</p><p><a class="to" href="#end">There</a></p></body>'
    path = "style/print.css"
    sheets = {**bundle.files, path: bundle.files[path] + more.encode()}
    return replace(bundle, html=bundle.html.replace("</body>", end), files=sheets)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["he.full", "ar.one-page", "en.full"])
def test_version_is_what_it_is_afresh(name: str, change: str) -> None:
    first = page(name)
    second = replace(first, html=CHANGES[change](first.html))
    before = lay_out(first, FONTS)
    after = lay_out(second, FONTS, like=before)
    assert write(after, second) == write(lay_out(second, FONTS), second)
    # And back again, in another setting, from a version that took its styles itself.
    css = "@page { margin: 10mm } p { line-height: 1.7 }"
    for setting in ("", css, css):
        after = lay_out(first, FONTS, css=setting, like=after)
        assert write(after, first) == write(lay_out(first, FONTS, css=setting), first)


@pytest.mark.parametrize("asked", ["[content*=More]", r"[c\6fntent*=More]", "[ Content *= More ]"])
@pytest.mark.parametrize("within", ["sheet", "page"])
def test_rule_that_asks_for_a_description_finds_the_new_one(within: str, asked: str) -> None:
    def ruled(colour: str) -> Bundle:
        plain, rule = page("en.one-page"), f"html:has(meta{asked}) p {{ color: {colour} }}"
        if within == "page":
            return replace(plain, html=plain.html.replace("</head>", f"<style>{rule}</style></head>"))
        path = "style/print.css"
        return replace(plain, files={**plain.files, path: plain.files[path] + rule.encode()})

    first, other = ruled("red"), ruled("blue")
    second, blue = (replace(each, html=CHANGES["a description"](each.html)) for each in (first, other))
    after = write(lay_out(second, FONTS, like=lay_out(first, FONTS)), second)
    assert after == write(lay_out(second, FONTS), second)
    assert after != write(lay_out(blue, FONTS), blue)


def drawn_by(document: Any) -> set[int]:
    """Return the styles of a layout, each by its number."""
    found = document._html.styles.values()
    return {id(style) for styles in found for style in styles._computed_styles.values()}


def test_styles_are_taken_where_words_alone_differ() -> None:
    first = page("en.full")
    before = lay_out(first, FONTS)
    taken = {}
    for name, change in CHANGES.items():
        after = lay_out(replace(first, html=change(first.html)), FONTS, like=before)
        own = {
            id(style) for found in after._html.styles.values() for style in found._computed_styles.values()
        }
        old = {
            id(style) for found in before._html.styles.values() for style in found._computed_styles.values()
        }
        taken[name] = own == old
    assert [name for name, same in taken.items() if same] == ["none", "a word", "all words", "a description"]


def lines(document: Any) -> list[Any]:
    """Return the lines of a layout."""
    pages = (page._page_box for page in document.pages)
    return [box for page in pages for box in page.descendants() if isinstance(box, boxes.LineBox)]


def test_lines_of_paragraphs_that_did_not_change_stand_again() -> None:
    first = page("en.full")
    second = replace(first, html=CHANGES["a word"](first.html))
    last = lay_out(second, FONTS, like=lay_out(first, FONTS))
    before = lines(last)
    after = lines(lay_out(first, FONTS, like=last))
    kept = set(map(id, before)) & set(map(id, after))
    assert 0.6 * len(after) < len(kept) < len(after)
