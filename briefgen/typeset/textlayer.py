"""Write right-to-left text so that it can be found, copied, read aloud and extracted.

WeasyPrint writes the glyphs of a line from left to right and maps each glyph to the characters of its first
use. Here the content is in logical order, which is what a screen reader and the structure tree need: each
right-to-left letter is a text object of its own at its own place (ISO 32000-1, 14.8.2.3.3), numbers and Latin
words are one object.

Four readers, four ways to put the letters of a page in order; what each is given:

MuPDF (`fz_add_stext_char_imp`) keeps the order of the page while a letter starts where the one before began,
    less its own width, and at a change of direction, which it takes from the reading of each glyph.
PDFium (`CPDF_TextPage`) sorts the objects of a line by the x of their first glyph, finds spaces by the gaps,
    then turns the line round, runs of one class as a whole. What is to come elsewhere in that order begins
    with a blank at its place. An object that is one blank is passed over. Of the objects of one sequence with
    ActualText that follow each other only the first is read.
poppler (`reorderText`) turns a line round too; all from a digit, comma or Latin letter to the next
    right-to-left letter keeps its order, so a blank that reads RIGHT-TO-LEFT MARK ends that stretch.
pdf.js (`getTextContent`) cuts the text where the pen goes back, and drops the space there; it knows no
    ActualText, and passes over a glyph that reads as a direction mark. The first letter of each word is
    silent for it, and read from a blank just right of the word before, at a distance it takes for a space.

Where the readers must be told different things, ActualText says what is right, on one letter at most (on one
word in Latin phrases); blanks for one reader are in a sequence whose ActualText is empty.

Not reached: PDFium mirrors the brackets it turns round (`AddCharInfoByRLDirection`), pdf.js does not (`bidi`),
and both take the same reading: brackets in right-to-left text come out mirrored in PDFium. It turns the parts
of a Latin word or address round that signs divide (`CFX_BidiString`).
"""

from collections.abc import Callable, Sequence
from typing import Any
from unicodedata import mirrored

from weasyprint.text.ffi import pango

from briefgen.typeset import glyphs, latin, paragraph, readings
from briefgen.typeset.glyphs import Cluster, Glyph, is_mark
from briefgen.typeset.neighbours import Neighbours, direction, lead
from briefgen.typeset.pen import ORDER, STEP, Pen, Trail
from briefgen.typeset.readings import RLM

INSIDE = 0.02
"""Distance, in font sizes, from the edge of a letter's cell to a direction mark."""
WORD_GAP = 0.3
"""Advance, in font sizes, that pdf.js takes for a space: from 0.102 to 0.6."""
JOINED = 0.03
"""Advance, in font sizes, up to which pdf.js forgets a space it has passed."""
CUT = 0.25
"""Step back, in font sizes, from which pdf.js surely starts a new piece of text (0.2)."""
MARKS = 0.12
"""Distance, in font sizes, left of a letter at which the first of its marks is read."""
NOTE = 0.35
"""Distance, in font sizes, at which a raised letter stands apart for PDFium."""
RAISED = 0.1
"""Height over the line, in font sizes, from which text counts as raised."""
ANCHOR = 6
"""Font sizes of the blanks that open a line with raised glyphs."""


def draw_first_line(
    original: Callable[..., list[Any]],
    stream: Any,
    textbox: Any,
    text_overflow: str,
    block_ellipsis: Any,
    matrix: Any,
) -> list[Any]:
    """Draw a text box of a paragraph with right-to-left text; leave others to the original."""
    found = paragraph.of(textbox)
    plain = text_overflow == "ellipsis" or block_ellipsis != "none" or textbox.style["font_size"] < 1e-6
    if plain or found is None or found[0].latin or not textbox.text.strip():
        return original(stream, textbox, text_overflow, block_ellipsis, matrix)
    trail: Trail = stream.__dict__.setdefault("trail", Trail())
    neighbours = trail.neighbours
    if neighbours is None or neighbours.paragraph is not found[0]:
        neighbours = Neighbours(found[0])
    if not neighbours.rtl:
        return original(stream, textbox, text_overflow, block_ellipsis, matrix)
    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    clusters = glyphs.clusters(stream, layout, line)
    if clusters is None:
        return original(stream, textbox, text_overflow, block_ellipsis, matrix)
    if clusters:
        stream.set_text_matrix(*matrix.values)
        shift = found[1] - lead(layout.text, found[0].text[found[1] : found[1] + 1])
        Writer(stream, neighbours, shift, matrix).write(clusters)
    return []


def build_fonts_dictionary(
    original: Callable[..., Any], pdf: Any, fonts: Any, compress: bool, subset: bool, options: Any
) -> Any:
    """Build the dictionary of fonts, with the further readings of each."""
    resources = original(pdf, fonts, compress, subset, options)
    for font in fonts.values():
        readings.add_resources(pdf, font, resources, glyphs.nominal(font, " "))
    return resources


class Writer:
    """Writes the clusters of one text box, in logical order."""

    def __init__(self, stream: Any, neighbours: Neighbours, shift: int, matrix: Any) -> None:
        trail: Trail = stream.__dict__["trail"]
        self.near = neighbours
        self.shift = shift
        self.pen = Pen(stream, matrix.values[4], trail)
        ctm, y = stream.ctm.values, matrix.values[5]
        self.same_line = trail.ctm == ctm and abs(trail.y - y) < trail.size / 2
        self.pen.fresh = trail.neighbours is not neighbours
        if not self.same_line:
            trail.number_end, trail.signs, trail.anchored = float("-inf"), 0, False
            trail.ctm, trail.y = ctm, y
        trail.neighbours = neighbours
        self.drop = y - trail.y
        """How far the text is lowered to stand on the line, in pixels; below zero for raised text."""
        self.base = 0.0
        """Left edge of the last letter."""
        self.stacked = 0
        """How many marks have been written on it."""
        self.ends = False
        """Whether the letter being written is the last but one."""
        self.lent: Cluster | None = None
        """The cluster whose dots are written with the letter before."""
        self.gap: Cluster | None = None
        """The space that was written for PDFium to keep the bracket after it."""

    def write(self, clusters: Sequence[Cluster]) -> None:
        """Write clusters, which are in logical order."""
        place, count = 0, len(clusters)
        if not self.same_line:
            self.pen.trail.start = self.pen.origin + max(cluster.right for cluster in clusters)
        elif self.pen.fresh:
            self.separate(clusters[0])
            if self.near.arabic and not self.pen.trail.anchored:
                self.anchor(clusters[0], self.pen.trail.start - self.pen.origin)
        while place < count:
            if abs(self.drop) > RAISED * clusters[place].size and (unit := _unit(clusters, place)):
                self.raised(unit)
                place += len(unit)
            elif clusters[place].rtl:
                self.ends = place + 2 >= count
                self.letter(clusters[place], clusters[place + 1] if place + 1 < count else None)
                place += 1
            else:
                end = place
                while end < count and not clusters[end].rtl:
                    end += 1
                self.phrase(clusters[place:end])
                place = end
        self.pen.finish()

    def separate(self, cluster: Cluster) -> None:
        """Write a space before a paragraph that stands on the line of another, such as a table's cell."""
        blank = glyphs.blank(cluster.font)
        if blank is not None:
            font = readings.reading(cluster.font, blank, " ")
            self.pen.show(font, cluster.size, cluster.right, ((blank, 0.0),))

    def raised(self, unit: Sequence[Cluster]) -> None:
        """Write a number or sign that stands higher or lower than the line, such as the call of a note.

        PDFium would take it for a new line: it reads blanks on the line instead.
        """
        pen, first, last = self.pen, unit[0], unit[-1]
        blank, size, rtl = glyphs.blank(first.font), first.size, first.rtl
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
            x = pen.end - 2 * STEP * size  # after the sign, for PDFium
            pen.open(text, ORDER)
            latin.show_led(pen, parts, x + STEP * size)
            pen.pair(first, blank, x, end=pen.end, rise=self.drop, mark=mark)
            pen.close()
            pen.passed(parts[-1][1].x, parts[-1][1].number, last)
        else:
            self.note(unit, blank, text, self.starts_word(first.left, before), mark)
        if not rtl:
            pen.trail.number_end, pen.trail.signs = pen.trail.end, 0
        self.same_line = True

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

    def letter(self, cluster: Cluster, following: Cluster | None) -> None:
        """Write a cluster of a right-to-left run."""
        text, size = cluster.text, cluster.size
        place = self.shift + cluster.start
        before = self.near.near(place, -1)
        if len(text) == len(cluster.glyphs) == 1 and direction(text) == "R":
            if not self.near.is_space(before) and not self.pen.fresh and self.same_line:
                if following is None or len(following.glyphs) == 1:
                    trail = self.pen.trail
                    left = cluster.left
                    self.pen.letter(cluster, trail.end - self.pen.origin - left < CUT * cluster.size)
                    self.base, self.stacked = min(left, cluster.glyphs[0].x), 0
                    return
        kind = direction(text or " ")
        if kind != "R" and self.near.is_ltr(before):
            self.pen.turn(cluster, cluster.right - INSIDE * size)
        if not text or text.isspace():
            self.space(cluster, following)
        elif is_mark(text):
            self.marks(cluster, glyphs.share(cluster))
        elif len(text) == 2 and len(cluster.glyphs) == 1 and direction(text[1]) == "R":
            self.ligature(cluster, before)
        else:
            self.sign_or_letter(cluster, following, before)
        after = self.near.near(place + max(len(text), 1) - 1, 1)
        if direction(text[-1:]) == "W" and self.near.direction(after) != "R":
            self.pen.turn(cluster, cluster.left - INSIDE * size)

    def sign_or_letter(self, cluster: Cluster, following: Cluster | None, before: int) -> None:
        """Write a letter with its dots and marks, or a sign or bracket."""
        parts = glyphs.share(cluster)
        glyph, part = parts[0]
        self.base, self.stacked = min(cluster.left, glyph.x), 0
        dots = [] if self.lent is cluster else _dots(parts)
        if self.opens(cluster) and before >= 0:
            self.first(cluster, glyph, part[:1], dots, [], before)
        elif len(part) == 1 and mirrored(part):
            self.bracket(cluster, glyph, part, before, following)
        else:
            self.first(cluster, glyph, part[:1], dots, self.borrow(cluster, following), before)
        for character in part[1:]:
            self.carried(cluster, character)
        self.marks(cluster, parts[1:])

    def marks(self, cluster: Cluster, parts: Sequence[tuple[Glyph, str]]) -> None:
        """Write what follows the first character of a letter, each left of the one before."""
        for glyph, part in parts:
            if is_mark(part[:1]):
                self.mark(cluster, glyph, part[0])
            elif part:
                self.pen.glyph(cluster, glyph, part[0])
            for character in part[1:]:
                self.carried(cluster, character)

    # ------------------------------------------------------------ letters

    def plain(self, cluster: Cluster, glyph: Glyph, text: str) -> None:
        """Write a glyph that all readers read, in a piece of its own for pdf.js."""
        narrow = self.same_line and self.pen.end - cluster.left < CUT * cluster.size
        if narrow:
            self.pen.cut()
        self.pen.glyph(cluster, glyph, text)
        if narrow:
            self.pen.close()
        self.same_line = True

    def first(
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
            self.apart(cluster, glyph, character, (*dots, *borrowed), len(dots))
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

    def starts_word(self, left: float, before: int) -> bool:
        """Tell whether a space that pdf.js would miss stands before a cluster."""
        if not self.same_line or left - self.pen.end > JOINED * self.pen.trail.size:
            return False
        return self.pen.fresh or self.near.is_space(before)

    def apart(
        self, cluster: Cluster, glyph: Glyph, character: str, dots: Sequence[Glyph], own: int, mark: str = RLM
    ) -> None:
        """Write a glyph that pdf.js reads from a blank, a space away from the word before."""
        pen, blank = self.pen, glyphs.blank(cluster.font)
        if blank is None or not readings.carriable(character):
            pen.glyph(cluster, glyph, character)
            return
        pen.open(character)
        if self.gap is not None:
            pen.pair(cluster, blank, cluster.left - STEP * cluster.size, end=self.gap.right)
            self.gap = None
        pen.silent(cluster, glyph, character, mark)
        self.rest(cluster, glyph, dots, own, anchored=False)
        pen.close()
        pen.carrier(cluster, blank, character, pen.end + WORD_GAP * pen.trail.size)

    def rest(
        self, cluster: Cluster, glyph: Glyph, dots: Sequence[Glyph], own: int, anchored: bool
    ) -> None:
        """Write what else stands for a character whose first glyph is written, in the same sequence.

        The first `own` dots are the letter's own. PDFium takes an object for a new line that stands higher
        than half the width of the rightmost one: a line that may hold such dots opens with wide blanks.
        """
        pen, blank, size = self.pen, glyphs.blank(cluster.font), cluster.size
        if anchored and blank is not None:
            pen.pair(cluster, blank, cluster.right, ANCHOR * size)
            pen.trail.anchored = True
        for number, dot in enumerate(dots):
            beside = glyph.x + STEP * size
            x = None if number < own and dot.x > beside else beside
            pen.dot(cluster, dot, "\u200d", x, last=number == len(dots) - 1)
        if anchored and not dots and blank is not None:
            pen.tail(cluster, blank)

    def borrow(self, cluster: Cluster, following: Cluster | None) -> Sequence[Glyph]:
        """Return the dots of the letter after, where they are to be written with this one.

        PDFium does not turn letters round that begin, from the left, with one that ActualText gives. So the
        last of them must do without, and its dots go with the letter before.
        """
        if following is None or len(following.glyphs) == 1 or not following.rtl or not following.text:
            return []
        place = self.shift + following.start
        if direction(cluster.text) != "R" or direction(following.text) != "R":
            return []
        if not self.ends and self.near.direction(self.near.near(place, 1)) == "R":
            return []
        dots = _dots(glyphs.share(following))
        self.lent = following if dots else None
        return dots

    def ligature(self, cluster: Cluster, before: int) -> None:
        """Write two letters that share one glyph, which reads as the second of them."""
        pen, glyph, blank = self.pen, cluster.glyphs[0], glyphs.blank(cluster.font)
        self.base, self.stacked = min(cluster.left, glyph.x), 0
        if blank is None:
            pen.glyph(cluster, glyph, cluster.text)
            return
        first, second = cluster.text[:1], cluster.text[1:]
        width = cluster.font.widths[blank] * cluster.size / 1000
        x = cluster.right - width / 2  # MuPDF bears half a blank on both sides
        if self.begins_raised_line():
            self.anchor(cluster, cluster.right)
        if self.starts_word(cluster.left, before):
            pen.carrier(cluster, blank, first, pen.end + WORD_GAP * pen.trail.size)
            pen.open(first)
            pen.pair(cluster, blank, x, end=cluster.right)
            pen.close()
        else:
            pen.open(first)
            pen.triple(cluster, blank, first, x)
            pen.close()
            pen.passed(x, blank, cluster)
        pen.glyph(cluster, glyph, second)
        self.same_line = True

    def mark(self, cluster: Cluster, glyph: Glyph, character: str) -> None:
        """Write a mark that stands on a letter, in the order of PDFium left of it.

        PDFium would take a raised mark for a new line: it reads blanks on the line instead.
        """
        pen, blank = self.pen, glyphs.blank(cluster.font)
        x = self.beside(cluster, character)
        if blank is None or not readings.carriable(character):
            pen.glyph(cluster, glyph, character)
            return
        pen.open(character)
        pen.dot(cluster, glyph, character, x + STEP * cluster.size)
        pen.triple(cluster, blank, character, x)
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

    # ------------------------------------------------------------ signs and spaces

    def sign(self, cluster: Cluster, glyph: Glyph, character: str) -> None:
        """Write a sign that follows a number: MuPDF and PDFium read it at the end of the number."""
        pen, trail, size = self.pen, self.pen.trail, cluster.size
        thin, blank, widths = glyphs.thin(cluster.font), glyphs.blank(cluster.font), cluster.font.widths
        if thin is None or blank is None or not readings.carriable(character):
            pen.glyph(cluster, glyph, character)
            return
        trail.signs += 1
        end = trail.number_end - pen.origin
        x = end - (0.01 - 0.1 * STEP * trail.signs) * size
        back = (x - glyph.x) * 1000 / size + widths[thin]
        forth = (glyph.x - end) * 1000 / size + widths[glyph.number] + widths[blank]
        table = (thin, "\u200b"), (blank, " "), (glyph.number, character)
        font = readings.silent(cluster.font, RLM, *table)
        pen.open(character, ORDER)
        pen.show(font, size, x, ((thin, 0.0), (glyph.number, round(back)), (blank, round(forth))))
        pen.close()
        pen.carrier(cluster, blank, character, glyph.x - STEP * size, ORDER)

    def follows_number(self, place: int) -> bool:
        """Tell whether a number that is written on this line stands directly before a place."""
        return self.pen.trail.number_end > float("-inf") and self.near.follows_digit(place)

    def space(self, cluster: Cluster, following: Cluster | None) -> None:
        """Write a space; before a bracket that opens as an object that PDFium reads, left of the bracket.

        PDFium does not turn neutral characters round when ActualText gives the leftmost of them: so space and
        bracket stand side by side in the order of reading.
        """
        pen, blank = self.pen, glyphs.blank(cluster.font)
        if blank is None or following is None or not self.opens(following):
            for glyph in cluster.glyphs:
                pen.glyph(cluster, glyph, cluster.text or " ")
            return
        pen.open(" ")
        pen.pair(cluster, blank, following.left - 2 * STEP * cluster.size)
        pen.close()
        self.gap = cluster

    def opens(self, cluster: Cluster) -> bool:
        """Tell whether a cluster is a quotation mark or bracket between a space and a letter."""
        text = cluster.text
        if not cluster.rtl or len(text) != 1 or direction(text) != "N" or text.isspace():
            return False
        place = self.shift + cluster.start
        before, after = self.near.near(place, -1), self.near.near(place, 1)
        return self.near.is_space(before) and after >= 0 and not self.near.is_space(after)

    def bracket(
        self, cluster: Cluster, glyph: Glyph, text: str, before: int, following: Cluster | None
    ) -> None:
        """Write a bracket, with a space after it in the order of reading for PDFium: see `space`."""
        pen, blank = self.pen, glyphs.blank(cluster.font)
        if self.begins_raised_line():
            self.anchor(cluster, cluster.right)
        if blank is None or self.near.direction(before) == "N":
            self.plain(cluster, glyph, text)
            return
        pen.open(text)
        pen.glyph(cluster, glyph, text)
        if following is not None and following.rtl and following.text.isspace():
            x = following.left + STEP * cluster.size
            width = cluster.font.widths[blank] * cluster.size / 1000
            pen.pair(cluster, blank, x, end=x + width + STEP * cluster.size)
            pen.tail(cluster, blank)
        pen.close()
        self.same_line = True

    # ------------------------------------------------------------ lines and phrases

    def begins_raised_line(self) -> bool:
        """Tell whether a line begins that may hold raised glyphs."""
        return not self.same_line and self.near.arabic

    def anchor(self, cluster: Cluster, x: float) -> None:
        """Open a line with raised glyphs by blanks at x, which read as a space in PDFium."""
        blank = glyphs.blank(cluster.font)
        if blank is not None:
            font = readings.reading(cluster.font, blank, " ")
            self.pen.open("")
            self.pen.show(font, ANCHOR * cluster.size, x, ((blank, 0.0), (blank, 0.0)), self.drop)
            self.pen.close()
            self.pen.trail.anchored = True

    def phrase(self, clusters: Sequence[Cluster]) -> None:
        """Write numbers and Latin words: one object while font and height stay the same."""
        parts = [(cluster, *part) for cluster in clusters for part in glyphs.share(cluster)]
        if self.begins_raised_line():
            self.anchor(clusters[-1], clusters[-1].right)
        cluster, glyph, text = parts[0]
        before = self.near.near(self.shift + clusters[0].start, -1)
        if len(text) == 1 and not text.isspace() and self.starts_word(cluster.left, before):
            self.apart(cluster, glyph, text, (), 0, readings.LRM)
            parts = parts[1:]
        latin.write(self.pen, parts, clusters[0].left, by_words=bool(self.near.paragraph.base))
        self.pen.trail.number_end, self.pen.trail.signs = self.pen.trail.end, 0
        self.same_line = True


def _unit(clusters: Sequence[Cluster], place: int) -> Sequence[Cluster]:
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


def _dots(parts: Sequence[tuple[Glyph, str]]) -> list[Glyph]:
    return [glyph for glyph, text in parts[1:] if not text]
