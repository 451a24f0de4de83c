"""Footnotes that stay on the page of their call."""

from collections.abc import Callable
from math import inf
from typing import Any

from briefgen.typeset import continuation

Original = Callable[..., Any]


def update_area(original: Original, context: Any) -> bool:
    """Lay out the notes of a page anew and tell whether they exceed their area, or the page.

    Stock compares two sums of floats without tolerance: with a border, padding and margin in `@footnote`
    a note that fits "exceeds". An area grows with its notes, so only one of limited height can be exceeded.
    """
    exceeded = bool(original(context))
    style = context.current_footnote_area.style
    limited = style["height"] != "auto" or style["max_height"].value != inf
    return (exceeded and limited) or continuation.exceeds(context)


def lay_out_lines(original: Original, context: Any, *arguments: Any, **keywords: Any) -> Any:
    """Lay out the lines of a paragraph and leave notes where they are.

    To make room for the first lines of a paragraph, stock moves notes of earlier lines to the next page,
    whatever their `footnote-policy`. It may move those with policy `auto` only (CSS Generated Content for
    Paged Media, §2.7), and none that has come from the page before.
    """
    notes = (*context.footnotes, *context.current_page_footnotes)
    free = (
        all(note.style["footnote_policy"] == "auto" for note in notes)
        and not continuation.of(context).earlier
    )
    view = context if free or isinstance(context, _Pinned) else _Pinned(context)
    return original(view, *arguments, **keywords)


class _Pinned:
    """A view of a layout context in which no note is moved.

    Stock moves none within columns, and the lines of a paragraph ask for nothing else there.
    """

    in_column = True

    def __init__(self, context: Any) -> None:
        object.__setattr__(self, "_context", context)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._context, name, value)
