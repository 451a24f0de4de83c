"""Versions of a page that differ in their words alone: the styles found for one serve the next.

Which rules meet an element, and what comes of them, takes half of the layout of a page. No rule asks for
words, only whether there are any.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.css import StyleFor

from briefgen.typeset import settings

_CHANGED = ("anchor", "overflow")
"""Properties of elements that a layout sets, so that they are asked for anew."""
_ASKS = re.compile(rb"(?:\[|attr\()[^\])]*(?:content|\\)", re.IGNORECASE)
"""What may be a question for the attribute `content`: its name, or any with an escape."""
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)


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
        like = html.styles.get(("", matchers))
        known = settings.styles(like, html, sheets) if like and like.font_config is fonts else None
        fresh = known is None
        html.styles[key] = known = known or settings.Styles(html, sheets, *rest)
        known.lines = html.lines
        if fresh:
            return known
    for style in known._computed_styles.values():
        for name in _CHANGED:
            style.pop(name, None)
        if style["anchor"]:
            targets.collect_anchor(style["anchor"])
    return known


def twins(old: Element, new: Element, sheets: Iterable[bytes] = ()) -> dict[Element, Element]:
    """Return the elements of a page with their equals of another one; none where more than words differ.

    Words are also what `meta` says, which is seen by no reader, unless one of the `sheets` asks for it.
    """
    found = dict(zip(old.iter(), new.iter(), strict=False))
    if len(found) != sum(1 for _ in new.iter()):
        return {}
    others = [pair for pair in found.items() if not _same(*pair)]
    if others and not (all(_says_other(*pair) for pair in others) and not _asked_for(old, sheets)):
        return {}
    return found


def taken(
    known: Mapping[Any, settings.Styles], twins: Mapping[Element, Element], lines: Any
) -> dict[Any, settings.Styles]:
    """Return the styles of a page for another one with the same elements, whose `lines` they tell."""
    made: dict[Any, settings.Styles] = {}
    for key, found in known.items():
        computed = {
            (twins.get(whose, whose), of): style for (whose, of), style in found._computed_styles.items()
        }
        wrapped = {twins.get(element, element): old for element, old in found.wrapped.items()}
        made[key] = settings.Known(found, found._sheets, computed, wrapped)
        made[key].lines = lines
    return made


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
