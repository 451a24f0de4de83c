"""The text shown on pages, piece by piece: for those who ask what it says, or where it stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from briefgen.verify.content import Reader
from briefgen.verify.fonts import Font
from briefgen.verify.marks import NOTHING, Mark, in_force
from briefgen.verify.model import Document, Drawn
from briefgen.verify.objects import Key
from briefgen.verify.structure import Element

WINDOW = 400
"""Bytes after a mark in which its text is looked for."""
LINE = 8000
"""Bytes before the text in which its place is looked for."""

_CODES = re.compile(rb"<([0-9A-Fa-f]+)>")
_MATRIX = re.compile(rb"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s+Tm(?![A-Za-z])")
_FIRST_SHOWN = re.compile(rb"T[Jj](?![A-Za-z])")


@dataclass(slots=True)
class Run:
    """Text shown in one font under the same mark."""

    mark: Mark
    """The innermost; `NOTHING` outside any."""
    font: bytes
    """Its name in the stream's resources, as it is written."""
    codes: bytes = b""
    """The bytes of the strings in a row."""


@dataclass(slots=True)
class Shown:
    """The text shown under one mark, with all that is known of it."""

    page: int
    """Counted from 1."""
    owner: Key
    """The page or form whose marks count."""
    mcid: int | None
    """Number of the innermost mark that has one."""
    element: Element | None
    """The element that holds it."""
    is_artifact: bool
    """Whether a mark around says that it is decoration."""
    language: str
    """In force: of a mark, of the element or of the file."""
    parts: list[str] = field(default_factory=list)
    """What is shown, in order, ActualText in place of what it replaces."""
    replaced: Mark | None = None
    """The mark whose ActualText was put last."""

    @property
    def text(self) -> str:
        """Return the text."""
        return "".join(self.parts)


class _Walker(Reader):
    """Notes every run of a stream, and where its marks begin."""

    def __init__(self, drawn: Drawn) -> None:
        super().__init__(lambda name: drawn.stream.properties.get(name, NOTHING))
        self.runs: list[Run] = []
        self.places: dict[int, int] = {}

    def sequence(self, token: re.Match[bytes]) -> None:
        """Note where a mark begins that is written plainly."""
        if token["mcid"]:
            self.places.setdefault(int(token["mcid"]), token.start("letters"))
        super().sequence(token)

    def shown(self, text: bytes) -> None:
        """Note what is shown, with what was shown before in the same way."""
        mark = self.mark or NOTHING
        last = self.runs[-1] if self.runs else None
        if last is None or last.mark is not mark or last.font != self.font:
            last = Run(mark, self.font)
            self.runs.append(last)
        last.codes += bytes.fromhex(b"".join(_CODES.findall(text)).decode("ascii"))


def runs(drawn: Drawn) -> list[Run]:
    """Return the runs of a stream in their order."""
    walker = _Walker(drawn)
    walker.read(drawn.stream.data)
    return walker.runs


def shown(document: Document, page: int = 0) -> Iterator[Shown]:
    """Yield what is shown on a page, or on all pages."""
    known: dict[int, list[Run]] = {}  # a form may be drawn very often
    for drawn in document.drawn:
        if page in (0, drawn.page):
            stream = id(drawn.stream)
            if stream not in known:
                known[stream] = runs(drawn)
            yield from _shown(document, drawn, known[stream])


def _shown(document: Document, drawn: Drawn, listed: list[Run]) -> Iterator[Shown]:
    elements = document.tree.owners.get(drawn.owner, {})
    groups: dict[tuple[int, str], Shown] = {}
    for run in listed:
        force = in_force(drawn.around, run.mark)
        made = groups.get((id(force.counts), force.speech))
        if made is None:
            number = force.counts.mcid if force.counts else None
            element = None if number is None else elements.get(number)
            language = force.speech or (element.language if element else document.language)
            made = Shown(drawn.page, drawn.owner, number, element, force.is_artifact, language)
            groups[id(force.counts), force.speech] = made
        _add(made, force, drawn.fonts.get(run.font), run.codes)
    yield from groups.values()


def _add(shown: Shown, force: Mark, font: Font | None, codes: bytes) -> None:
    if force.replaced is None:
        shown.parts.append(font.text(codes) if font else "")
    elif force.replaced is not shown.replaced:
        shown.parts.append(force.replaced.actual or "")
    shown.replaced = force.replaced


def heights(drawn: Drawn) -> Iterator[tuple[int, float]]:
    """Yield the MCIDs whose text is placed plainly, with its height above the foot of the page or form.

    That is the height of the text matrix in force where the text of the mark begins.
    """
    walker, data = _Walker(drawn), drawn.stream.data
    walker.read(data)
    for number, position in walker.places.items():
        first = _FIRST_SHOWN.search(data, position, position + WINDOW)
        end = first.start() if first else position + WINDOW
        at = data.rfind(b"Tm", max(position - LINE, 0), end)
        if at >= 0 and (matrix := _MATRIX.search(data, max(at - 24, 0), at + 3)):
            yield number, float(matrix[1])
