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

Not reached: in a left-to-right paragraph PDFium gives the words of a right-to-left phrase from left to right,
takes an Arabic word with vowel marks apart at the marks (`CloseTempLine` turns each run round by itself), and
reads direction marks behind the phrase.
"""

from collections.abc import Callable, Sequence
from typing import Any
from unicodedata import mirrored

from weasyprint.text.ffi import pango

from briefgen.typeset import ellipses, glyphs, latin, lineends, paragraph, readings, words
from briefgen.typeset.glyphs import Cluster, is_mark
from briefgen.typeset.letters import MARKS, Letters, dots_of
from briefgen.typeset.neighbours import Neighbours, direction, lead
from briefgen.typeset.pen import CUT, STEP, Trail
from briefgen.typeset.signs import unit_at
from briefgen.typeset.unturned import THIN
from briefgen.typeset.words import Item, Ready, Word, Written
from briefgen.typeset.writing import INSIDE, WORD_GAP

RAISED = 0.1
"""Height over the line, in font sizes, from which text counts as raised."""


def draw_first_line(  # noqa: PLR0913, PLR0917
    original: Callable[..., list[Any]],
    stream: Any,
    textbox: Any,
    text_overflow: str,
    block_ellipsis: Any,
    matrix: Any,
) -> list[Any]:
    """Draw a text box; leave it to the original but where its paragraph has right-to-left text."""
    drawn = _draw(original, stream, textbox, text_overflow, block_ellipsis, matrix)
    if drawn is not None:
        if not drawn and lineends.ends_line(textbox):
            lineends.space(stream)
        return drawn
    return []


def _draw(  # noqa: PLR0913, PLR0917
    original: Callable[..., list[Any]],
    stream: Any,
    textbox: Any,
    text_overflow: str,
    block_ellipsis: Any,
    matrix: Any,
) -> list[Any] | None:
    """Draw a text box; return what the original returns, or None where this module wrote it."""
    found = paragraph.of(textbox)
    cut = text_overflow == "ellipsis" and ellipses.overflows(textbox)
    if cut and found is not None and found[0].base:
        matrix = ellipses.aligned(textbox, matrix)
    plain = cut or block_ellipsis != "none" or textbox.style["font_size"] < 1e-6
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
    try:
        items = words.items(stream, layout, line, words.known(textbox.style.font_config))
    except glyphs.PictureError:
        return original(stream, textbox, text_overflow, block_ellipsis, matrix)
    if items:
        stream.set_text_matrix(*matrix.values)
        shift = found[1] - lead(layout.text, found[0].text[found[1] : found[1] + 1])
        Writer(stream, neighbours, shift, matrix, textbox).write(items, lineends.ends_line(textbox))
    return None


def build_fonts_dictionary(  # noqa: PLR0913, PLR0917
    original: Callable[..., Any], pdf: Any, fonts: Any, compress: bool, subset: bool, options: Any
) -> Any:
    """Build the dictionary of fonts, with the further readings of each."""
    resources = original(pdf, fonts, compress, subset, options)
    for font in fonts.values():
        readings.add_resources(pdf, font, resources, glyphs.nominal(font, " "))
    return resources


class Writer(Letters):
    """Writes the clusters of one text box, in logical order."""

    def write(self, items: Sequence[Item], ends_line: bool) -> None:
        """Write words and clusters, which are in logical order, and the space behind them at a line's end."""
        if not self.same_line:
            self.pen.trail.place = self.shift + items[0].start
            self.pen.trail.start = self.pen.origin + max(item.right for item in items)
        elif self.pen.fresh:
            self.separate(items[0])
            if self.near.arabic and not self.pen.trail.anchored:
                self.anchor(items[0], self.pen.trail.start - self.pen.origin)
        clusters: list[Cluster] = []
        for item in items:
            if isinstance(item, Cluster):
                clusters.append(item)
                continue
            self.clusters(clusters, item)
            clusters = []
            if self.stands_alone(item):
                self.word(item)
            else:
                self.clusters(item.clusters())
            item.shape.clusters = None
        self.clusters(clusters)
        if ends_line:
            self.end_line(items[-1])
        self.pen.finish()

    def stands_alone(self, word: Word) -> bool:
        """Tell whether a word is written as it is everywhere else: within a line, among spaces."""
        near, pen, size, run = self.near, self.pen, word.size, word.run
        if not self.same_line or not pen.can_repeat:
            return False
        if pen.trail.size != size or abs(self.drop) > RAISED * size or pen.end < word.right:
            return False
        start, end = self.shift + word.start - 1, self.shift + word.end
        if near.text[start:end] != run.text[word.start - 1 : word.end]:
            return False
        return near.text[end - 1] == " " or end == len(near.text) or near.text[end].isspace()

    def word(self, word: Word) -> None:
        """Write a word as it was written before, or for the first time."""
        written = word.shape.written
        ready = written.ready(word.font) if written else None
        if written is None or ready is None:
            written, ready = self.first_time(word)
        self.pen.repeat(written, ready, word.left, word.size)
        self.base, self.stacked, self.lent = word.left + written.base, written.stacked, None

    def first_time(self, word: Word) -> tuple[Written, Ready]:
        """Write a word at the left edge of the page, in a font that notes what its glyphs read as."""
        font, shape = readings.noting(word.font), word.shape
        outer, self.pen = self.pen, self.pen.apart(word.size)
        self.clusters(word.alone(font))
        ready, end = self.pen.ready(), self.pen.end
        self.pen = outer
        notes = readings.calls(font)
        if shape.written is None:
            shape.written = Written(end, self.base, self.stacked, tuple(notes), font.widths)
        shape.written.learn(word.font, tuple(notes.values()), ready)
        return shape.written, ready

    def clusters(self, clusters: Sequence[Cluster], after: Word | None = None) -> None:
        """Write clusters, which are in logical order, up to the word after them."""
        self.after = after
        place, count = 0, len(clusters)
        while place < count:
            place = self.next(clusters, place)

    def next(self, clusters: Sequence[Cluster], place: int) -> int:
        """Write what begins at a place; return the place of what is to be written next."""
        cluster, count = clusters[place], len(clusters)
        if abs(self.drop) > RAISED * cluster.size and (unit := unit_at(clusters, place)):
            self.raised(unit)
            return place + len(unit)
        if not cluster.rtl:
            end = place
            while end < count and not clusters[end].rtl:
                end += 1
            self.led = self.settle(cluster.left)
            self.more = end < count or self.after is not None
            self.phrase(clusters[place:end])
            return end
        if (group := self.signs_at(clusters, place)) is not None:
            place += len(group)
            after = self.after.clusters()[0] if self.after else None
            self.group(group, clusters[place] if place < count else after)
            return place
        self.settle(cluster.left)
        self.ends = place + 2 >= count
        self.letter(cluster, clusters[place + 1] if place + 1 < count else None)
        plain = self.same_line and direction(cluster.text[-1:]) == "R"
        return self.letters(clusters, place + 1) if plain and place + 1 < count else place + 1

    def letters(self, clusters: Sequence[Cluster], start: int) -> int:
        """Write the plain letters that follow a letter; return the place of what is to be written next."""
        place = start if self.pen.fresh else self.pen.letters(clusters, start)
        if place > start:
            last = clusters[place - 1]
            self.base, self.stacked = min(last.left, last.glyphs[0].x), 0
        return place

    def letter(self, cluster: Cluster, following: Cluster | None) -> None:
        """Write a cluster of a right-to-left run."""
        text, size = cluster.text, cluster.size
        place = self.shift + cluster.start
        before = self.near.near(place, -1)
        plain = len(text) == len(cluster.glyphs) == 1 and (following is None or len(following.glyphs) == 1)
        inside = self.same_line and not self.pen.fresh and not self.near.is_space(before)
        if inside and plain and direction(text) == "R" and (width := self.gap_to_number(cluster)) is not None:
            self.unseen(cluster, text, cluster.left, width)
            return
        plain = plain and not self.opening
        if plain and inside and direction(text) == "R":
            self.pen.letter(cluster, self.pen.end - cluster.left < CUT * size)
            self.base, self.stacked = min(cluster.left, cluster.glyphs[0].x), 0
            return
        if plain and direction(text) == "R" and self.begins_word(cluster, before):
            blank = glyphs.blank(cluster.font)
            if blank is not None and readings.carriable(text):
                self.pen.word(cluster, blank, self.pen.end + WORD_GAP * self.pen.trail.size)
                self.base, self.stacked = min(cluster.left, cluster.glyphs[0].x), 0
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

    def begins_word(self, cluster: Cluster, before: int) -> bool:
        """Tell whether a letter begins a word within a line, with nothing else to be written beside it."""
        alone = self.lent is not cluster and not self.pen.fresh
        return alone and self.starts_word(cluster.left, before)

    def sign_or_letter(self, cluster: Cluster, following: Cluster | None, before: int) -> None:
        """Write a letter with its dots and marks, or a sign or bracket."""
        parts = glyphs.share(cluster)
        glyph, part = parts[0]
        if self.follows_mark(cluster, before):  # of marks and signs side by side PDFium keeps the order
            x = self.base - (MARKS - 2 * STEP * (self.stacked + 1)) * cluster.size
            self.unseen(cluster, cluster.text, x, THIN * cluster.size)
            return
        self.base, self.stacked = min(cluster.left, glyph.x), 0
        dots = [] if self.lent is cluster else dots_of(parts)
        if self.turns(cluster):
            self.turned(cluster)
            return
        if len(part) == len(cluster.text) == len(parts) == 1 and self.leads_number(cluster):
            self.unseen(cluster, part, None)
            return
        if len(part) == 1 and mirrored(part):
            self.plain(cluster, glyph, part)
        else:
            self.first(cluster, glyph, part[:1], dots, self.borrow(cluster, following), before)
        for character in part[1:]:
            self.carried(cluster, character)
        self.marks(cluster, parts[1:])

    def phrase(self, clusters: Sequence[Cluster]) -> None:
        """Write numbers and Latin words: one object while font and height stay the same, or pieces."""
        if self.near.paragraph.base and self.begins_raised_line():
            self.anchor(clusters[-1], clusters[-1].right)
        ahead: Sequence[Cluster] = ()
        if not self.near.paragraph.base:
            clusters, ahead = self.beside_rtl(clusters)
        if clusters:
            self.pieces(clusters)
        if ahead:
            self.ahead(ahead)
        self.same_line = True

    def pieces(self, clusters: Sequence[Cluster]) -> None:
        """Write a phrase as one object while font and height stay the same, or piece by piece."""
        parts = [(cluster, *part) for cluster in clusters for part in glyphs.share(cluster)]
        phrase = self.phrase_of(clusters)
        pieces = [piece for piece in latin.pieces(parts) if piece[0][2].strip()]
        several = len(pieces) > 1 or self.pen.trail.boxes is not None
        by_pieces = bool(self.near.paragraph.base) and several and all(map(latin.is_uniform, pieces))
        cluster, glyph, text = parts[0]
        before = self.near.near(self.shift + clusters[0].start, -1)
        apart = len(text) == 1 and not text.isspace() and self.starts_word(cluster.left, before)
        if apart and not phrase.begun:
            whole = by_pieces and len(pieces[0]) == 1
            end = phrase.right if whole and phrase.right > cluster.right else None
            self.apart(cluster, glyph, text, (), 0, readings.LRM, end)
            phrase.begun, phrase.latin, parts = whole, direction(text) == "L", parts[1:]
        if self.led is not None and latin.is_uniform(pieces[0]):
            self.led_number(pieces[0], self.led)
            phrase.begun, parts = True, parts[len(pieces[0]) :]
        if by_pieces and parts:
            after = self.near.near(self.shift + clusters[-1].start + len(clusters[-1].text) - 1, 1)
            spaced = self.near.is_space(after)
            sign = latin.write_pieces(self.pen, parts, phrase, spaced, spaced and not self.near.is_ltr(after))
            if sign is not None:
                phrase.places += 1
                x = phrase.left - phrase.places * cluster.size / 1000
                more = self.more or self.box.__dict__.get("followed")
                self.unseen(sign, sign.text, None if more else x)
        elif parts:
            latin.write(self.pen, parts)
        end = clusters[-1].right
        if phrase.begun and phrase.places:
            end = phrase.left + (10 - phrase.places) * cluster.size / 1000
        self.pen.trail.number_end, self.pen.trail.signs = self.pen.origin + end, 0
        self.pen.trail.number_start = self.pen.origin + clusters[0].left
