"""Values of properties, found with less looking.

To lay a page out WeasyPrint asks for some 80 properties of each style, and for what lengths come to of each
box. Most properties are not set at all, and most boxes of a style stand in blocks of one size.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.formatting_structure.boxes import Box, PageBox

_SIDES = ("top", "right", "bottom", "left")
_AXES = ("width", "height")
_LENGTHS = (
    *(f"{part}_{side}" for part in ("margin", "padding") for side in _SIDES),
    *(f"border_{side}_width" for side in _SIDES),
    *(f"{least}{axis}" for least in ("", "min_", "max_") for axis in _AXES),
)
"""What `resolve_percentages` sets of a box."""
_lengths = attrgetter(*_LENGTHS)

_OWN_RULES = {"display", "float", "page", "position"} | {
    name for name in INITIAL_VALUES if name.startswith("text_decoration_")
}
_UNSET = {
    name: value
    for name, value in INITIAL_VALUES.items()
    if name not in INHERITED | INITIAL_NOT_COMPUTED | _OWN_RULES
}
"""Property → its value where nothing sets it, for those that are not inherited."""
_LOGICAL = {
    name: {inline: function(block="ttb", inline=inline) for inline in ("ltr", "rtl")}
    for name, function in PHYSICAL_FUNCTIONS.items()
}
"""Property of a side → direction → the logical property that may stand for it."""


def missing(original: Callable[..., Any], style: Any, key: str) -> Any:
    """Find the value of a property that was not asked for yet. Replaces `…css.ComputedStyle.__missing__`.

    What is not set is inherited or has its initial value; all else takes WeasyPrint's long way.
    """
    cascaded = style.cascaded
    if key not in cascaded and style.parent_style is not None:
        sides = _LOGICAL.get(key)
        if sides is None or sides[style["direction"]] not in cascaded:
            if key in _UNSET:
                value = style[key] = _UNSET[key]
                return value
            if key in INHERITED or key[:2] == "__":
                value = style[key] = style.parent_style[key]
                return value
    return original(style, key)


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
    if found is None:
        original(box, containing_block)
        known[size] = dict(zip(_LENGTHS, _lengths(box), strict=True))
    else:
        box.__dict__.update(found)


def font_key(original: Callable[..., str], style: Any, include_size: bool = False) -> str:
    """Return what fonts are known by. Replaces `weasyprint.text.line_break._font_style_cache_key`."""
    name = "sized_font" if include_size else "font"
    found: str | None = style.__dict__.get(name)
    if found is None:
        found = style.__dict__[name] = original(style, include_size)
    return found


def is_in_flow(original: Callable[..., bool], box: Any) -> bool:
    """Tell whether a box is in the flow. Replaces `…formatting_structure.boxes.Box.is_in_normal_flow`."""
    style = box.style
    return style["float"] == "none" and style["position"] in ("static", "relative")
