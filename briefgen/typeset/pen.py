"""Write text objects, each at its own place, and the sequences that say what they read as."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from briefgen.typeset import glyphs, readings, segments
from briefgen.typeset.glyphs import Cluster, Glyph
from briefgen.typeset.neighbours import direction
from briefgen.typeset.readings import RLM
from briefgen.typeset.sequences import ARTIFACT, Text
from briefgen.typeset.trail import Trail
from briefgen.typeset.words import FAR, Ready, Stroke, Written, strokes

SPAN = "/Span"
ORDER = "/Order"
"""Tag of sequences that poppler is to pass over: it looks for ActualText in Span alone."""
CUT = 0.25
"""Step back, in font sizes, from which pdf.js surely starts a new piece of text (0.2)."""
VAST = 100_000
"""How many times larger than others a font is that only PDFium reads, and then scaled down."""
STEP = 0.01
"""Distance, in font sizes, between objects that share a place."""


class Pen:
    """Writes the objects of one text box; `finish` puts them on the stream."""

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

    def apart(self, size: float) -> "Pen":
        """Return a pen for a word at the left edge of the page, to be parted into strokes."""
        pen = Pen(self.stream, 0.0, 0.0, Trail(anchored=True, end=FAR, size=size, number_end=float("-inf")))
        pen._font, pen.fresh = None, False
        return pen

    def strokes(self) -> tuple[Stroke, ...]:
        """Return what was written, in strokes."""
        if self._rise:
            self._operators.append("0 Ts")
        return strokes(self._operators)

    def repeat(self, written: Written, ready: Ready, left: float, size: float) -> None:
        """Write a word again, with its left edge at a place in pixels from the left edge of the box."""
        end, at = self.end, self._x
        lead = ready.lead if self._font == ready.first else None
        parts: list[str] = []
        for from_end, place, before, after, width in ready.strokes:
            step = round((end if from_end else left) + place - at, 3)
            at += step + width
            parts += (before if lead is None else lead, str(step), after)
            lead = None
        self._operators.append("".join(parts))
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
        self._open.append(_UNVEIL if hides else "EMC")

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
        shown = {cluster.glyphs[0].number: cluster for cluster in clusters if not cluster.text.isspace()}
        font = next((cluster.font for cluster in shown.values()), None)
        numbers = [number for number, cluster in shown.items() if cluster.font is font]
        parts = segments.parts(read)
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

    def _aside(self, name: str, size: float, x: float, shown: str, stretch: float = 1.0) -> None:
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

    def glyph(self, cluster: Cluster, glyph: Glyph, text: str) -> None:
        """Write a glyph that reads as the text."""
        number, x, rise = glyph
        bare = self.veiled and not text.isspace() and _UNVEIL not in self._open
        if bare:
            self.open(text)
        self.show(readings.reading(cluster.font, number, text), cluster.size, x, ((number, 0.0),), rise)
        if not text.isspace():
            self.passed(x, number, cluster)
        if bare:
            self.close()

    def letter(self, cluster: Cluster, cut: bool) -> None:
        """Write a cluster of one glyph and one character: what most letters need, in one step."""
        text, font, size = cluster.text, cluster.font, cluster.size
        ((number, x, rise),) = cluster.glyphs
        name = font.hash
        if font.to_unicode.setdefault(number, text) != text:
            name = readings.resource(font, {number: text})
        if self.veiled or cut or rise or self._rise or (name, size) != self._font:
            if self.veiled:
                self.open(text)
            if cut:
                self.cut()
            self.show(name, size, x, ((number, 0.0),), rise)
            if cut:
                self.close()
            if self.veiled:
                self.close()
        else:
            step = round(x - self._x, 3)
            self._x += step
            self._operators.append(f"{step} 0 Td<{number:04x}>Tj")
        trail = self.trail
        trail.end = self.origin + x + font.widths[number] * size / 1000
        trail.size = size

    def letters(self, clusters: Sequence[Cluster], start: int) -> int:
        """Write the letters that follow a letter, in one go; return the place of the first that is not plain.

        Plain is what `letter` writes without a cut, in the font of the first and on the line.
        """
        place, count = start, len(clusters)
        font, size = clusters[start].font, clusters[start].size
        widths, trail, add = font.widths, self.trail, self._operators.append
        end, at, step_back = trail.end - self.origin, self._x, CUT * size
        if self._rise or self.veiled:
            return place
        noting, first = readings.is_noting(font), len(self._operators)
        known = {} if noting else font.to_unicode
        while place < count:
            text, _, own, left, _, rtl, its_font, its_size = clusters[place]
            if not rtl or len(own) != 1 or len(text) != 1 or its_font is not font or its_size != size:
                break
            ((number, x, rise),) = own
            if rise or direction(text) != "R" or end - left < step_back:
                break
            if known.setdefault(number, text) != text:
                break
            if place + 1 < count and len(clusters[place + 1].glyphs) != 1:
                break
            step = round(x - at, 3)
            at += step
            add(f"{step} 0 Td<{number:04x}>Tj")
            end = x + widths[number] * size / 1000
            place += 1
        if place > start:
            self._x, trail.end, trail.size = at, self.origin + end, size
            self._set(readings.resource(font, known) if noting else font.hash, size, first)
        return place

    def _set(self, name: str, size: float, place: int) -> None:
        """Set a font before the operator at a place, unless it is set."""
        if self._font != (name, size):
            self._font = (name, size)
            self._operators.insert(place, f"/{name} {round(size, 5)} Tf")

    def word(self, cluster: Cluster, blank: int, x: float) -> None:
        """Write a plain letter that begins a word, silent, and a blank at x from which pdf.js reads it."""
        character, font, size = cluster.text, cluster.font, cluster.size
        ((number, place, rise),) = cluster.glyphs
        self.open(character)
        self.show(readings.silent(font, RLM, (number, character)), size, place, ((number, 0.0),), rise)
        self.lead_in(cluster, blank, character, x, cluster.right)
        self.close()

    def lead_in(self, cluster: Cluster, blank: int, character: str, x: float, right: float) -> None:
        """Write a blank for pdf.js that reads as a character, in a sequence that says so to the others.

        Another blank ends the sequence where what it stands for ends, at `right`: poppler takes the end of
        the last object for the end of the sequence. MuPDF looks at neither, since it has the character from
        the first object, and PDFium passes over single blanks.
        """
        name = readings.carrier(cluster.font, blank, character + RLM)
        width = cluster.font.widths[blank] * cluster.size / 1000
        self.show(name, cluster.size, x, ((ord(character), 0.0),))
        self.show(name, cluster.size, right - width, ((ord(RLM), 0.0),))
        self.passed(x, blank, cluster)

    def silent(
        self,
        cluster: Cluster,
        glyph: Glyph,
        text: str = "\u200d",
        mark: str = RLM,
        end: float | None = None,
    ) -> None:
        """Write a glyph, elsewhere read as the text, that reads as a direction mark; `end` as for `pair`."""
        table, codes = [(glyph.number, text)], [(glyph.number, 0.0)]
        blank = None if end is None else glyphs.blank(cluster.font)
        if end is not None and blank is not None:
            gap = (end - glyph.x) * 1000 / cluster.size
            table.append((blank, " "))
            widths = cluster.font.widths
            codes.append((blank, float(round(widths[glyph.number] + widths[blank] - gap))))
        font = readings.silent(cluster.font, mark, *table)
        self.show(font, cluster.size, glyph.x, codes, glyph.rise)

    def carrier(self, cluster: Cluster, blank: int, character: str, x: float, tag: str = SPAN) -> None:
        """Write a blank for pdf.js that reads as a character; with the tag `ORDER` for poppler too."""
        self.open("", tag)
        font = readings.carrier(cluster.font, blank, character)
        self.show(font, cluster.size, x, ((ord(character), 0.0),))
        self.close()
        self.passed(x, blank, cluster)

    def pair(  # noqa: PLR0913, PLR0917
        self,
        cluster: Cluster,
        blank: int,
        x: float,
        size: float = 0.0,
        end: float | None = None,
        rise: float = 0.0,
        mark: str = RLM,
    ) -> None:
        """Write two silent blanks from x on, which PDFium does not pass over; the second ends where told.

        It does pass over an object like one close before, so two pairs side by side differ: where an end is
        told the first blank is a thin one.
        """
        size, widths = size or cluster.size, cluster.font.widths
        first = blank if end is None else glyphs.thin(cluster.font) or blank
        kerning = 0.0 if end is None else widths[first] + widths[blank] - (end - x) * 1000 / size
        font = readings.silent(cluster.font, mark, (blank, " "), (first, "\u200b" if first != blank else " "))
        self.show(font, size, x, ((first, 0.0), (blank, float(round(kerning)))), rise)

    def triple(self, cluster: Cluster, blank: int, character: str, x: float) -> None:
        """Write three blanks of which the middle one reads as a character.

        PDFium passes over fewer than two. MuPDF reads a character twice whose object ends with what
        ActualText ends with, and expects more of ActualText where the object begins with it.
        """
        font = readings.carrier(cluster.font, blank, character + RLM)
        back = cluster.font.widths[blank] - 1000 * STEP
        codes = ((ord(RLM), 0.0), (ord(character), back), (ord(RLM), back))
        self.show(font, cluster.size, x, codes)

    def dot(
        self, cluster: Cluster, glyph: Glyph, text: str, x: float | None = None, end: float | None = None
    ) -> None:
        """Write a silent glyph; its object begins with a blank at x and ends with one at `end`.

        poppler takes the end of its last object for the end of a sequence.
        """
        size, widths = cluster.size, cluster.font.widths
        thin, blank = glyphs.thin(cluster.font), glyphs.blank(cluster.font)
        table = [(glyph.number, text)]
        codes: list[tuple[int, float]] = [(glyph.number, 0.0)]
        start = glyph.x
        if x is not None and thin is not None:
            table.append((thin, "\u200b"))
            codes = [(thin, 0.0), (glyph.number, round((x - glyph.x) * 1000 / size + widths[thin]))]
            start = x
        if end is not None and blank is not None:
            table.append((blank, " "))
            gap = (glyph.x - end) * 1000 / size + widths[glyph.number] + widths[blank]
            codes.append((blank, round(gap)))
        self.show(readings.silent(cluster.font, RLM, *table), size, start, codes, glyph.rise)

    def tail(self, cluster: Cluster, blank: int) -> None:
        """Write a silent blank that ends with the cluster, for what `dot` says of poppler."""
        x = cluster.right - cluster.font.widths[blank] * cluster.size / 1000
        self.show(readings.silent(cluster.font, RLM, (blank, " ")), cluster.size, x, ((blank, 0.0),))

    def turn(self, cluster: Cluster, x: float, mark: str = RLM) -> None:
        """Write a direction mark for poppler; MuPDF takes from it that another direction begins.

        Another font size makes it a word of its own for poppler.
        """
        thin = glyphs.thin(cluster.font)
        if thin is not None:
            self.open("", ORDER)
            font = readings.silent(cluster.font, mark, (thin, "\u200b"))
            self.show(font, 0.9 * cluster.size, x, ((thin, 0.0),))
            self.close()


_UNVEIL = "EMC\nEMC"
_HIDDEN = f"{ORDER}<</Of(Sign)>>BDC"
_EMPTY = f"{SPAN}<</ActualText()>>BDC"


@lru_cache(4096)
def _begin(text: str, tag: str) -> str:
    value = f"<FEFF{text.encode('utf-16-be').hex().upper()}>" if text else "()"
    return f"{tag}<</ActualText{value}>>BDC"
