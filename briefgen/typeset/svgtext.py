"""Text in SVG images, shaped and ordered as text."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

_SHAPED = re.compile("[\u0300-\u1fff\ua000-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U0001efff]")
"""Scripts with marks, joins, conjuncts or right-to-left letters."""
_TSPAN = "{http://www.w3.org/2000/svg}tspan"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_POSITIONS = ("x", "y", "dx", "dy", "rotate")


class Chunks(str):
    """A text that falls into chunks instead of letters when it is iterated."""

    __slots__ = ("single",)
    single: int
    """How many letters stand alone before the last chunk, because each has its own position."""

    def __iter__(self) -> Iterator[str]:
        yield from self[: self.single]
        if len(self) > self.single:
            yield self[self.single :]


def text_children(original: Callable[..., Any], node: Any, *arguments: Any, **options: Any) -> Any:
    """Prepare the text of an SVG node and of those in it. Replaces `weasyprint.svg.Node.text_children`.

    Each letter that WeasyPrint finds in a text is laid out alone; here it finds longer ones. And it forgets
    what follows an element within another one of a text.
    """
    if options.get("text_root"):
        _part(node._etree_node)
    children, trailing_space = original(node, *arguments, **options)
    for part in (node, *children):
        if part.text and _SHAPED.search(part.text):
            chunks = Chunks(part.text)
            chunks.single = max(_positions(part) - 1, 0)
            part._etree_node.text = chunks
    return children, trailing_space


def _part(text: Element) -> None:
    """Give each text beside elements within an element of a text an element of its own.

    WeasyPrint takes the end of an element's first text for that of the element when it joins spaces.
    """
    for parent in [below for child in text for below in child.iter() if len(below)]:
        for place, child in reversed(list(enumerate(parent, 1))):
            if child.tail:
                _put(parent, place, child.tail)
                child.tail = None
        if parent.text:
            _put(parent, 0, parent.text)
            parent.text = None


def _put(parent: Element, place: int, text: str) -> None:
    own = parent.makeelement(_TSPAN, {_SPACE: parent.get(_SPACE, "default")})
    own.text = text
    parent.insert(place, own)


def _positions(node: Any) -> int:
    """Return how many letters of a node have a position or rotation of their own."""
    return max(len(node.get(name, "").replace(",", " ").split()) for name in _POSITIONS)
