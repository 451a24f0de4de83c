"""Markers of list items."""

from collections.abc import Callable, Iterator
from typing import Any


def marker_to_box(original: Callable[..., Iterator[Any]], *arguments: Any) -> Iterator[Any]:
    """Yield the box of a marker. Replaces `weasyprint.formatting_structure.build.marker_to_box`.

    An outside marker is made an absolute box by changing its style, which the text of its `content` shares:
    taken out of the flow like its parent, the text has no width to be measured.
    """
    for box in original(*arguments):
        if box.is_outside_marker:
            for child in box.children:
                if child.style is box.style:
                    child.style = box.style.copy()
                    child.style["position"] = "static"
                    child.style["white_space"] = "pre-wrap"  # as WeasyPrint sets it for counters
        yield box
