"""The boxes of a line in visual order.

Inline boxes are made anew, one for each stretch of their content that stands together (CSS 2.1, §8.6).
Children keep their logical order in the tree, which drawing and tags follow; `visual` holds the order seen.
"""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

ONCE = ("footnote", "bookmark_label", "string_set", "note_call", "note_callback")
"""What an inline box says once, however many pieces it falls into."""


@dataclass(slots=True)
class Leaf:
    """What stands on a line as a whole: a piece of text, an atomic box, a leader, an empty inline box."""

    box: Any
    """None for a control that starts or ends an isolate."""
    chain: tuple[Any, ...]
    """The inline boxes around it, from the outside."""
    level: int | None
    """None where its neighbours decide."""
    number: int = 0
    """Its place in logical order."""


def rebuild(line: Any, leaves: list[Leaf]) -> None:
    """Give a line the boxes of leaves in visual order."""
    made: dict[int, list[tuple[int, Any]]] = {}
    _fill(line, leaves, 0, made)
    for fragments in made.values():
        if len(fragments) > 1:
            _divide([box for _, box in fragments], min(fragments, key=itemgetter(0))[1])


def _fill(parent: Any, leaves: list[Leaf], depth: int, made: dict[int, list[tuple[int, Any]]]) -> None:
    """Put leaves into a box, those of an inline box that stand together into a fragment of it."""
    kids = []
    for _, group in groupby(
        leaves, key=lambda leaf: id(leaf.chain[depth] if len(leaf.chain) > depth else leaf)
    ):
        stretch = list(group)
        number = min(leaf.number for leaf in stretch)
        box = stretch[0].box
        if len(stretch[0].chain) > depth:
            whole = stretch[0].chain[depth]
            box = whole.copy()
            box.remove_decoration_sides = set(whole.remove_decoration_sides)
            _fill(box, stretch, depth + 1, made)
            made.setdefault(id(whole), []).append((number, box))
        kids.append((number, box))
    parent.visual = [box for _, box in kids]
    parent.children = [box for _, box in sorted(kids, key=itemgetter(0))]


def _divide(fragments: list[Any], first: Any) -> None:
    """Leave the sides of an inline box to its outer fragments, and what it says once to its first."""
    for box in fragments:
        if box is not first:
            for name in ONCE:
                setattr(box, name, None)
    if first.style["box_decoration_break"] != "clone":
        for box in fragments[1:]:
            box._reset_spacing("left")
        for box in fragments[:-1]:
            box._reset_spacing("right")


def place(box: Any, x: float) -> float:
    """Move a box on an ordered line, and what is in it, to a place; return where the next one begins."""
    if isinstance(box, AbsolutePlaceholder):
        box.translate(x - box.position_x)
        return x
    if not box.is_in_normal_flow():
        return x
    visual = box.__dict__.get("visual")
    if isinstance(box, boxes.LineBox):
        for child in box.visual:
            x = place(child, x)
        return x
    if visual is None:
        box.translate(x - box.position_x)
    else:
        box.position_x = x
        start = end = box.content_box_x()
        for child in visual:
            end = place(child, end)
        box.width = end - start
    return x + float(box.margin_width())
