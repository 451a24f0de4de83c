"""Versions of a page that differ in their words alone: the styles found for one serve the next.

Which rules meet an element, and what comes of them, takes half of the layout of a page. No rule asks for
words, only whether there are any.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.css import StyleFor

from briefgen.typeset import reprise

_CHANGED = ("anchor", "overflow")
"""Properties of elements that a layout sets, so that they are asked for anew."""
_ASKS = re.compile(rb"(?:\[|attr\()[^\])]*(?:content|\\)", re.IGNORECASE)
"""What may be a question for the attribute `content`: its name, or any with an escape."""
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)


class _Taken(StyleFor):  # type: ignore[misc]  # WeasyPrint has no types
    """Styles of a page that serve another one with the same elements."""

    def __init__(self, found: StyleFor, twins: Mapping[Element, Element], spent: bool) -> None:
        self._cascaded_styles: dict[Any, Any] = {}
        self._computed_styles = {
            (twins.get(whose, whose), pseudo): style
            for (whose, pseudo), style in found._computed_styles.items()
        }
        self._sheets = found._sheets
        self.font_config = found.font_config
        self.initial_page_sizes = found.initial_page_sizes
        self.lines = reprise.Lines(found.__dict__.get("lines") if spent else None, twins)

    def add_page_declarations(self, page_type: Any) -> None:
        """Look for the rules of a kind of page, where none was met before."""
        if (page_type, None) not in self._computed_styles:
            super().add_page_declarations(page_type)

    def set_computed_styles(self, element: Any, *rest: Any, pseudo_type: Any = None, **more: Any) -> None:
        """Set a style, where none is known."""
        if (element, pseudo_type) not in self._computed_styles:
            super().set_computed_styles(element, *rest, pseudo_type=pseudo_type, **more)


def styles(
    original: Callable[..., Any], html: Any, sheets: Sequence[tuple[Any, str, Any]], *rest: Any
) -> StyleFor:
    """Return the styles of a page. Replaces `weasyprint.css.StyleFor`."""
    if not hasattr(html, "styles"):  # a page that WeasyPrint reads itself
        return original(html, sheets, *rest)
    _, fonts, targets = rest
    matchers = tuple(sheet.matcher for sheet, origin, _ in sheets if origin != "user")
    key = html.setting, matchers
    known = html.styles.get(key)
    if known is None or known.font_config is not fonts:
        known = html.styles[key] = original(html, sheets, *rest)
        return known
    if known.__dict__.pop("used", False) and hasattr(known, "lines"):
        known.lines = reprise.Lines()  # those of the last version are spent, and these may be shown
    known.used = True
    for style in known._computed_styles.values():
        for name in _CHANGED:
            style.pop(name, None)
        if style["anchor"]:
            targets.collect_anchor(style["anchor"])
    return known


def taken(
    known: Mapping[Any, StyleFor],
    old: Element,
    new: Element,
    *,
    spent: bool = True,
    sheets: Iterable[bytes] = (),
) -> dict[Any, StyleFor]:
    """Return styles of a page for another one, none where the two differ in more than words.

    Words are also what `meta` says, which is seen by no reader, unless one of the `sheets` asks for it. Lines
    are taken out of the first page, which is `spent` by that, if it may be.
    """
    twins = dict(zip(old.iter(), new.iter(), strict=False))
    if not known or len(twins) != sum(1 for _ in new.iter()):
        return {}
    others = [pair for pair in twins.items() if not _same(*pair)]
    if others and not (all(_says_other(*pair) for pair in others) and not _asked_for(old, sheets)):
        return {}
    return {key: _Taken(found, twins, spent) for key, found in known.items()}


def _same(old: Element, new: Element) -> bool:
    """Tell whether no rule that meets one element would not meet the other, as far as the two go."""
    own = old.tag == "style" or str(old.tag).startswith("{")  # what is drawn by others than the layout
    return (
        old.tag == new.tag
        and len(old) == len(new)
        and old.attrib == new.attrib
        and bool(old.text) == bool(new.text)
        and (not own or (old.text, old.tail) == (new.text, new.tail))
    )


def _says_other(old: Element, new: Element) -> bool:
    """Tell whether two elements are `meta` and differ in no more than what they say."""
    return old.tag == new.tag == "meta" and {**old.attrib, "content": ""} == {**new.attrib, "content": ""}


def _asked_for(page: Element, sheets: Iterable[bytes]) -> bool:
    """Tell whether stylesheets may ask for what `meta` says."""
    own = ((element.text or "").encode() for element in page.iter("style"))
    return any(_ASKS.search(_COMMENT.sub(b"", sheet)) for sheet in (*sheets, *own))
