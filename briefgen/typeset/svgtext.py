"""Text in SVG images, shaped and ordered as text."""

import re
from collections.abc import Callable, Iterator
from typing import Any

_SHAPED = re.compile("[\u0300-\u1fff\ua000-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U0001efff]")
"""Scripts with marks, joins, conjuncts or right-to-left letters."""
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

    Each letter that WeasyPrint finds in a text is laid out alone; here it finds longer ones.
    """
    children, trailing_space = original(node, *arguments, **options)
    for part in (node, *children):
        if part.text and _SHAPED.search(part.text):
            chunks = Chunks(part.text)
            chunks.single = max(_positions(part) - 1, 0)
            part._etree_node.text = chunks
    return children, trailing_space


def _positions(node: Any) -> int:
    """Return how many letters of a node have a position or rotation of their own."""
    return max(len(node.get(name, "").replace(",", " ").split()) for name in _POSITIONS)
