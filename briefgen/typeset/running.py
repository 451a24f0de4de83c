"""Running headers and footers: furniture of the page, unless they say what no other page says."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.formatting_structure import boxes


def decoration(keyword: str) -> str:
    """Return the property list of an artifact in a margin box, by its at-keyword (ISO 32000-1, table 330)."""
    side = keyword.removeprefix("@").partition("-")[0]
    kind = {"top": " /Subtype /Header /Attached [/Top]", "bottom": " /Subtype /Footer /Attached [/Bottom]"}
    return f"<</Type /Pagination{kind.get(side, '')}>>"


def said_once(pages: Sequence[Any]) -> frozenset[Element]:
    """Return the running elements that belong to the text although they stand in the margin.

    These are elements that hold a link, which must be reachable, and those of the first page that no later
    page repeats: the imprint at the foot of a first page is no furniture.
    """
    counts: Counter[Element] = Counter()
    first: set[Element] = set()
    linked: set[Element] = set()
    for number, page in enumerate(pages):
        for box in _running(page):
            counts[box.element] += 1
            if number == 0:
                first.add(box.element)
            if any(inner.link for inner in box.descendants()):
                linked.add(box.element)
    alone = {element for element in first if counts[element] == 1 and len(pages) > 1}
    return frozenset(alone | linked)


def _running(page: Any) -> Iterator[Any]:
    """Yield the boxes of the running elements in a page's margins: the outermost that an element has made."""
    work = [child for child in page.children if isinstance(child, boxes.MarginBox)]
    while work:
        box = work.pop()
        if box.element is not None:
            yield box
        else:
            work += box.children
