"""Write signs, spaces, brackets and the calls of notes: what readers put in different places."""

from collections.abc import Sequence

from briefgen.typeset import glyphs, latin, readings
from briefgen.typeset.content import ORDER, STEP
from briefgen.typeset.glyphs import Cluster, Glyph, is_mark
from briefgen.typeset.pen import CUT
from briefgen.typeset.readings import RLM
from briefgen.typeset.unturned import Unturned
from briefgen.typeset.words import Word
from briefgen.typeset.writing import INSIDE, WORD_GAP

UNDER = 0.1
"""Distance, in font sizes, left of the right edge of a sign at which a raised number after it is read.

A letter before the sign may reach that far over it.
"""
NOTE = 0.35
"""Distance, in font sizes, at which a raised letter stands apart for PDFium."""


class Signs(Unturned):
    """Writes what is neither a letter nor a Latin phrase."""

    def plain(self, cluster: Cluster, glyph: Glyph, text: str) -> None:
        """Write a glyph that all readers read, in a piece of its own for pdf.js."""
        narrow = self.same_line and self.pen.end - cluster.left < CUT * cluster.size
        if narrow:
            self.pen.cut()
        self.pen.glyph(cluster, glyph, text)
        if narrow:
            self.pen.close()
        self.same_line = True

    def sign(self, cluster: Cluster, glyph: Glyph, character: str) -> None:
        """Write a sign that follows a number: PDFium reads it at the end of the number."""
        pen, trail, size = self.pen, self.pen.trail, cluster.size
        blank = glyphs.blank(cluster.font)
        if blank is None or not readings.carriable(character):
            pen.glyph(cluster, glyph, character)
            return
        trail.signs += 1
        end = trail.number_end - pen.origin
        x = end - (STEP - 0.02 * STEP * trail.signs) * size
        pen.open(character, ORDER)
        pen.open_hidden()
        pen.silent(cluster, glyph, character)
        pen.close()
        pen.close()
        pen.aside(cluster, [(glyph.number, character)], x, (end if self.led is None else self.led) - x)
        pen.carrier(cluster, blank, character, glyph.x - STEP * size, ORDER)

    def space(self, cluster: Cluster, following: Cluster | None) -> None:
        """Write a space; before a bracket that opens as an object that PDFium reads, left of the bracket.

        PDFium does not turn neutral characters round when ActualText gives the leftmost of them: so space and
        bracket stand side by side in the order of reading.
        """
        pen, blank = self.pen, glyphs.blank(cluster.font)
        if blank is not None and len(cluster.glyphs) == 1 and self.stacked:  # marks stand in its place
            pen.glyph(cluster, cluster.glyphs[0], " ")
            font = readings.reading(cluster.font, blank, " ")
            pen.open("")
            pen.show(font, cluster.size, cluster.left + STEP * cluster.size, ((blank, 0.0), (blank, 0.0)))
            pen.close()
            return
        for glyph in cluster.glyphs:
            pen.glyph(cluster, glyph, cluster.text or " ")

    def separate(self, cluster: Cluster | Word) -> None:
        """Write a space before a paragraph that stands on the line of another, such as a table's cell."""
        blank = glyphs.blank(cluster.font)
        if blank is not None:
            font = readings.reading(cluster.font, blank, " ")
            self.pen.show(font, cluster.size, cluster.right, ((blank, 0.0),))

    def end_line(self, last: Cluster | Word) -> None:
        """Write the space at which a line was broken, for who walks the structure: see `lineends`."""
        blank = glyphs.blank(last.font)
        if blank is not None:
            width = last.font.widths[blank] * last.size / 1000
            self.pen.open(" ")
            font = readings.reading(last.font, blank, " ")
            self.pen.show(font, last.size, last.left - width if last.rtl else last.right, ((blank, 0.0),))
            self.pen.close()

    def raised(self, unit: Sequence[Cluster]) -> None:
        """Write a number or sign that stands higher or lower than the line, such as the call of a note.

        PDFium would take it for a new line: it reads blanks on the line instead.
        """
        pen, first, last = self.pen, unit[0], unit[-1]
        blank, size, rtl, on_line = glyphs.blank(first.font), first.size, first.rtl, pen.trail.size
        text = "".join(cluster.text for cluster in unit)
        before = self.near.near(self.shift + first.start, -1)
        if blank is None:
            for cluster in unit:
                pen.glyph(cluster, cluster.glyphs[0], cluster.text)
            return
        if not pen.trail.anchored:
            self.anchor(first, pen.trail.start - pen.origin)
        if rtl and self.near.is_ltr(before):
            pen.turn(first, first.right - INSIDE * size)
        mark, parts = RLM if rtl else readings.LRM, [(c, c.glyphs[0], c.text) for c in unit]
        if not rtl and self.near.direction(before) == "W" and not self.near.is_ltr(before):
            x = pen.end - UNDER * pen.trail.size  # after the sign, for PDFium
            pen.open(text, ORDER)
            latin.show_led(pen, parts, x + STEP * size)
            pen.pair(first, blank, x, end=pen.end, rise=self.drop, mark=mark)
            self.span(first, blank, x + 2 * STEP * size, RLM)
            pen.close()
            pen.passed(parts[-1][1].x, parts[-1][1].number, last)
        elif not rtl and self.near.paragraph.base and self.follows_number(self.shift + first.start):
            self.behind_number(unit, blank, text)
        else:
            self.note(unit, blank, text, self.starts_word(first.left, before), mark)
        if not rtl:
            pen.trail.number_end, pen.trail.signs = pen.trail.end, 0
        if self.near.paragraph.base and not self.box.__dict__.get("followed"):
            self.ground(first, on_line)
        self.same_line = True

    def behind_number(self, unit: Sequence[Cluster], blank: int, text: str) -> None:
        """Write a raised number that stands left of another: all but PDFium read it at that one's right end.

        PDFium passes over single blanks, and would take the glyphs for a line but for blanks left of them.
        """
        pen, first, last, end = self.pen, unit[0], unit[-1], self.pen.trail.number_end - self.pen.origin
        pen.open(text)
        self.span(first, blank, end - STEP * first.size, readings.LRM)
        for cluster in unit:
            pen.glyph(cluster, cluster.glyphs[0], cluster.text)
        x = first.left - STEP * first.size
        pen.pair(first, blank, x, end=last.right, rise=self.drop, mark=readings.LRM)
        self.span(first, blank, end, readings.LRM)
        pen.close()

    def span(self, cluster: Cluster, blank: int, x: float, mark: str) -> None:
        """Write a mark on the line, as wide as a space: poppler sees none where such a mark stands."""
        font = readings.silent(cluster.font, mark, (blank, " "))
        self.pen.show(font, cluster.size, x, ((blank, 0.0),), self.drop)

    def ground(self, cluster: Cluster, size: float) -> None:
        """Write a mark on the line, left of what is raised, with which poppler begins the line.

        It would begin it with a raised number at its left end, and look at its height for the others.
        """
        pen, thin, mark = self.pen, glyphs.thin(cluster.font), RLM if cluster.rtl else readings.LRM
        if thin is not None:
            pen.open("", ORDER)
            font = readings.silent(cluster.font, mark, (thin, "\u200b"))
            x = cluster.left - INSIDE * cluster.size
            pen.show(font, size, x, ((thin, 0.0),), self.drop)
            pen.close()

    def note(self, unit: Sequence[Cluster], blank: int, text: str, apart: bool, mark: str) -> None:
        """Write a raised number or sign; `apart` if a space stands before it."""
        pen, first, last, end = self.pen, unit[0], unit[-1], self.pen.end
        pen.open(text)
        for cluster in unit:
            (glyph, _), *dots = glyphs.share(cluster)
            if apart:
                pen.silent(cluster, glyph, cluster.text, mark)
            else:
                pen.glyph(cluster, glyph, cluster.text)
            for dot, _ in dots:
                pen.silent(cluster, dot)
        # PDFium is to see a space before a letter: it would not turn the word round that the letter ends.
        start, stop = (first.left - NOTE * first.size, 0.0) if first.rtl else (first.left, last.right)
        x = start - STEP * first.size
        least = x + (first.font.widths[blank] / 1000 + STEP) * first.size
        pen.pair(first, blank, x, end=stop or least, rise=self.drop, mark=mark)
        pen.tail(last, blank)
        pen.close()
        if apart:
            x = end + WORD_GAP * pen.trail.size
            for cluster in unit:
                pen.carrier(cluster, blank, cluster.text, x)
                x = pen.end


def unit_at(clusters: Sequence[Cluster], place: int) -> Sequence[Cluster]:
    """Return the digits, or the one other character, that begin at a place; nothing where it is no such."""
    first = clusters[place]
    end = place
    while end < len(clusters) and _is_simple(clusters[end], first.rtl):
        end += 1
        if first.rtl:
            break
    return clusters[place:end]


def _is_simple(cluster: Cluster, rtl: bool) -> bool:
    text = cluster.text
    if cluster.rtl != rtl or not readings.carriable(text) or text.isspace() or is_mark(text):
        return False
    return rtl or len(cluster.glyphs) == 1
