"""Bundle → Proof: the pages of a brief as pictures, and how it fits them. Runs in a worker.

What is drawn is the layout that an edition is written from, without the tags and the text layer, which no eye
sees. A brief that is too long is shown as long as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from weasyprint.formatting_structure.boxes import BlockLevelBox

from briefgen import pagepictures
from briefgen.diagnostics import Diagnostic, Place, error
from briefgen.formats import Facts
from briefgen.model import Bundle
from briefgen.serve.sheets import Piece
from briefgen.typeset.fit import fit

WIDTH = 1000
"""Of a page in pixels: sharp at the width of a pane."""
COVER = 280
"""Of the picture of a first page on the board."""


_MARK = re.compile(r"(?:^| )at-(\d+)-(\d+)(?: |$)")
"""The class by which `sheets.marked` tells piece and line."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The pages of a brief."""

    pages: tuple[bytes, ...] = field(repr=False)
    """PNG files."""
    facts: Facts
    """How the brief fits its pages, as `typeset.fit` tells it."""
    too_long: tuple[Diagnostic, ...]
    """What is to be cut; empty where the brief keeps its pages."""
    pieces: tuple[Piece, ...]
    """The blocks that `places` of the facts count."""


def proof(bundle: Bundle, fonts: Sequence[Path], width: int, most: int | None = None) -> tuple[bytes, Facts]:
    """Return the pictures of a brief's pages in a row, and the facts by which `opened` parts them.

    Raises BriefgenError with exit code 3 where the layout fails, and 2 where nothing can draw pages.
    """
    found = fit(bundle, fonts)
    pages = found.trial.document.pages[:most]
    pdf = found.trial.document.copy(pages).write_pdf(pdf_tags=False, uncompressed_pdf=True)
    pictures = pagepictures.pages(pdf, width, quick=True)
    rows = [(each.place.path, each.message, each.hint) for each in found.too_long]
    facts: dict[str, Any] = {
        **found.facts,
        "too_long": rows,
        "sizes": [len(each) for each in pictures],
        "places": [place for number, page in enumerate(pages) for place in _places(number, page._page_box)],
    }
    return b"".join(pictures), facts


def _places(number: int, page: Any) -> Iterator[list[float]]:
    """Yield where the marked elements of a page stand.

    Each is page, piece, line; left, top, width and height as shares of the page.
    """
    wide, high = page.margin_width(), page.margin_height()
    inner = list(reversed(page.children))
    while inner:
        box = inner.pop()
        mark = _MARK.search(box.element.get("class", "")) if box.element is not None else None
        if mark and isinstance(box, BlockLevelBox):
            corner, size = (box.border_box_x(), box.border_box_y()), (box.border_width(), box.border_height())
            shares = (corner[0] / wide, corner[1] / high, size[0] / wide, size[1] / high)
            yield [number, int(mark[1]), int(mark[2]), *(round(share, 4) for share in shares)]
        else:
            inner += reversed(getattr(box, "children", ()))


def opened(made: tuple[bytes, Facts], pieces: tuple[Piece, ...] = ()) -> Proof:
    """Return the proof that a worker made of a brief with these pieces."""
    data, facts = made
    pages, at = [], 0
    for size in facts["sizes"]:
        pages.append(data[at : at + size])
        at += size
    too_long = tuple(error(Place(path), what, hint) for path, what, hint in facts["too_long"])
    return Proof(tuple(pages), facts, too_long, pieces)


def pdf(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, Facts]:
    """Return the edition as `briefgen build` makes it, or raise what keeps it from being made."""
    from briefgen.formats import FORMATS

    return FORMATS["pdf"].make(bundle, fonts)
