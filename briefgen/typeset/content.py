"""The content stream of one text box: text objects, each at its own place, and marked-content sequences."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from briefgen.typeset import glyphs, readings, segments
from briefgen.typeset.glyphs import Cluster
from briefgen.typeset.sequences import ARTIFACT, Text
from briefgen.typeset.trail import Trail
from briefgen.typeset.words import FAR, Font, Ready, Stroke, Written, parted

SPAN = "/Span"
ORDER = "/Order"
"""Tag of sequences that poppler is to pass over: it looks for ActualText in Span alone."""
VAST = 100_000
"""How many times larger than others a font is that only PDFium reads, and then scaled down."""
STEP = 0.01
"""Distance, in font sizes, between objects that share a place."""


class Content:
    """Writes the operators of one text box; `finish` puts them on the stream."""

    def __init__(self, stream: Any, x: float, y: float, trail: Trail) -> None:
        self.stream = stream
        self.origin = x
        self._y = y
        self.trail = trail
        self.fresh = True
        """Whether nothing has been read on this line yet, or a new paragraph begins on it."""
        self.veiled = False
        """Whether PDFium is to pass over what is written, which it reads from an aside."""
        self._open: list[str] = []
        self._operators: list[str] = []
        self._asides: list[str] = []
        self._aside_left = float("inf")
        self._font: tuple[str, float] | None = stream._current_font
        self._x = self._rise = 0.0

    @property
    def end(self) -> float:
        """Return the right edge of the last glyph read, in pixels from the left edge of the box."""
        return self.trail.end - self.origin

    def finish(self) -> None:
        """Put everything on the stream."""
        if self._rise:
            self._operators.append("0 Ts")
        if self._asides:
            self._operators += ("3 Tr", *self._asides, "0 Tr")
            self._font = None
        if self._operators:
            self.stream.stream.append(Text("\n".join(self._operators).encode("ascii")))
        self.stream._current_font = self._font

    @property
    def can_repeat(self) -> bool:
        """Tell whether it stands as if no word had been written on the line but plain ones."""
        return not self.fresh and not self._rise

    def parted(self) -> tuple[str, tuple[Font, ...], tuple[Stroke, ...]]:
        """Return what was written, in strokes, see `words.parted`."""
        if self._rise:
            self._operators.append("0 Ts")
        return parted(self._operators)

    def repeat(self, written: Written, ready: Ready, left: float, size: float) -> None:
        """Write a word again, with its left edge at a place in pixels from the left edge of the box."""
        end, at = self.end, self._x
        text = ready.lead if self._font == ready.first else ready.head
        for from_end, place, width, operators in ready.strokes:
            step = round((end if from_end else left) + place - at, 3)
            at += step + width
            text += f"{step}{operators}"
        self._operators.append(text)
        self._x, self._font = at, ready.last
        self.trail.end = self.origin + (
            end + written.end - FAR if written.end > FAR / 2 else left + written.end
        )
        self.trail.size = size

    def show(  # noqa: PLR0913, PLR0917
        self,
        font: str,
        size: float,
        x: float,
        codes: Sequence[tuple[int, float]],
        rise: float = 0.0,
        lead: str = "",
    ) -> None:
        """Write one text object: codes, each with the kerning before it in thousandths of the size.

        `lead` is a number written before the first kerning.
        """
        add = self._operators.append
        if (font, size) != self._font:
            self._font = (font, size)
            add(f"/{font} {round(size, 5)} Tf")
        if rise != self._rise:
            self._rise = rise
            add(f"{round(rise, 4)} Ts")
        step = round(x - self._x, 3)
        self._x += step
        if len(codes) == 1:
            add(f"{step} 0 Td<{codes[0][0]:04x}>Tj")
        else:
            text = "".join(f">{kern:g}<{code:04x}" if kern else f"{code:04x}" for code, kern in codes)
            if lead:
                text = text.replace(">", f">{lead}", 1)
            add(f"{step} 0 Td[<{text}>]TJ" if ">" in text else f"{step} 0 Td<{text}>Tj")

    def open(self, text: str, tag: str = SPAN) -> None:
        """Begin a sequence that reads as the text."""
        self._operators.append(_begin(text, tag))
        hides = self.veiled and text != ""
        if hides:
            self._operators.append(_HIDDEN)
        self._open.append(UNVEIL if hides else "EMC")

    def open_hidden(self) -> None:
        """Begin a sequence, within one that reads as a text, that PDFium passes over.

        It takes ActualText from the innermost sequence with properties (`ProcessMarkedContent`).
        """
        self._operators.append(_HIDDEN)
        self._open.append("EMC")

    def aside(
        self, cluster: Cluster, read: Sequence[tuple[int, str]], x: float, width: float | None = None
    ) -> None:
        """Write at x, once all else is written, unpainted glyphs that only PDFium reads.

        poppler and MuPDF pass over them for their ActualText, and they are no part of the structure. pdf.js
        passes over glyphs that lead off the page, by the advance from before the text matrix scales it
        (`compareWithLastPosition`): so the font is vast, turned round, and scaled back by the matrix.
        PDFium takes them to be as wide as they are, or as `width` says in pixels.
        """
        if self.veiled:
            return
        own = sum(cluster.font.widths[number] for number, _ in read) / 1000
        size = cluster.size if width is None or not own else width / own
        codes = "".join(f"{number:04x}" for number, _ in read)
        self._aside(readings.resource(cluster.font, dict(read)), size, x, f"<{codes}>Tj")

    def inset(self, clusters: Sequence[Cluster], read: str, x: float, width: float) -> bool:
        """Write glyphs of clusters at x that only PDFium reads, as a text (see `aside`), if there are enough.

        All stand at one place, and the last is as wide as told: PDFium sees no gap to what begins there.
        """
        shown = {_wide(cluster): cluster for cluster in clusters if not cluster.text.isspace()}
        font = next((cluster.font for cluster in shown.values()), None)
        numbers = [n for n, cluster in shown.items() if cluster.font is font and font.widths[n]]
        parts = [*segments.parts(read)]
        if font is None or not 0 < len(parts) <= len(numbers) or max(map(len, parts)) > segments.MOST:
            return False
        numbers = sorted(numbers, key=font.widths.__getitem__)[-len(parts) :]
        for number in numbers:
            readings.note(font, number, shown[number].text)
        *others, last = numbers
        size, wide = clusters[0].size, font.widths[last]
        codes = "".join(f"<{number:04x}>{font.widths[number]:g}" for number in others)
        name = readings.resource(font, dict(zip(numbers, parts, strict=True)))
        self._aside(name, size, x, f"[{codes}<{last:04x}>]TJ", width * 1000 / (wide * size))
        return True

    def guard(self, cluster: Any, left: float) -> None:
        """Write blanks left of a line that begins, for PDFium, with what `aside` wrote at its left edge.

        It tells a new line by the width of its first glyph, and that of an aside is vast
        (`ProcessInsertObject`).
        """
        blank = glyphs.blank(cluster.font)
        if blank is None or self._aside_left > left + cluster.size:
            return
        x = min(self._aside_left, left) - 2 * cluster.font.widths[blank] * cluster.size / 1000
        self.open("")
        font = readings.reading(cluster.font, blank, " ")
        self.show(font, cluster.size, x, ((blank, 0.0), (blank, 0.0)))
        self.close()

    def _aside(self, name: str, size: float, x: float, shown: str, stretch: float = 1.0) -> None:
        self._aside_left = min(self._aside_left, x)
        matrix = f"-{stretch / VAST:.7f} 0 0 {1 / VAST:.5f}"
        self._asides.append(
            f"{ARTIFACT} BMC\n{_EMPTY}\n/{name} {-VAST * size:.0f} Tf\n{matrix} "
            f"{round(self.origin + x, 3)} {round(self._y, 3)} Tm\n{shown}\nEMC\nEMC"
        )

    def close(self) -> None:
        """End a sequence."""
        self._operators.append(self._open.pop())

    def cut(self) -> None:
        """Begin a sequence that only cuts the text for pdf.js."""
        self._operators.append(f"{ORDER} BMC")
        self._open.append("EMC")

    def passed(self, x: float, number: int, cluster: Cluster) -> None:
        """Note that pdf.js has read a glyph that begins at x."""
        trail = self.trail
        trail.end = self.origin + x + cluster.font.widths[number] * cluster.size / 1000
        trail.size, self.fresh = cluster.size, False

    def _set(self, name: str, size: float, place: int) -> None:
        """Set a font before the operator at a place, unless it is set."""
        if self._font != (name, size):
            self._font = (name, size)
            self._operators.insert(place, f"/{name} {round(size, 5)} Tf")


def _wide(cluster: Cluster) -> int:
    """Return the first glyph that has a width: a letter may begin with its dots, which have none."""
    widths = cluster.font.widths
    return next((g.number for g in cluster.glyphs if widths[g.number]), cluster.glyphs[0].number)


UNVEIL = "EMC\nEMC"
"""Ends a sequence within which one is hidden from PDFium."""
_HIDDEN = f"{ORDER}<</Of(Sign)>>BDC"
_EMPTY = f"{SPAN}<</ActualText()>>BDC"


@lru_cache(4096)
def _begin(text: str, tag: str) -> str:
    value = f"<FEFF{text.encode('utf-16-be').hex().upper()}>" if text else "()"
    return f"{tag}<</ActualText{value}>>BDC"
