"""SVG images that end."""

from collections.abc import Callable
from typing import Any

from briefgen import pictures


def begin(original: Callable[..., None], self: Any, tree: Any, *rest: Any) -> None:
    """Refuse a drawing that multiplies itself. Replaces `weasyprint.svg.SVG.__init__`.

    Raises ValueError, which WeasyPrint notes as a picture it cannot load.
    """
    if pictures.elements(tree) > pictures.MAX_ELEMENTS:
        raise ValueError(f"more than {pictures.MAX_ELEMENTS} elements once every <use> is written out")
    original(self, tree, *rest)
