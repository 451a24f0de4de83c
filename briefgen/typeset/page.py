"""The HTML page as the engine reads it."""

from functools import cache
from typing import Any

from weasyprint import CSS, HTML

from briefgen.typeset import directions, foreign


class Page(HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """A page whose text directions are known, with the rules for them beside WeasyPrint's own."""

    def __init__(self, **source: Any) -> None:
        super().__init__(**source)
        directions.resolve_auto(self.etree_element)
        foreign.mark_runs(self.etree_element)

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return [*super()._ua_stylesheets(forms), _direction_styles()]

    def _ua_counter_style(self) -> list[Any]:
        return [_with_markers(styles) for styles in super()._ua_counter_style()]


MARKERS = {"circle": "–", "square": "•"}
"""Style of an inner list → its marker; text fonts lack WeasyPrint's ◦ and ▪ and would print boxes."""


def _with_markers(styles: Any) -> Any:
    """Replace markers that the bundled fonts lack."""
    for name, marker in MARKERS.items():
        styles[name] = {**styles[name], "symbols": (("string", marker),)}
    return styles


@cache
def _direction_styles() -> Any:
    return CSS(string=directions.STYLES)
