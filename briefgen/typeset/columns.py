"""Rules between columns."""

from collections.abc import Callable
from typing import Any


def draw_rules(original: Callable[..., None], stream: Any, box: Any) -> None:
    """Draw the rules of a box between its columns. Replaces `weasyprint.draw.border.draw_column_rules`.

    WeasyPrint draws one at the left of each column but the first, which is the one at the right where columns
    run right to left.
    """
    if box.style["direction"] == "rtl":
        box = box.copy()
        box.children = box.children[::-1]
    original(stream, box)
