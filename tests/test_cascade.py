"""Styles that are found with less looking are those that WeasyPrint finds."""

from typing import Any

import pytest
from conftest import REPOSITORY
from weasyprint.css import ComputedStyle, StyleFor

from briefgen.model import Bundle
from briefgen.typeset import cascade, typeset

FONTS = [REPOSITORY / "fonts"]

PAGE = """<!doctype html><html lang="he" dir="rtl" id=top class="full old"><title>Styles</title><style>
@layer low, high;
@page { size: 300px 400px; margin: 30px; @footnote { border-top: 1px solid; padding-top: 3px } }
@layer high { p { color: #123456 } .warm { color: #654321 !important } }
@layer low { p { color: #aaaaaa; margin: 3px } .warm { color: #bbbbbb !important } }
:root { --gap: 4px; font: 11px/1.4 'Frank Ruhl Libre', 'IBM Plex Serif' } .old { --gap: 5px }
h2, h3 { margin: var(--gap) 0 } H2 { font-size: 13px } section > :first-child { text-indent: 9px }
li::marker { color: #00aa00; font-weight: bold } li.odd::marker { content: "→ " }
ol li::before { content: "·" }
a[href^="#"]::after { content: target-counter(attr(href), page) } [lang=en] { font-style: italic }
.fn { float: footnote } .fn::footnote-call { color: #aa0000 } .fn::footnote-marker { content: "* " }
q { quotes: "„" "“" } .anchor::before { content: "§"; -weasy-anchor: "mark" } p::first-line { color: #0000aa }
.first::first-letter { font-size: 20px } #one { color: #777777 } p:not(.warm) + p { margin-top: 8px }
:is(b, strong) + i { color: #999999 } div:empty { border: 1px solid } td:nth-child(2n) { padding: 4px }
</style><style media=print>p.late { color: #444444 }</style><style media=screen>p { color: red }</style>
<section><h2 id=one>אחת</h2><p class="warm first" style="letter-spacing: 1px">פסקה <span lang=en>one</span>
ועוד <span lang=en>two</span><span class=fn>הערה</span> ו<b>ה</b> <i>ט</i> <q>ציטוט</q></p><p id=two>שנייה
<a href="#one">קישור</a> <a href="#mark" name=named>סימן</a><span class=fn>הערה
<span lang=en>x</span></span></p>
<h3 class=anchor>שתיים</h3><p class=late>א<p>ב</section><section><h3>שלוש</h3><ol><li>א
<li class=odd>ב<ul><li>ג</ul></ol><div></div><table><tr><td>1<td>2<tr><td>3<td>4</table><p>ד<br>ה<wbr>ו
<svg width=20 height=10 style="color: red"><rect width=9 height=9 /></svg></section></html>"""


def test_pages_are_those_of_weasyprints_own_cascade(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ComputedStyle] = []
    asked: list[str] = []

    class Counted(ComputedStyle):  # type: ignore[misc]  # WeasyPrint has no types
        def __init__(self, *of: Any) -> None:
            made.append(self)
            super().__init__(*of)

        def __missing__(self, key: str) -> Any:
            asked.append(key)
            return super().__missing__(key)

    monkeypatch.setattr("weasyprint.css.ComputedStyle", Counted)
    monkeypatch.setattr(cascade, "ComputedStyle", Counted)
    bundle = Bundle("styles", "he", PAGE, {}, "")
    ours = typeset(bundle, FONTS)
    few, little = len(made), len(asked)
    made.clear(), asked.clear()
    monkeypatch.setattr(cascade, "fill", lambda style: None)
    for name in ("__init__", "__call__"):
        monkeypatch.setattr(cascade.Styles, name, getattr(StyleFor, name))
    assert typeset(bundle, FONTS) == ours
    assert few < len(made) / 2, (few, len(made))
    assert little < len(asked) / 2, (little, len(asked))
