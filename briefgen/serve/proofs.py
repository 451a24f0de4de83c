"""Bundle → Proof: the pages of a brief as pictures, and how it fits them. Runs in a worker.

What is drawn is the layout that an edition is written from, without the tags and the text layer, which no eye
sees. A brief that is too long is shown as long as it is. A worker that stays with a document keeps its last
version, and makes of the next one what is new.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from weasyprint.formatting_structure.boxes import BlockLevelBox

from briefgen import pagepictures
from briefgen.diagnostics import Diagnostic, Place, error
from briefgen.formats import Facts
from briefgen.model import Bundle
from briefgen.serve import strips
from briefgen.serve.sheets import Piece
from briefgen.typeset.fit import Fit, fit

COVER = 280
"""Width in pixels of the picture of a first page on the board."""
_MARK = re.compile(r"(?:^| )at-(\d+)-(\d+)(?: |$)")
"""The class by which `sheets.marked` tells piece and line."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a brief."""

    size: tuple[int, int]
    """Width and height in pixels."""
    strips: tuple[bytes, ...] = field(repr=False)
    """Pictures from top to bottom, as PNG files."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The pages of a brief."""

    pages: tuple[Page, ...]
    facts: Facts
    """How the brief fits its pages, as `typeset.fit` tells it."""
    too_long: tuple[Diagnostic, ...]
    """What is to be cut; empty where the brief keeps its pages."""
    pieces: tuple[Piece, ...]
    """The blocks that `places` of the facts count."""


@dataclass(frozen=True, slots=True)
class _Version:
    """What is kept of a version that was made."""

    start: Any
    """Its first layout."""
    pages: tuple[strips.Drawn, ...]


_last: list[_Version] = []
"""The last version of the document that this worker makes, if there was one."""


def proof(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, Facts]:
    """Return the strips of a brief's pages in a row, and the facts by which `opened` parts them.

    Raises BriefgenError with exit code 3 where the layout fails, and 2 where nothing can draw pages.
    """
    last = _last.pop() if _last else _Version(None, ())
    found = fit(bundle, fonts, last.start)
    document = found.trial.document
    drawn = strips.drawn(document, last.pages)
    _last.append(_Version(found.start, tuple(drawn)))
    facts: dict[str, Any] = {
        **_facts(found),
        "pages_drawn": [(page.size, [len(each) for each in page.strips]) for page in drawn],
        "places": [
            place for number, page in enumerate(document.pages) for place in _places(number, page._page_box)
        ],
    }
    return b"".join(each for page in drawn for each in page.strips), facts


def cover(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, Facts]:
    """Return the picture of a brief's first page, and how the brief fits; errors as `proof`."""
    found = fit(bundle, fonts)
    document = found.trial.document
    pdf = document.copy(document.pages[:1]).write_pdf(pdf_tags=False, uncompressed_pdf=True)
    return pagepictures.pages(pdf, COVER, quick=True)[0], _facts(found)


def _facts(found: Fit) -> dict[str, Any]:
    rows = [(each.place.path, each.message, each.hint) for each in found.too_long]
    return {**found.facts, "too_long": rows}


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
    for (wide, high), sizes in facts["pages_drawn"]:
        ends = [at, *(at := at + each for each in sizes)]
        pages.append(Page((wide, high), tuple(data[start:end] for start, end in pairwise(ends))))
    too_long = tuple(error(Place(path), what, hint) for path, what, hint in facts["too_long"])
    return Proof(tuple(pages), facts, too_long, pieces)


def pdf(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, Facts]:
    """Return the edition as `briefgen build` makes it, or raise what keeps it from being made."""
    from briefgen.formats import FORMATS

    return FORMATS["pdf"].make(bundle, fonts)
