"""Write glyphs so that each reader takes the text they stand for, and blanks that guide one reader."""

from collections.abc import Sequence

from briefgen.typeset import glyphs, readings
from briefgen.typeset.content import ORDER, SPAN, STEP, UNVEIL, Content
from briefgen.typeset.glyphs import Cluster, Glyph
from briefgen.typeset.neighbours import direction
from briefgen.typeset.readings import RLM
from briefgen.typeset.trail import Trail
from briefgen.typeset.words import FAR

CUT = 0.25
"""Step back, in font sizes, from which pdf.js surely starts a new piece of text (0.2)."""


class Pen(Content):
    """Writes glyphs and blanks as text objects, in the fonts that say what they read as."""

    def apart(self, size: float) -> "Pen":
        """Return a pen for a word at the left edge of the page, to be parted into strokes."""
        pen = Pen(self.stream, 0.0, 0.0, Trail(anchored=True, end=FAR, size=size, number_end=float("-inf")))
        pen._font, pen.fresh = None, False
        return pen

    def glyph(self, cluster: Cluster, glyph: Glyph, text: str) -> None:
        """Write a glyph that reads as the text."""
        number, x, rise = glyph
        bare = self.veiled and not text.isspace() and UNVEIL not in self._open
        if bare:
            self.open(text)
        self.show(readings.reading(cluster.font, number, text), cluster.size, x, ((number, 0.0),), rise)
        if not text.isspace():
            self.passed(x, number, cluster)
        if bare:
            self.close()

    def letter(self, cluster: Cluster, cut: bool, reach: float | None = None) -> None:
        """Write a cluster of one glyph and one character: what most letters need, in one step.

        For poppler it reaches to where told.
        """
        text, font, size = cluster.text, cluster.font, cluster.size
        ((number, x, rise),) = cluster.glyphs
        if reach is not None:
            self.open(text)
            self.reach(cluster, reach)
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
        if reach is not None:
            self.close()
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
        end, at, step_back, gap = trail.end - self.origin, self._x, CUT * size, glyphs.GAP * size
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
            if place + 1 < count:
                after = clusters[place + 1]
                if len(after.glyphs) != 1 or x - glyphs.right_edge(after) > gap:
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

    def reach(self, cluster: Cluster, x: float) -> None:
        """Write a mark at x that begins a sequence for poppler, and is nothing to the others."""
        thin = glyphs.thin(cluster.font)
        if thin is not None:
            self.open("", ORDER)
            self.show(readings.silent(cluster.font, RLM, (thin, "\u200b")), cluster.size, x, ((thin, 0.0),))
            self.close()

    def word(self, cluster: Cluster, blank: int, x: float, reach: float | None = None) -> None:
        """Write a plain letter that begins a word, silent, and a blank at x from which pdf.js reads it.

        For poppler it reaches to where told.
        """
        character, font, size = cluster.text, cluster.font, cluster.size
        ((number, place, rise),) = cluster.glyphs
        self.open(character)
        if reach is not None:
            self.reach(cluster, reach)
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
