"""The style of a text in an SVG image, as its layout asks for it."""

from typing import Any

from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.svg.utils import size

from briefgen.typeset.directions import VALUES

_WEIGHTS = {"normal": 400, "bold": 700}
_LOWERED = {
    **dict.fromkeys(("central", "middle"), 0.3),
    **dict.fromkeys(("text-before-edge", "before_edge", "top", "hanging", "text-top"), 0.8),
    **dict.fromkeys(("text-after-edge", "after_edge", "bottom", "text-bottom"), -0.2),
}
"""Alignment → how far the baseline is lowered, in font sizes, as WeasyPrint does it."""


class Style(dict[str, Any]):
    """The style of a text, which knows its fonts as WeasyPrint's styles do."""

    def __init__(self, values: Any, font_config: Any) -> None:
        super().__init__(values)
        self.font_config = font_config

    def copy(self) -> "Style":
        """Return a style of its own with the same fonts."""
        return Style(self, self.font_config)


def style_of(node: Any, font_size: float, font_config: Any) -> Style:
    """Return the style of a node's text, from the attributes that WeasyPrint reads."""
    weight = node.get("font-weight", "400")
    spacing = node.get("letter-spacing", "normal")
    style = Style(INITIAL_VALUES, font_config)
    style.update(
        font_family=[name.strip("\"' ") for name in node.get("font-family", "sans-serif").split(",")],
        font_style=node.get("font-style", "normal"),
        font_weight=_WEIGHTS.get(weight) or (int(weight) if weight.isdecimal() else 400),
        font_size=font_size,
        direction="rtl" if node.get("direction") == "rtl" else "ltr",
        unicode_bidi=_unicode_bidi(node),
        letter_spacing=spacing if spacing == "normal" else size(spacing, font_size, font_size),
        white_space="pre",
    )
    return style


def _unicode_bidi(node: Any) -> str:
    """Return a property that is not inherited, though WeasyPrint hands it down like all others."""
    own = node._wrapper.etree_element.attrib
    stated = "unicode-bidi" in own or "unicode-bidi" in own.get("style", "")
    value = node.get("unicode-bidi", "normal") if stated or node.tag == "text" else "normal"
    return value if value in VALUES else "normal"


def drop(node: Any, font_size: float) -> float:
    """Return how far the baseline of a text stands below its place."""
    aligned = node.get("dominant-baseline", node.get("alignment-baseline"))
    return _LOWERED.get(aligned, 0.0) * font_size
