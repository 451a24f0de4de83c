"""Write right-to-left letters with their dots and marks."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple
from unicodedata import category, combining

from briefgen.typeset import glyphs, readings
from briefgen.typeset.content import STEP
from briefgen.typeset.glyphs import Cluster, Glyph, is_mark
from briefgen.typeset.neighbours import direction
from briefgen.typeset.readings import RLM
from briefgen.typeset.signs import Signs
from briefgen.typeset.writing import ANCHOR, WORD_GAP

MARKS = 0.12
"""Distance, in font sizes, left of a letter at which the first of its marks is read."""


class Ligature(NamedTuple):
    """Two letters that share a glyph, and the marks on each."""

    glyph: Glyph
    first: str
    marks: Sequence[tuple[Glyph | None, str]]
    second: str
    more: Sequence[tuple[Glyph | None, str]]


class Letters(Signs):
    """Writes letters, alone or shaped together."""

    def first(  # noqa: PLR0913, PLR0917
        self,
        cluster: Cluster,
        glyph: Glyph,
        character: str,
        dots: Sequence[Glyph],
        borrowed: Sequence[Glyph],
        before: int,
    ) -> None:
        """Write what stands for the first character of a cluster: a glyph, and dots where there are any."""
        anchored = self.begins_raised_line()
        place = self.shift + cluster.start
        if self.starts_word(cluster.left, before):
            self.apart(cluster, glyph, character, (*dots, *borrowed), len(dots), anchored=anchored)
        elif len(cluster.text) == 1 and direction(character) == "W" and self.follows_number(place):
            self.sign(cluster, glyph, character)
        elif dots or borrowed or anchored:
            self.pen.open(character)
            self.pen.glyph(cluster, glyph, character)
            self.rest(cluster, glyph, (*dots, *borrowed), len(dots), anchored)
            self.pen.close()
        else:
            self.plain(cluster, glyph, character)
        self.same_line = True

    def apart(  # noqa: PLR0913, PLR0917
        self,
        cluster: Cluster,
        glyph: Glyph,
        character: str,
        dots: Sequence[Glyph],
        own: int,
        mark: str = RLM,
        end: float | None = None,
        anchored: bool = False,
    ) -> None:
        """Write a glyph that pdf.js reads from a blank, a space away from the word before.

        With `end` its object ends there, in a blank.
        """
        pen, blank = self.pen, glyphs.blank(cluster.font)
        if blank is None or not readings.carriable(character):
            pen.glyph(cluster, glyph, character)
            return
        pen.open(character)
        pen.silent(cluster, glyph, character, mark, end)
        self.rest(cluster, glyph, dots, own, anchored)
        gap = pen.end + WORD_GAP * pen.trail.size
        pen.lead_in(cluster, blank, character, gap, cluster.right if end is None else end)
        pen.close()

    def follows_mark(self, cluster: Cluster, before: int) -> bool:
        """Tell whether a sign follows a mark or a currency's sign, with which PDFium takes it together."""
        alone = len(cluster.text) == len(cluster.glyphs) == 1 and direction(cluster.text) == "W"
        if not alone or not self.same_line or before < 0:
            return False
        money = category(self.near.text[before]) == "Sc" and not self.near.is_ltr(before)
        return is_mark(self.near.text[before]) or (money and not self.near.follows_digit(before))

    def rest(self, cluster: Cluster, glyph: Glyph, dots: Sequence[Glyph], own: int, anchored: bool) -> None:
        """Write what else stands for a character whose first glyph is written, in the same sequence.

        The first `own` dots are the letter's own. PDFium takes an object for a new line that stands higher
        than half the width of the rightmost one: a line that may hold such dots opens with wide blanks.
        """
        pen, blank, size = self.pen, glyphs.blank(cluster.font), cluster.size
        if anchored and blank is not None:
            pen.pair(cluster, blank, cluster.right if self.near.paragraph.base else self.right, ANCHOR * size)
            pen.trail.anchored = True
        for number, dot in enumerate(dots):
            beside = glyph.x + STEP * size
            x = None if number < own and dot.x > beside else beside
            pen.dot(cluster, dot, "\u200d", x, cluster.right if number == len(dots) - 1 else None)
        if anchored and not dots and blank is not None:
            pen.tail(cluster, blank)

    def borrow(self, cluster: Cluster, following: Cluster | None) -> Sequence[Glyph]:
        """Return the dots of the letter after, where they are to be written with this one.

        PDFium does not turn letters round that begin, from the left, with one that ActualText gives. So the
        last of them must do without, and its dots go with the letter before.
        """
        if following is None or len(following.glyphs) == 1 or not following.rtl or not following.text:
            return []
        if following.font is not cluster.font:  # an object shows glyphs of one font
            return []
        place = self.shift + following.start
        if direction(cluster.text) != "R" or direction(following.text) != "R":
            return []
        if not self.ends and self.near.direction(self.near.near(place, 1)) == "R":
            return []
        dots = dots_of(glyphs.share(following))
        self.lent = following if dots else None
        return dots

    def ligature(self, cluster: Cluster, joined: "Ligature", before: int) -> None:
        """Write two letters that share one glyph, which reads as the second of them, and their marks."""
        pen, glyph, blank = self.pen, joined.glyph, glyphs.blank(cluster.font)
        self.base, self.stacked = min(cluster.left, glyph.x), 0
        if blank is None:
            pen.glyph(cluster, glyph, cluster.text)
            return
        width = cluster.font.widths[blank] * cluster.size / 1000
        x = cluster.right - width / 2  # MuPDF bears half a blank on both sides
        if self.begins_raised_line():
            self.anchor(cluster, cluster.right)
        begins = self.starts_word(cluster.left, before)
        if begins:
            pen.carrier(cluster, blank, joined.first, pen.end + WORD_GAP * pen.trail.size)
        pen.open(joined.first)
        if joined.marks:  # PDFium does not turn letters round that end, before a mark, in ActualText
            pen.open_hidden()
            pen.aside(cluster, [(glyph.number, joined.first)], x, cluster.right - x)
        if begins:
            pen.pair(cluster, blank, x, end=cluster.right)
        else:
            pen.triple(cluster, blank, joined.first, x)
            pen.passed(x, blank, cluster)
        if joined.marks:
            pen.close()
        pen.close()
        base, self.base = self.base, x
        self.marks(cluster, joined.marks)
        pen.glyph(cluster, glyph, joined.second)
        self.base, self.stacked = base, 0
        self.marks(cluster, joined.more)
        self.same_line = True

    def marks(self, cluster: Cluster, parts: Sequence[tuple[Glyph | None, str]]) -> None:
        """Write what follows the first character of a letter, each left of the one before.

        Marks come in their canonical order, as Unicode lets them be written in others (UAX #15).
        """
        each = [(glyph if not n else None, char) for glyph, part in parts for n, char in enumerate(part)]
        for marked, group in groupby(each, lambda one: is_mark(one[1])):
            for glyph, character in sorted(group, key=lambda one: combining(one[1])) if marked else group:
                if glyph is None:
                    self.carried(cluster, character)
                elif marked:
                    self.mark(cluster, glyph, character)
                else:
                    self.pen.glyph(cluster, glyph, character)

    def mark(self, cluster: Cluster, glyph: Glyph, character: str) -> None:
        """Write a mark that stands on a letter, in the order of PDFium left of it.

        PDFium would take a raised mark for a new line: it reads blanks on the line instead. poppler takes the
        height of a sequence from its first object.
        """
        pen, blank = self.pen, glyphs.blank(cluster.font)
        x = self.beside(cluster, character)
        if blank is None or not readings.carriable(character):
            pen.glyph(cluster, glyph, character)
            return
        pen.open(character)
        pen.triple(cluster, blank, character, x)
        end = x + (cluster.font.widths[blank] / 1000 + 2 * STEP) * cluster.size
        pen.dot(cluster, glyph, character, x + STEP * cluster.size, end)
        pen.close()

    def beside(self, cluster: Cluster, character: str) -> float:
        """Return where a character begins that has no place of its own, left of its letter.

        PDFium turns letters round, but leaves marks in their order from left to right.
        """
        if is_mark(character):
            self.stacked += 1
            return self.base - (MARKS - 2 * STEP * self.stacked) * cluster.size
        self.base -= 2 * STEP * cluster.size
        return self.base

    def carried(self, cluster: Cluster, character: str) -> None:
        """Write a character that shares a glyph with the one before, as blanks left of it."""
        blank = glyphs.blank(cluster.font)
        x = self.beside(cluster, character)
        if blank is None or not readings.carriable(character):
            return
        self.pen.open(character)
        self.pen.triple(cluster, blank, character, x)
        self.pen.close()
        if not is_mark(character):
            self.pen.passed(x, blank, cluster)


def ligature_of(cluster: Cluster) -> Ligature | None:
    """Return the ligature of two right-to-left letters that a cluster is, or None where it is none."""
    text, (*marked, wide) = (
        cluster.text,
        sorted(cluster.glyphs, key=lambda one: cluster.font.widths[one.number]),
    )
    places = [place for place, character in enumerate(text) if direction(character) == "R"]
    marks = [character for character in text if is_mark(character)]
    if len(places) != 2 or places[0] or len(marks) + 2 != len(text) or len(marked) > len(marks):
        return None
    if any(cluster.font.widths[number] for number, *_ in marked):
        return None
    each = [*sorted(marked, key=lambda one: -one.x), *[None] * (len(marks) - len(marked))]
    drawn, second = list(zip(each, marks, strict=True)), places[1]
    return Ligature(wide, text[0], drawn[: second - 1], text[second], drawn[second - 1 :])


def dots_of(parts: Sequence[tuple[Glyph, str]]) -> list[Glyph]:
    """Return the glyphs of a cluster that have no character of their own."""
    return [glyph for glyph, text in parts[1:] if not text]
