"""Versions of a page that take the styles of one another: the same PDF, byte for byte, as laid out afresh."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from conftest import REPOSITORY
from test_render import briefs, theme
from weasyprint.formatting_structure import boxes

from briefgen import files
from briefgen.model import Bundle
from briefgen.render import render
from briefgen.typeset import reprise
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


def page(name: str, width: str = "50vw") -> Bundle:
    """Return a page with all that asks for care: counters, pages named apart, empty elements."""
    brief = next(each for each in briefs() if each.name == f"214-water.{name}")
    bundle = render(brief, theme(), "print", [])
    more = (
        "p:empty { block-size: 2em; background: #ddd } #end:first-letter { font-size: 2em } "
        "html { overflow: hidden } body { counter-reset: par } p { counter-increment: par } "
        f"p::before {{ content: counter(par) ' ' }} #end {{ page: end; break-before: page; width: {width} }} "
        "@page end { size: a5 landscape; @bottom-center { content: counter(page) ' / ' counter(pages) } } "
        "a.to::after { content: ' ' target-counter(attr(href), page) }"
    )
    end = '<p id="end">The end.</p><p><a class="to" href="#end">There</a></p></body>'
    path = "style/print.css"
    sheets = {**bundle.files, path: bundle.files[path] + more.encode()}
    return replace(bundle, html=bundle.html.replace("</body>", end), files=sheets)


OTHER = "@page { margin: 10mm } p { line-height: 1.7 }"
"""Another setting."""


@cache
def afresh(name: str) -> tuple[Bundle, Any, Mapping[str, bytes]]:
    """Return a page, its layout, which all its versions take their styles from, and setting → its PDF."""
    bundle = page(name)
    documents = {setting: lay_out(bundle, FONTS, css=setting) for setting in ("", OTHER)}
    return bundle, documents[""], {css: write(document, bundle) for css, document in documents.items()}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["he.full", "ar.one-page", "en.full"])
def test_version_is_what_it_is_afresh(name: str, change: str) -> None:
    first, before, written = afresh(name)
    second = replace(first, html=CHANGES[change](first.html))
    after = lay_out(second, FONTS, like=before)
    assert write(after, second) == write(lay_out(second, FONTS), second)
    # And back again, in another setting, from a version that took its styles itself.
    for setting in ("", OTHER, OTHER):
        after = lay_out(first, FONTS, css=setting, like=after)
        assert write(after, first) == written[setting]


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


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the paragraphs whose lines are broken from now on, one for each line."""
    found = []

    def next_line(original: Callable[..., Any], context: Any, linebox: Any, *rest: Any) -> Any:
        found.append(linebox.element)
        return next_line_of_floats(original, context, linebox, *rest)

    next_line_of_floats = reprise.floats.next_line
    monkeypatch.setattr(reprise.floats, "next_line", next_line)
    return found


def test_lines_of_paragraphs_that_did_not_change_stand_again(broken: list[Any]) -> None:
    first = page("en.full")
    before = lay_out(first, FONTS)
    lines = [box for page in before.pages for box in page._page_box.descendants() if _is_line(box)]
    assert 40 < len(lines) <= len(broken)
    broken.clear()
    lay_out(replace(first, html=CHANGES["a word"](first.html)), FONTS, like=before)
    assert 0 < len(broken) < 0.4 * len(lines)


def _is_line(box: Any) -> bool:
    return isinstance(box, boxes.LineBox)


SPACES = ("--space: 1.120000", "--space: 0.700000", "--space: 0.7; --edge: 0.8", "--figure: 0.75")
OTHERS = ("--leading: 0.950000", "--space: 0.7; --u: 0.95pt")


def css(values: str) -> str:
    """Return the stylesheet of a setting."""
    rules = "; ".join(f"{value} !important" for value in values.split("; "))
    return f":root {{ {rules} }}"


@pytest.mark.parametrize("width", ["50%", "50vh"])
@pytest.mark.parametrize("name", ["he.full", "ar.full", "en.one-page"])
def test_setting_is_what_it_is_afresh(name: str, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every line broken anew; and what was laid out before stays as it was."""
    bundle = page(name, width)
    made, last = {}, None
    for values in ("", *SPACES, *OTHERS, *SPACES):
        setting = css(values) if values else ""
        last = made[setting] = lay_out(bundle, FONTS, css=setting, like=last)
    monkeypatch.setattr(reprise, "_signature", lambda box: None)
    for setting, document in made.items():
        assert write(document, bundle) == write(lay_out(bundle, FONTS, css=setting), bundle), setting


def test_styles_and_lines_serve_where_spaces_alone_change(broken: list[Any]) -> None:
    bundle = page("he.full", "50%")
    before = lay_out(bundle, FONTS)
    afresh = len(broken)
    for serve, settings in ((True, SPACES), (False, OTHERS)):
        for values in settings:
            broken.clear()
            found = lay_out(bundle, FONTS, css=css(values), like=before)._html.styles
            first, *_, last = (
                {id(style) for style in each._computed_styles.values()} for each in found.values()
            )
            assert (len(first & last) > len(last) / 2) == serve, values
            assert (len(broken) < afresh / 2) == serve, (values, len(broken), afresh)


@pytest.mark.parametrize(
    "rule",
    [
        "p { --step: 2px }",
        "p { --half: calc(var(--step) / 2); padding-top: var(--half) }",
        "p { font-size: calc(9px + var(--space) * 1px) }",
        "li { border-top: calc(var(--space) * 1px) solid }",
        "ul { margin-top: calc(var(--space) * 9px) } li { margin-top: inherit } p { padding: inherit }",
        "p::before { margin-inline-end: calc(var(--space) * 5px) } p:first-letter { margin: var(--step) }",
        "@page { @top-center { content: 'x'; margin: calc(var(--space) * 4mm); font-size: var(--space) } }",
    ],
)
def test_spaces_made_in_other_ways_are_found_anew(rule: str) -> None:
    plain = page("en.full", "50%")
    bundle = replace(plain, html=plain.html.replace("</head>", f"<style>{rule}</style></head>"))
    last = lay_out(bundle, FONTS)
    for values in SPACES[:2]:
        last = lay_out(bundle, FONTS, css=css(values), like=last)
        assert write(last, bundle) == write(lay_out(bundle, FONTS, css=css(values)), bundle)
