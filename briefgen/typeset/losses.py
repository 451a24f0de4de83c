"""Text that a page has and its PDF does not show: it runs off the paper, or the layout drops it."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from weasyprint.formatting_structure import boxes

from briefgen.diagnostics import Diagnostic, Place, warning

if TYPE_CHECKING:
    from weasyprint.document import Document

Texts = dict[Any, str]
"""Element → the text that its boxes have."""

_WHY = "it runs off the paper, or stands below a note"
_HINT = "let what holds it break over lines and pages: no inline-block, fixed height or white-space: nowrap"

_SLACK = 1.0
"""Pixels by which text may stick out of the paper."""
_LONGEST = 40
"""Characters of a text that are quoted."""
_NO_LETTER = re.compile(r"[\s\u00ad\u2010-]+")
"""What the end of a line takes away or adds."""


def texts(found: Iterable[Any]) -> Texts:
    """Return the texts of boxes that are to be laid out, but for those that may be out of sight."""
    return _joined((text.element, text.text) for box in found for text in _within(box))


def warnings(document: "Document", name: str) -> list[Diagnostic]:
    """Return a warning for each text that a document, by its name, does not show to its end."""
    wanted = document._html.texts
    return [
        warning(Place(name), f"the PDF does not show all of “{words}”: {_WHY}", _HINT)
        for words in lost(document, wanted)
    ]


def lost(document: "Document", wanted: Texts) -> list[str]:
    """Return how each text goes on where its PDF ceases to show it, in the order of the page."""
    shown = _joined(
        (text.element, text.text) for page in document.pages for text in _readable(page._page_box)
    )
    missing: list[str] = []
    last = None
    for element, text in wanted.items():
        whole, rest = (_NO_LETTER.sub("", each) for each in (text, shown.get(element, "")))
        if len(rest) < len(whole) and element.tag != last:
            missing.append(_from(text, _common(whole, rest)))
        last = element.tag if len(rest) < len(whole) else None
    return missing


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _readable(page: Any) -> Iterator[Any]:
    """Yield the boxes of text that are on a page, and not below its notes."""
    notes = [kid for kid in page.children if isinstance(kid, boxes.FootnoteAreaBox)]
    top = min((area.border_box_y() for area in notes if area.children), default=page.margin_height())
    for kid in page.children:
        if not isinstance(kid, boxes.MarginBox):
            end = page.margin_height() if kid in notes else top
            yield from (text for text in _within(kid) if _is_on(text, page.margin_width(), end))


def _joined(pieces: Iterable[tuple[Any, str]]) -> Texts:
    found: dict[Any, list[str]] = {}
    for element, text in pieces:
        found.setdefault(element, []).append(text)
    return {element: "".join(parts) for element, parts in found.items()}


def _within(box: Any) -> Iterator[Any]:
    """Yield the boxes of text in a box, but for those whose author may want them out of sight."""
    style = box.style
    if box.is_absolutely_positioned() or box.is_running():
        return
    if style["overflow"] != "visible" or style["continue"] == "discard" or style["max_lines"] != "none":
        return
    if isinstance(box, boxes.TextBox):
        yield box
    for kid in getattr(box, "children", ()):
        if isinstance(kid, boxes.Box):
            yield from _within(kid)


def _is_on(text: Any, width: float, bottom: float) -> bool:
    """Tell whether text is on its page; what is moved off where lines begin is meant to be hidden."""
    left = text.position_x
    end = width - left if text.style["direction"] == "rtl" else left + text.width
    return bool(end <= width + _SLACK and text.position_y + text.height / 2 < bottom)


def _from(text: str, letters: int) -> str:
    """Return the words of a text from the one that has a letter, or as many as are quoted."""
    place = 0
    for match in re.finditer(r"\S+", text):
        place = match.start()
        letters -= len(_NO_LETTER.sub("", match[0]))
        if letters < 0:
            break
    rest = " ".join(text[place:].split())
    return rest if len(rest) <= _LONGEST else rest[:_LONGEST].rsplit(" ", 1)[0] + " …"
