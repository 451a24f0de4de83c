"""Write right-to-left text so that it can be found, copied, read aloud and extracted.

WeasyPrint writes the glyphs of a line from left to right and maps each glyph to the characters of its first
use. Here the content is in logical order, which is what a screen reader and the structure tree need: each
right-to-left letter is a text object of its own at its own place (ISO 32000-1, 14.8.2.3.3), numbers and Latin
words are one object.

Four readers, four ways to put the letters of a page in order; what each is given:

MuPDF (`fz_add_stext_char_imp`) keeps the order of the page while a letter starts where the one before began,
    less its own width, and at a change of direction, which it takes from the reading of each glyph.
PDFium (`CPDF_TextPage`) sorts the objects of a line by the x of their first glyph, finds spaces by the gaps,
    then turns the line round, runs of one class as a whole: a comma after a number lies left of it but must
    come after it, so its object begins with a blank to the right of the number. An object that is one blank
    is passed over.
poppler (`reorderText`) turns a line round too; all from a digit, comma or Latin letter to the next
    right-to-left letter keeps its order, so a blank that reads RIGHT-TO-LEFT MARK ends that stretch.
pdf.js (`getTextContent`) cuts the text where the pen goes back, and drops the space there; it knows no
    ActualText, and passes over a glyph that reads as a direction mark. The first letter of each word is
    silent for it, and read from a blank just right of the word before, at a distance it takes for a space.

Where the readers must be told different things, ActualText says what is right, on one letter at most; blanks
for one reader are in a sequence whose ActualText is empty. A sequence tagged Span is read by poppler too, one
tagged `ORDER` is not.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from unicodedata import bidirectional, mirrored

from weasyprint.text.ffi import pango

from briefgen.typeset import glyphs, paragraph, readings
from briefgen.typeset.glyphs import CONTROLS, Cluster, Glyph, is_mark
from briefgen.typeset.paragraph import Paragraph
from briefgen.typeset.readings import LRM, RLM

SPAN = b"/Span"
ORDER = b"/Order"
STEP = 0.01
"""Distance, in font sizes, between objects that share a place."""
INSIDE = 0.02
"""Distance, in font sizes, from the edge of a letter's cell to a direction mark."""
WORD_GAP = 0.3
"""Advance, in font sizes, that pdf.js takes for a space: from 0.102 to 0.6."""
JOINED = 0.03
"""Advance, in font sizes, up to which pdf.js forgets a space it has passed."""
ANCHOR = 6
"""Font sizes of the blanks that open a line with raised glyphs."""
CUT = 0.25
"""Step back, in font sizes, from which pdf.js surely starts a new piece of text (0.2)."""


@dataclass(slots=True)
class Trail:
    """Where the last glyph ended that pdf.js has read, on one stream."""

    ctm: tuple[float, ...] = ()
    y: float = 0.0
    end: float = 0.0
    """Right edge of that glyph, in pixels of the page."""
    size: float = 0.0
    paragraph: Paragraph | None = None
    number_end: float = 0.0
    """Right edge of the last number, where signs that follow it line up for PDFium."""
    signs: int = 0
    """How many have lined up."""


@cache
def direction(character: str) -> str:
    """Return R for a right-to-left letter, L for a left-to-right one, W for digits and their signs, else N.

    These are the classes by which poppler and PDFium order a line; a mark counts as W.
    """
    known = {"R": "R", "AL": "R", "L": "L", "WS": "N", "ON": "N", "B": "N", "S": "N", "": "N"}
    return known.get(bidirectional(character[:1]), "W")


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
    if plain or found is None or not has_rtl(found[0]) or not textbox.text.strip():
        return original(stream, textbox, text_overflow, block_ellipsis, matrix)
    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    clusters = glyphs.clusters(stream, layout, line)
    if clusters is None:
        return original(stream, textbox, text_overflow, block_ellipsis, matrix)
    if clusters:
        stream.set_text_matrix(*matrix.values)
        Writer(stream, *found, layout.text, matrix).write(clusters)
    return []


def build_fonts_dictionary(
    original: Callable[..., Any], pdf: Any, fonts: Any, compress: bool, subset: bool, options: Any
) -> Any:
    """Build the dictionary of fonts, with the further readings of each."""
    resources = original(pdf, fonts, compress, subset, options)
    for font in fonts.values():
        readings.add_resources(pdf, font, resources, glyphs.nominal(font, " "))
    return resources


@cache
def has_arabic(text: str) -> bool:
    """Tell whether a text has Arabic letters, whose dots and marks may be raised glyphs."""
    return any(bidirectional(character) == "AL" for character in text)


def carriable(character: str) -> bool:
    """Tell whether the carrier font has a code for a character."""
    return len(character.encode("utf-16-be")) == 2


def _words(parts: Sequence[tuple[Cluster, Glyph, str]]) -> list[list[tuple[Cluster, Glyph, str]]]:
    """Split glyphs into words, each space a list of its own."""
    words: list[list[tuple[Cluster, Glyph, str]]] = []
    for part in parts:
        if not words or part[2].isspace() or words[-1][0][2].isspace():
            words.append([])
        words[-1].append(part)
    return words


def _dots(parts: Sequence[tuple[Glyph, str]]) -> list[Glyph]:
    return [glyph for glyph, text in parts[1:] if not text]


def has_rtl(found: Paragraph) -> bool:
    """Tell whether a paragraph runs from right to left or holds text that does."""
    return bool(found.base) or any(level in found.levels for level in (1, 3, 5))


class Writer:
    """Writes the text objects of one text box."""

    def __init__(self, stream: Any, found: Paragraph, offset: int, text: str, matrix: Any) -> None:
        self.stream = stream
        self.operators: list[bytes] = stream.stream
        self.paragraph = found
        self.x = matrix.values[4]
        self.shift = offset - _lead(text, found.text[offset : offset + 1])
        self.trail: Trail = stream.__dict__.setdefault("trail", Trail())
        self.pen = self.rise = 0.0
        self.lent: Cluster | None = None
        self.gap: Cluster | None = None
        self.key = 0.0
        ctm, y = tuple(stream.ctm.values), matrix.values[5]
        trail = self.trail
        self.same_line = trail.ctm == ctm and abs(trail.y - y) < trail.size / 2
        self.new_block = trail.paragraph is not found
        if not self.same_line:
            trail.number_end, trail.signs = float("-inf"), 0
        trail.ctm, trail.y, trail.paragraph = ctm, y, found

    def write(self, clusters: Sequence[Cluster]) -> None:
        """Write clusters, which are in logical order."""
        start = 0
        while start < len(clusters):
            if clusters[start].rtl:
                self.letter(clusters[start], clusters[start + 1] if start + 1 < len(clusters) else None)
                start += 1
                continue
            end = start
            while end < len(clusters) and not clusters[end].rtl:
                end += 1
            self.run(clusters[start:end])
            start = end
        if self.rise:
            self.stream.set_text_rise(0)

    # ------------------------------------------------------------ text objects

    def show(
        self, font: str, size: float, x: float, codes: Iterable[tuple[int, float]], rise: float = 0
    ) -> None:
        """Write one text object: codes, each with the kerning before it in thousandths of the size."""
        self.stream.set_font_size(font, size)
        if rise != self.rise:
            self.stream.set_text_rise(rise)
            self.rise = rise
        step = round(x - self.pen, 3)
        self.pen += step
        text = ""
        for code, kerning in codes:
            text += f">{kerning:g}<{code:04x}" if kerning else f"{code:04x}"
        self.operators.append(f"{step:g} 0 Td".encode())
        self.operators.append(f"[<{text}>]TJ".encode() if ">" in text else f"<{text}>Tj".encode())

    def open(self, text: str, tag: bytes = SPAN) -> None:
        """Begin a sequence that reads as the text."""
        value = b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">" if text else b"()"
        self.operators.append(tag + b"<</ActualText" + value + b">>BDC")

    def close(self) -> None:
        self.operators.append(b"EMC")

    # ------------------------------------------------------------ right to left

    def letter(self, cluster: Cluster, following: Cluster | None) -> None:
        """Write a cluster of a right-to-left run."""
        text, size = cluster.text, cluster.size
        index = self.shift + cluster.start
        before, after = self.near(index, -1), self.near(index + max(len(text), 1) - 1, 1)
        if before is not None and self.level(before) % 2 == 0 and direction(text or " ") != "R":
            self.turn(cluster, cluster.right - INSIDE * size)
        parts = glyphs.share(cluster)
        if not text or text.isspace():
            if following is not None and self.opens(following):
                self.space_before(cluster, following)
                return
            for glyph, part in parts:
                self.glyph(cluster, glyph, part or " ")
            return
        if is_mark(text):
            self.marks(cluster, parts, self.key)
            return
        if len(text) == 2 and len(parts) == 1 and direction(text[1]) == "R":
            self.ligature(cluster, parts[0][0], before)
            return
        glyph, part = parts[0]
        dots = [] if self.lent is cluster else _dots(parts)
        borrowed = self.borrow(cluster, following)
        if len(text) == 1 and mirrored(text) and not self.opens(cluster):
            self.bracket(cluster, glyph, text, before, following)
        else:
            self.first(cluster, glyph, part[:1], dots, borrowed, before)
        self.marks(cluster, [(glyph, part[1:]), *parts[1:]], min(cluster.left, glyph.x))
        if direction(text[-1:]) == "W" and (after is None or self.direction_at(after) != "R"):
            self.turn(cluster, cluster.left - INSIDE * size)

    def opens_raised_line(self) -> bool:
        """Tell whether a line begins that may hold raised glyphs."""
        return not self.same_line and has_arabic(self.paragraph.text)

    def marks(self, cluster: Cluster, parts: Sequence[tuple[Glyph, str]], key: float) -> None:
        """Write what follows the first character of a letter, each left of the one before."""
        for number, (glyph, part) in enumerate(parts):
            if number == 0 and not is_mark(cluster.text):
                key = self.carry(cluster, part, key)
            elif is_mark(part[:1]):
                key -= 2 * STEP * cluster.size
                self.mark(cluster, glyph, part[0], key)
                key = self.carry(cluster, part[1:], key)
            elif part:
                self.glyph(cluster, glyph, part[0])
                key = self.carry(cluster, part[1:], key)
        self.key = key

    def opens(self, cluster: Cluster) -> bool:
        """Tell whether a cluster is a quotation mark or bracket between a space and a letter."""
        if not cluster.rtl or len(cluster.text) != 1 or direction(cluster.text) != "N" or cluster.text.isspace():
            return False
        index = self.shift + cluster.start
        before, after = self.near(index, -1), self.near(index, 1)
        text = self.paragraph.text
        return before is not None and after is not None and text[before].isspace() and not text[after].isspace()

    def space_before(self, cluster: Cluster, following: Cluster) -> None:
        """Write the space before an opening bracket as an object that PDFium reads, left of the bracket.

        PDFium leaves neutral characters as they are, neither turned round nor mirrored, when ActualText gives
        the leftmost of them: so space and bracket stand side by side in the order of reading.
        """
        blank, size = glyphs.blank(cluster.font), cluster.size
        if blank is None:
            self.glyph(cluster, cluster.glyphs[0], " ")
            return
        self.open(" ")
        font = readings.silent(cluster.font, blank, " ", RLM)
        self.show(font, size, following.left - 2 * STEP * size, [(blank, 0), (blank, 0)])
        self.close()
        self.gap = cluster

    def bracket(
        self, cluster: Cluster, glyph: Glyph, text: str, before: int | None, following: Cluster | None
    ) -> None:
        """Write a bracket that PDFium is not to mirror: what `space_before` says, the other way round."""
        blank, size = glyphs.blank(cluster.font), cluster.size
        if blank is None or before is not None and self.direction_at(before) == "N":
            if self.opens_raised_line():
                self.anchor(cluster)
            self.glyph(cluster, glyph, text)
            return
        if self.opens_raised_line():
            self.anchor(cluster)
        self.open(text)
        self.glyph(cluster, glyph, text)
        if following is not None and following.rtl and following.text.isspace():
            font, width = readings.silent(cluster.font, blank, " ", RLM), cluster.font.widths[blank]
            self.show(font, size, following.left + STEP * size, [(blank, 0), (blank, width - 10)])
            self.show(font, size, cluster.right - width * size / 1000, [(blank, 0)])
        self.close()

    def borrow(self, cluster: Cluster, following: Cluster | None) -> Sequence[Glyph]:
        """Return the dots of the letter after, where they are to be written with this one.

        PDFium does not turn letters round that begin, from the left, with one that ActualText gives. So the
        last of them must do without, and its dots go with the letter before.
        """
        if following is None or not following.rtl or not following.text or direction(cluster.text) != "R":
            return []
        index = self.shift + following.start
        after = self.near(index, 1)
        if direction(following.text) != "R" or after is not None and self.direction_at(after) == "R":
            return []
        dots = _dots(glyphs.share(following))
        self.lent = following if dots else None
        return dots

    def first(
        self,
        cluster: Cluster,
        glyph: Glyph,
        character: str,
        dots: Sequence[Glyph],
        borrowed: Sequence[Glyph],
        before: int | None,
    ) -> None:
        """Write what stands for the first character of a cluster: a glyph, and its dots where it has any."""
        opens = self.opens_raised_line()
        if self.starts_word(cluster, before):
            self.apart(cluster, glyph, character, RLM, (dots, borrowed))
        elif len(cluster.text) == 1 and direction(character) == "W" and self.follows_number(before):
            self.sign(cluster, glyph, character)
        elif dots or borrowed or opens:
            self.open(character)
            self.glyph(cluster, glyph, character)
            self.rest(cluster, glyph, dots, borrowed, opens)
            self.close()
        elif self.same_line and self.trail.end - self.x - cluster.left < CUT * cluster.size:
            self.operators.append(ORDER + b" BMC")
            self.glyph(cluster, glyph, character)
            self.close()
        else:
            self.glyph(cluster, glyph, character)

    def ligature(self, cluster: Cluster, glyph: Glyph, before: int | None) -> None:
        """Write two letters that share one glyph, which reads as the second of them."""
        blank, size = glyphs.blank(cluster.font), cluster.size
        if blank is None:
            self.glyph(cluster, glyph, cluster.text)
            return
        first, second = cluster.text
        x = cluster.right - cluster.font.widths[blank] * size / 1000
        if self.starts_word(cluster, before):
            x = self.trail.end - self.x + WORD_GAP * self.trail.size
            self.open("")
            self.show(readings.carrier(cluster.font, blank, first), size, x, [(ord(first), 0)])
            self.close()
            self.passed(x, blank, cluster)
            x = cluster.right - cluster.font.widths[blank] * size / 1000
            self.open(first)
            silent = readings.silent(cluster.font, blank, " ", RLM)
            self.show(silent, size, x, [(blank, 0), (blank, 0)])
            self.close()
        else:
            self.carried(cluster, first, x)
        self.glyph(cluster, glyph, second)

    def rest(
        self,
        cluster: Cluster,
        glyph: Glyph,
        dots: Sequence[Glyph],
        borrowed: Sequence[Glyph],
        opens: bool,
    ) -> None:
        """Write what else stands for a character whose first glyph is written, in the same sequence.

        PDFium takes an object for a new line that stands higher than half the width of the rightmost one:
        a line that may hold such dots and marks opens with wide blanks. poppler takes the end of the last
        glyph for the end of the character.
        """
        blank, size = glyphs.blank(cluster.font), cluster.size
        if blank is None:
            for dot in (*dots, *borrowed):
                self.silent(cluster, dot, RLM)
            return
        font, width = readings.silent(cluster.font, blank, " ", RLM), cluster.font.widths[blank]
        if opens:
            self.show(font, ANCHOR * size, cluster.right, [(blank, 0), (blank, 0)])
        for dot in (*dots, *borrowed):
            if dot in dots and dot.x > glyph.x + STEP * size:
                self.silent(cluster, dot, RLM)
                continue
            name = readings.silent(cluster.font, dot.number, "\u200d", RLM)
            x = glyph.x + STEP * size
            kerning = (x - dot.x) * 1000 / size + width
            self.show(name, size, x, [(blank, 0), (dot.number, round(kerning))], dot.rise)
        if dots or borrowed or opens:
            self.show(font, size, cluster.right - width * size / 1000, [(blank, 0)])

    def carry(self, cluster: Cluster, text: str, key: float) -> float:
        """Write characters that have no glyph of their own, each left of the one before."""
        for character in text:
            key -= 2 * STEP * cluster.size
            self.carried(cluster, character, key)
        return key

    def starts_word(self, cluster: Cluster, before: int | None) -> bool:
        """Tell whether a space that pdf.js would miss stands before a cluster."""
        if not self.same_line or cluster.left - (self.trail.end - self.x) > JOINED * self.trail.size:
            return False
        return self.new_block or before is not None and self.paragraph.text[before].isspace()

    def apart(
        self,
        cluster: Cluster,
        glyph: Glyph,
        character: str,
        mark: str,
        dots: tuple[Sequence[Glyph], Sequence[Glyph]] = ((), ()),
    ) -> None:
        """Write a glyph that pdf.js reads from a blank, a space away from the word before."""
        font, size, blank = cluster.font, cluster.size, glyphs.blank(cluster.font)
        if blank is None or not carriable(character):
            self.glyph(cluster, glyph, character)
            return
        self.open(character)
        if self.gap is not None:
            width = font.widths[blank]
            kerning = 2 * width - (self.gap.right - cluster.left + STEP * size) * 1000 / size
            silent = readings.silent(font, blank, " ", RLM)
            self.show(silent, size, cluster.left - STEP * size, [(blank, 0), (blank, round(kerning))])
            self.gap = None
        self.silent(cluster, glyph, mark, character)
        self.rest(cluster, glyph, *dots, opens=False)
        self.close()
        x = self.trail.end - self.x + WORD_GAP * self.trail.size
        self.open("")
        self.show(readings.carrier(font, blank, character), size, x, [(ord(character), 0)])
        self.close()
        self.passed(x, blank, cluster)

    def sign(self, cluster: Cluster, glyph: Glyph, character: str) -> None:
        """Write a sign that follows a number: MuPDF and PDFium read it at the end of the number."""
        thin, blank, size = glyphs.thin(cluster.font), glyphs.blank(cluster.font), cluster.size
        if thin is None or blank is None or not carriable(character):
            self.glyph(cluster, glyph, character)
            return
        trail = self.trail
        trail.signs += 1
        end, width = trail.number_end - self.x, cluster.font.widths[thin]
        x = end - (0.01 - 0.1 * STEP * trail.signs) * size
        back = (x - glyph.x) * 1000 / size + width
        forth = (glyph.x - end) * 1000 / size + sum(cluster.font.widths[g] for g in (glyph.number, blank))
        for number, text in ((thin, "\u200b"), (blank, " ")):
            readings.silent(cluster.font, number, text, RLM)
        font = readings.silent(cluster.font, glyph.number, character, RLM)
        self.open(character, ORDER)
        self.show(font, size, x, [(thin, 0), (glyph.number, round(back)), (blank, round(forth))])
        self.close()
        self.open("", ORDER)
        x = glyph.x - STEP * size
        self.show(readings.carrier(cluster.font, blank, character), size, x, [(ord(character), 0)])
        self.close()
        self.passed(x, blank, cluster)

    def mark(self, cluster: Cluster, glyph: Glyph, character: str, key: float) -> None:
        """Write a mark that stands on a letter, in the order of PDFium left of it.

        PDFium would take a raised mark for a new line: it reads the blanks on the line instead.
        """
        blank, size = glyphs.blank(cluster.font), cluster.size
        if blank is None:
            self.glyph(cluster, glyph, character)
            return
        thin = glyphs.thin(cluster.font)
        if thin is None or not carriable(character):
            self.glyph(cluster, glyph, character)
            return
        readings.silent(cluster.font, thin, "\u200b", RLM)
        font = readings.silent(cluster.font, glyph.number, character, RLM)
        x = key + STEP * size
        back = (x - glyph.x) * 1000 / size + cluster.font.widths[thin]
        self.open(character)
        self.show(font, size, x, [(thin, 0), (glyph.number, round(back))], glyph.rise)
        self.blanks(cluster, blank, character, key)
        self.close()

    def blanks(self, cluster: Cluster, blank: int, character: str, x: float) -> None:
        """Write the middle one of three blanks to read as a character.

        PDFium passes over fewer than two. MuPDF reads a character twice whose object ends with what
        ActualText ends with, and expects more of ActualText where the object begins with it.
        """
        font = readings.carrier(cluster.font, blank, character + RLM)
        back = cluster.font.widths[blank] - 1000 * STEP
        self.show(font, cluster.size, x, [(ord(RLM), 0), (ord(character), back), (ord(RLM), back)])

    def carried(self, cluster: Cluster, character: str, x: float) -> None:
        """Write a character that shares a glyph with the one before, as a blank of its own."""
        blank = glyphs.blank(cluster.font)
        if blank is None or not carriable(character):
            return
        self.open(character)
        self.blanks(cluster, blank, character, x)
        self.close()
        if not is_mark(character):
            self.passed(x, blank, cluster)

    def turn(self, cluster: Cluster, x: float) -> None:
        """Write a direction mark for poppler; MuPDF takes from it that right to left begins again.

        Another font size makes it a word of its own for poppler.
        """
        thin = glyphs.thin(cluster.font)
        if thin is None:
            return
        self.open("", ORDER)
        self.show(readings.silent(cluster.font, thin, "\u200b", RLM), 0.9 * cluster.size, x, [(thin, 0)])
        self.close()

    def glyph(self, cluster: Cluster, glyph: Glyph, text: str) -> None:
        """Write a glyph that reads as the text."""
        font = readings.resource(cluster.font, {glyph.number: text})
        self.show(font, cluster.size, glyph.x, [(glyph.number, 0)], glyph.rise)
        if not text.isspace() and not is_mark(text):
            self.passed(glyph.x, glyph.number, cluster)

    def silent(self, cluster: Cluster, glyph: Glyph, mark: str, text: str = "\u200d") -> None:
        """Write a glyph that reads as a direction mark."""
        font = readings.silent(cluster.font, glyph.number, text, mark)
        self.show(font, cluster.size, glyph.x, [(glyph.number, 0)], glyph.rise)

    def passed(self, x: float, number: int, cluster: Cluster) -> None:
        """Note that pdf.js has read a glyph."""
        self.trail.end = self.x + x + cluster.font.widths[number] * cluster.size / 1000
        self.trail.size, self.same_line, self.new_block = cluster.size, True, False

    # ------------------------------------------------------------ left to right

    def run(self, clusters: Sequence[Cluster]) -> None:
        """Write numbers and Latin words: one object while font and height stay the same."""
        parts = [(c, glyph, text) for c in clusters for glyph, text in glyphs.share(c)]
        before = self.near(self.shift + clusters[0].start, -1)
        opens = self.opens_raised_line()
        cluster, glyph, text = parts[0]
        if len(text) == 1 and not text.isspace() and self.starts_word(cluster, before):
            self.apart(cluster, glyph, text, LRM)
            parts = parts[1:]
        if opens:
            self.anchor(clusters[-1])
        words = _words(parts)
        keyed = self.paragraph.base % 2 and len(words) > 1 and all(text.isascii() for _, _, text in parts)
        for number, word in enumerate(words):
            if keyed and number and word[0][2].strip():
                self.word(word, clusters[0].left - 0.1 * number * STEP * word[0][0].size)
            else:
                self.strings(word)
        self.trail.number_end, self.trail.signs = self.trail.end, 0

    def anchor(self, cluster: Cluster) -> None:
        """Open a line that may hold raised glyphs and begins with a number or Latin word."""
        blank = glyphs.blank(cluster.font)
        if blank is not None:
            font = readings.resource(cluster.font, {blank: " "})
            self.open("")
            self.show(font, ANCHOR * cluster.size, cluster.right, [(blank, 0), (blank, 0)])
            self.close()

    def word(self, parts: Sequence[tuple[Cluster, Glyph, str]], x: float) -> None:
        """Write a further word of a Latin phrase.

        PDFium turns the words of a phrase round one by one: their objects begin at the left of the phrase,
        the last word first.
        """
        cluster, glyph, _ = parts[0]
        thin, size = glyphs.thin(cluster.font), cluster.size
        same = all((c.font, c.size, g.rise) == (cluster.font, size, glyph.rise) for c, g, _ in parts)
        if thin is None or not same:
            self.strings(parts)
            return
        font = readings.resource(cluster.font, {thin: LRM, **{g.number: text or LRM for _, g, text in parts}})
        first = (x - glyph.x) * 1000 / size + cluster.font.widths[thin]
        self.open("".join(text for _, _, text in parts), ORDER)
        # pdf.js takes no step for a silent glyph, and forgets the first number after it.
        codes, pen = [(thin, 0.0)], glyph.x
        for number, (_, g, _) in enumerate(parts):
            kerning = round((pen - g.x) * 1000 / size) if number else round(first)
            codes.append((g.number, kerning))
            pen += (cluster.font.widths[g.number] - (kerning if number else 0)) * size / 1000
        self.show(font, size, x, codes, glyph.rise)
        self.operators[-1] = self.operators[-1].replace(b">%d<" % codes[1][1], b">1 %d<" % (codes[1][1] - 1), 1)
        self.close()
        self.passed(parts[-1][1].x, parts[-1][1].number, cluster)

    def strings(self, parts: Sequence[tuple[Cluster, Glyph, str]]) -> None:
        """Write glyphs from left to right, those of one font and height as one object."""
        waiting: list[tuple[int, float]] = []
        font, x, pen, rise, size = "", 0.0, 0.0, 0.0, 0.0
        for cluster, glyph, text in parts:
            name = readings.resource(cluster.font, {glyph.number: text or LRM})
            if waiting and (name, glyph.rise, cluster.size) != (font, rise, size):
                self.show(font, size, x, waiting, rise)
                waiting = []
            if not waiting:
                font, rise, size, x, pen = name, glyph.rise, cluster.size, glyph.x, glyph.x
            kerning = round((pen - glyph.x) * 1000 / size)
            waiting.append((glyph.number, kerning))
            pen += (cluster.font.widths[glyph.number] - kerning) * size / 1000
            if text.strip():
                self.passed(glyph.x, glyph.number, cluster)
        if waiting:
            self.show(font, size, x, waiting, rise)

    # ------------------------------------------------------------ the paragraph

    def near(self, index: int, step: int) -> int | None:
        """Return the place of the paragraph's next character from a place on, controls left out."""
        text = self.paragraph.text
        index += step
        while 0 <= index < len(text):
            if ord(text[index]) not in CONTROLS and text[index] != "\ufffc":
                return index
            index += step
        return None

    def level(self, index: int) -> int:
        return self.paragraph.levels[index]

    def direction_at(self, index: int) -> str:
        return direction(self.paragraph.text[index])

    def follows_number(self, before: int | None) -> bool:
        """Tell whether digits, or signs after digits, stand directly before; they are on this line."""
        while before is not None and self.direction_at(before) == "W":
            if self.level(before) % 2 == 0:
                return self.trail.number_end > float("-inf")
            before = self.near(before, -1)
        return False


def _lead(text: str, first: str) -> int:
    """Return how many controls were put before the first character of a piece of a paragraph."""
    lead = 0
    while lead < len(text) and ord(text[lead]) in CONTROLS and text[lead] != first:
        lead += 1
    return lead
