"""Link annotations: one an anchor and page, however many lines the anchor runs over.

WeasyPrint makes an annotation for every box of an anchor and calls it by its address. Here the boxes become
the QuadPoints of one annotation whose Contents are the words of the link (ISO 14289-1, 7.18.5).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.document import Document

from briefgen.typeset.structure import Annotation

_BREAKS = "br dd div dt figcaption h1 h2 h3 h4 h5 h6 li p td th tr"
BREAKS = frozenset(_BREAKS.split())
"""Elements that begin a line."""

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right and top in points from the page's lower left corner."""

POINTS = 0.75
"""Points a CSS pixel."""

PRINT = 4
"""The annotation flag that PDF/A asks for (ISO 32000-1, table 165)."""


def skip_links(
    original: Callable[..., None], links_and_anchors: tuple[list[Any], list[Any]], *rest: Any
) -> None:
    """Add the anchors of a page and leave its links to `annotate`. Replaces `weasyprint.pdf.add_links`."""
    links, anchors = links_and_anchors
    *_, tags = rest
    original((links if tags is None else [], anchors), *rest)


def is_field(original: Callable[..., bool], box: Any) -> bool:
    """Return that nobody can fill in a field: it is printed as it stands. Replaces `Box.is_input`."""
    return False


def annotate(pdf: Any, document: Document, in_margins: set[Any]) -> Iterator[tuple[Annotation, Any]]:
    """Add the annotations of all links that lead somewhere; yield each with the first box of its anchor.

    A link in a page margin counts if `in_margins` has its box: on later pages it only repeats.
    """
    targets = {name for page in document.pages for name in page.anchors}
    for number, page in enumerate(document.pages):
        dictionary = pdf.objects[pdf.pages["Kids"][number * 3]]
        outside = _margin_boxes(page._page_box) - in_margins
        pins = _pins(pdf, dictionary)
        for kind, target, rectangles, box in _anchors(page.links):
            made = None
            if kind == "attachment":
                made = next(pins, None)
            elif box in outside or not any(map(_area, rectangles)):  # or around nothing
                continue
            elif kind == "external" or target in targets:
                made = annotation([_flip(rectangle, page.height) for rectangle in rectangles])
                made.update(_way(kind, target))
                attach(pdf, number, made)
            if made is not None:
                made["Contents"] = pydyf.String(words(box.element) or target)
                yield Annotation(number, made, kind == "attachment"), box


def _pins(pdf: Any, page: Any) -> Iterator[Any]:
    """Yield the annotations that WeasyPrint has made of links to attached files, in their order."""
    for reference in page.get("Annots", ()):
        found = pdf.objects[int(reference.split()[0])]
        if found["Subtype"] == "/FileAttachment":
            yield found


def _anchors(links: list[Any]) -> Iterator[tuple[str, str, list[Rectangle], Any]]:
    """Group the links of a page by anchor: the boxes inside an anchor follow the anchor's own."""
    groups: dict[tuple[Element, str], tuple[str, str, list[Rectangle], Any]] = {}
    key = None
    for kind, target, rectangle, box in links:
        if box.link or key is None:
            key = (box.element, box.element_tag)
        groups.setdefault(key, (kind, target, [], box))[2].append(rectangle)
    yield from groups.values()


def _margin_boxes(page_box: Any) -> set[Any]:
    """Return every box in the margins of a page."""
    margins = [child for child in page_box.children if hasattr(child, "at_keyword")]
    return {box for margin in margins for box in margin.descendants()}


def annotation(rectangles: Sequence[Rectangle]) -> Any:
    """Return the annotation of a link that covers rectangles, without what it leads to."""
    pieces = _pieces(rectangles)
    lefts, bottoms, rights, tops = zip(*pieces, strict=True)
    made = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Link",
            "Rect": pydyf.Array([min(lefts), min(bottoms), max(rights), max(tops)]),
            "BS": pydyf.Dictionary({"W": 0}),
            "F": PRINT,
        }
    )
    if len(pieces) > 1:
        made["QuadPoints"] = pydyf.Array(
            point for x1, y1, x2, y2 in pieces for point in (x1, y2, x2, y2, x1, y1, x2, y1)
        )
    return made


def attach(pdf: Any, page: int, made: Any) -> None:
    """Put an annotation on a page, given by its index."""
    pdf.add_object(made)
    dictionary = pdf.objects[pdf.pages["Kids"][page * 3]]
    dictionary.setdefault("Annots", pydyf.Array()).append(made.reference)


def _way(kind: str, target: str) -> dict[str, Any]:
    """Return what leads an annotation to its target."""
    if kind == "internal":
        return {"Dest": pydyf.String(target)}
    return {"A": pydyf.Dictionary({"Type": "/Action", "S": "/URI", "URI": pydyf.String(target)})}


def words(element: Element) -> str:
    """Return what a link says: its label or title, else its words and the texts of its pictures."""
    for name in ("aria-label", "title"):
        if text := (element.get(name) or "").strip():
            return text
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    yield (" " if element.tag in BREAKS else "") + (element.get("alt") or element.text or "")
    for kid in element:
        yield from _texts(kid)
        yield kid.tail or ""


def _pieces(rectangles: Sequence[Rectangle]) -> list[Rectangle]:
    """Leave out rectangles that others cover, unless nothing would be left."""
    kept: list[Rectangle] = []
    for rectangle in sorted(set(rectangles), key=_area, reverse=True):
        if not kept or (_area(rectangle) and not any(_covers(other, rectangle) for other in kept)):
            kept.append(rectangle)
    return sorted(kept, key=rectangles.index)


def _area(rectangle: Rectangle) -> float:
    left, bottom, right, top = rectangle
    return max(right - left, 0) * max(top - bottom, 0)


def _covers(outer: Rectangle, inner: Rectangle) -> bool:
    return all(a <= b + 0.01 for a, b in zip(outer[:2], inner[:2], strict=True)) and all(
        a + 0.01 >= b for a, b in zip(outer[2:], inner[2:], strict=True)
    )


def _flip(rectangle: Rectangle, height: float) -> Rectangle:
    """Turn left, top, right, bottom in CSS pixels from the top into points from the bottom."""
    left, top, right, bottom = rectangle
    return left * POINTS, (height - bottom) * POINTS, right * POINTS, (height - top) * POINTS


def rectangle(x: float, y: float, width: float, height: float, matrix: Any) -> Rectangle:
    """Return the bounds of a rectangle in points, given its place in CSS pixels and the way to the page."""
    corners = [matrix.transform_point(x + dx, y + dy) for dx in (0, width) for dy in (0, height)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def clipped(bounds: Rectangle, width: float, height: float) -> Rectangle:
    """Return the part of a rectangle that lies on a page of a width and height."""
    left, bottom, right, top = bounds
    return (
        min(max(left, 0), width),
        min(max(bottom, 0), height),
        min(max(right, 0), width),
        min(max(top, 0), height),
    )
