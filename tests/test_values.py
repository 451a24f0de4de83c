"""Values of properties that are found with less looking are those that WeasyPrint finds."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conftest import REPOSITORY
from weasyprint.css import AnonymousStyle

from briefgen.model import Bundle
from briefgen.typeset import patches, typeset, values
from briefgen.typeset.grafts import Patch

FONTS = [REPOSITORY / "fonts"]

PAGE = """<!doctype html><html lang="{language}" dir="{direction}"><title>Values</title><style>
@page {{ size: 300px 400px; margin: 20px; @top-center {{ content: "top"; margin: 5% }} }}
:root {{ --gap: calc(2px + 1%); --wide: 60% }}
body {{ font-family: 'IBM Plex Serif', 'Frank Ruhl Libre'; font-size: 11px; line-height: calc(1em + 3px) }}
p {{ margin-block: var(--gap); margin-inline-start: 5%; padding-inline-end: calc(1px + 2%); text-indent: 3% }}
.half {{ width: var(--wide); border-inline-start: 3px solid; box-sizing: border-box; min-width: 50px }}
.half > * {{ inline-size: 80%; padding: 1%; max-height: 50% }}
.tall {{ height: 90px }} .tall > p {{ height: 50%; box-sizing: padding-box }}
.late {{ margin-left: 9px; margin-inline: inherit; padding: inherit; border-width: initial }}
table {{ border-collapse: collapse; width: 80% }} td {{ border: 2px solid; padding: 3% }}
.apart {{ border-collapse: separate; border-spacing: 2px }}
span {{ margin: 0 2%; text-decoration: underline }}
.float {{ float: inline-start; width: 25%; margin: 1% }} ::before {{ content: "·"; color: inherit }}
p::first-line {{ font-weight: bold }}
</style><h1>עברית and English</h1>
<div class=float>A float of <span>some</span> words</div><div class=half><p>Half <span>as wide</span></p>
<div class=half><p class=late>Half of half <b>as wide</b></p></div></div>
<div class=tall><p>Half as high</p></div><p class=late>{words}</p><p>{words}</p>
<table><tr><td>one<td rowspan=2>two<tr><td><p>three</p></table>
<table class=apart><tr><td>one<td><p class=half>two</p></table></html>"""


OWN = [row for row in patches.PATCHES if row.replacement.__module__ == values.__name__]


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("he", "rtl")])
def test_pages_are_those_of_weasyprints_own_values(
    monkeypatch: pytest.MonkeyPatch, language: str, direction: str
) -> None:
    """The same bytes, and WeasyPrint's way is taken less than half as often."""
    page = PAGE.format(language=language, direction=direction, words="words and מילים " * 40)
    bundle = Bundle("values", language, page, {}, "")
    calls, long_ways = Counter[str](), Counter[str]()

    def counting(row: Patch) -> Patch:
        def replacement(original: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
            def long_way(*again: Any) -> Any:
                long_ways[row.name] += 1
                return original(*again)

            calls[row.name] += 1
            return row.replacement(long_way, *arguments, **more)

        return replace(row, replacement=replacement)

    def missing(style: Any, key: str, original: Callable[..., Any] = AnonymousStyle.__missing__) -> Any:
        asked[len(made)] += 1
        return original(style, key)

    asked = [0, 0]
    monkeypatch.setattr(AnonymousStyle, "__missing__", missing)
    others = [row for row in patches.PATCHES if row not in OWN]
    made = []
    try:
        for own in ([], map(counting, OWN)):
            patches.uninstall()
            monkeypatch.setattr(patches, "PATCHES", [*others, *own])
            made.append(typeset(bundle, FONTS))
    finally:
        patches.uninstall()
    assert made[0] == made[1]
    assert all(calls[row.name] > 0 for row in OWN)
    del calls["AnonymousStyle.__init__"]
    assert all(long_ways[name] < calls[name] / 2 for name in calls), (calls, long_ways)
    assert asked[1] < asked[0] / 2, asked
