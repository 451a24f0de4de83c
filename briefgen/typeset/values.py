"""Values of properties, found with less looking.

To lay a page out WeasyPrint asks for some 80 properties of each style, and for what lengths come to of each
box. Most properties are not set at all, and most boxes of a style stand in blocks of one size.
"""

from collections.abc import Callable
from math import inf
from operator import attrgetter, itemgetter
from typing import Any

from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES, Dimension
from weasyprint.formatting_structure.boxes import Box, PageBox
from weasyprint.layout.percent import adjust_box_sizing, percentage

_SIDES = ("top", "right", "bottom", "left")
_AXES = ("width", "height")
_ACROSS = (
    *(f"{part}_{side}" for part in ("margin", "padding") for side in _SIDES),
    *(f"{least}width" for least in ("", "min_", "max_")),
)
"""Lengths that may be a share of the width of the containing block."""
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
_LENGTHS = (*_ACROSS, *_BORDERS, "height", "min_height", "max_height")
"""What `resolve_percentages` sets of a box."""
_known_lengths = attrgetter(*_LENGTHS)

_CORNERS = tuple(f"border_{edge}_{side}_radius" for edge in ("top", "bottom") for side in ("left", "right"))

_OWN_RULES = {"display", "float", "page", "position"} | {
    name for name in INITIAL_VALUES if name.startswith("text_decoration_")
}
_UNSET = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if name not in INHERITED | INITIAL_NOT_COMPUTED | _OWN_RULES
}
"""Property → its value where nothing sets it, for those that are not inherited."""
_INHERITED = tuple(INHERITED & INITIAL_VALUES.keys())
_inherited = itemgetter(*_INHERITED)
_PHYSICAL: dict[str, list[str]] = {}
"""Logical property → those of sides that it may stand for."""
for _name, _logical in PHYSICAL_FUNCTIONS.items():
    for _inline in ("ltr", "rtl"):
        _PHYSICAL.setdefault(_logical(block="ttb", inline=_inline), []).append(_name)


def fill(style: Any) -> None:
    """Give a style all values that nothing sets: those of its parent, or the initial ones."""
    if style.parent_style is not None:
        found = _unset(style.parent_style)
        for name in style.cascaded:
            found.pop(name, None)
            for side in _PHYSICAL.get(name, ()):
                found.pop(side, None)
        style.update(found)


def begin_anonymous(original: Callable[..., None], style: Any, parent_style: Any) -> None:
    """Begin the style of an anonymous box. Replaces `weasyprint.css.AnonymousStyle.__init__`."""
    style.update(_unset(parent_style))
    original(style, parent_style)


def _unset(parent: Any) -> dict[str, Any]:
    found = _UNSET.copy()
    found.update(zip(_INHERITED, _inherited(parent), strict=True))
    return found


def resolve(original: Callable[..., None], box: Any, containing_block: Any) -> None:
    """Set the lengths of a box. Replaces `weasyprint.layout.*.resolve_percentages`.

    They depend on its style and the size of its containing block alone, but where borders of cells collapse.
    """
    style = box.style
    if isinstance(box, PageBox) or style["border_collapse"] == "collapse":
        original(box, containing_block)
        return
    if isinstance(containing_block, Box):
        size = containing_block.width, containing_block.height
    else:
        size = tuple(containing_block)
    known = style.__dict__.setdefault("lengths", {})
    found = known.get(size)
    if found is not None:
        box.__dict__.update(found)
        return
    box.__dict__.update(_lengths(style, *size))
    for axis in _AXES:
        adjust_box_sizing(box, axis)
    known[size] = dict(zip(_LENGTHS, _known_lengths(box), strict=True))


def _lengths(style: Any, width: float, height: Any) -> dict[str, Any]:
    """Return what the lengths of a style come to in a block of a size."""
    found = {name: _length(style, name, width) for name in _ACROSS}
    found.update((name, style[name]) for name in _BORDERS)
    if height == "auto":
        own = style["height"]
        found["height"] = own.value if isinstance(own, Dimension) and own.unit != "%" else "auto"
        least, most = 0.0, inf
    else:
        found["height"] = _length(style, "height", height)
        least = most = height
    found["min_height"] = _length(style, "min_height", least)
    found["max_height"] = _length(style, "max_height", most)
    for name in ("min_width", "min_height"):
        if found[name] == "auto":
            found[name] = 0
    return found


def _length(style: Any, name: str, whole: float) -> Any:
    """Return what a length comes to, which may be a share of a whole."""
    value = style[name]
    if isinstance(value, Dimension) and value.unit == "px":
        return value.value
    return percentage(value, style, whole)


def is_in_flow(original: Callable[..., bool], box: Any) -> bool:
    """Tell whether a box is in the flow. Replaces `…formatting_structure.boxes.Box.is_in_normal_flow`."""
    style = box.style
    return style["float"] == "none" and style["position"] in ("static", "relative")


def strut(original: Callable[..., Any], style: Any) -> Any:
    """Return the height of a line and where its text stands. Replaces `weasyprint.layout.inline.strut`."""
    found = style.__dict__.get("strut")
    if found is None:
        found = style.strut = original(style)
    return found


def round_off(original: Callable[..., None], box: Any) -> None:
    """Set the radii of corners. Replaces `weasyprint.layout.background.resolve_radii_percentages`."""
    style = box.style
    if "square" not in style.__dict__:
        style.square = all((0, "px") in style[corner] for corner in _CORNERS)
    if style.square:
        for corner in _CORNERS:
            setattr(box, corner, (0, 0))
    else:
        original(box)
