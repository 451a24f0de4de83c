"""The fonts of a process, with all that is known of texts set in them.

One set serves one document after the other: what was shaped for one is not shaped again for the next. Fonts
that a document brings with it are for that document alone.
"""

from typing import Any

from weasyprint.text.fonts import FontConfiguration


class FontSet(FontConfiguration):  # type: ignore[misc]  # WeasyPrint has no types
    """Pango's view of the configured font folders."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes: dict[Any, Any] = {}
        """Lines found before, see `shapes`."""
        self.contexts: dict[Any, Any] = {}
        """What Pango is told of a style, see `shapes`."""
        self.pieces: dict[Any, Any] = {}
        """Pieces of lines shaped before, see `pieces`."""
        self.words: dict[Any, Any] = {}
        """Words written before, see `words`."""
        self.faces: set[str] = set()
        """The fonts a document brought with it."""

    def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> Any:
        """Add a font of a document; what was known of texts may no longer hold."""
        if str(rule_descriptors) in self.faces:
            return None
        self.faces.add(str(rule_descriptors))
        for known in (self.shapes, self.contexts, self.pieces, self.words, self.strut_layouts):
            known.clear()
        return super().add_font_face(rule_descriptors, url_fetcher)
