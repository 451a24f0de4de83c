"""Write what runs from left to right in a right-to-left paragraph: numbers, names, addresses.

PDFium turns a line round by pieces: letters, numbers with their signs, other signs and spaces are pieces of
their own (`CFX_BidiString`). So all pieces of a phrase but the first are objects that begin near its left
edge, the last piece first, whichever text boxes they stand in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from briefgen.typeset import glyphs, readings
from briefgen.typeset.content import ORDER
from briefgen.typeset.glyphs import Cluster, Glyph
from briefgen.typeset.neighbours import direction, inherits
from briefgen.typeset.pen import Pen
from briefgen.typeset.readings import LRM, POP, RLM

Part = tuple[Cluster, Glyph, str]
"""A glyph, the cluster it belongs to, and what it reads as."""


@dataclass(slots=True)
class Phrase:
    """What stands together on a line and runs from left to right within right-to-left text."""

    left: float
    """Its left edge in pixels from that of the text box."""
    right: float
    """Its right edge, likewise."""
    places: int = 0
    """How far left of its left edge its last object begins, in thousandths of the size."""
    begun: bool = False
    """Whether any of it has been written."""
    spaced: bool = False
    """Whether a space is to stand before the next piece."""
    latin: bool = False
    """Whether letters have been written."""
    sign: bool = False
    """Whether the last piece is a sign after letters."""


def write(pen: Pen, parts: Sequence[Part]) -> None:
    """Write glyphs from left to right, those of one font and height as one object."""
    start = 0
    while start < len(parts):
        cluster, glyph, text = parts[start]
        font = readings.reading(cluster.font, glyph.number, text or LRM)
        end = start + 1
        while end < len(parts):
            other, next_glyph, next_text = parts[end]
            if (other.font, other.size, next_glyph.rise) != (cluster.font, cluster.size, glyph.rise):
                break
            if readings.reading(other.font, next_glyph.number, next_text or LRM) != font:
                break
            end += 1
        pen.show(font, cluster.size, glyph.x, _codes(parts[start:end]), glyph.rise)
        start = end
    read = [(cluster, glyph) for cluster, glyph, text in parts if text.strip()]
    if read:
        pen.passed(read[-1][1].x, read[-1][1].number, read[-1][0])


def write_pieces(pen: Pen, parts: Sequence[Part], phrase: Phrase, ends: bool, last: bool) -> Cluster | None:
    """Write glyphs of a phrase piece by piece.

    `ends` tells if a space follows, `last` if one does that ends the phrase. Before such a space a sign is
    not written but returned: PDFium is to read the space behind it, not before it.
    """
    found = list(pieces(parts))
    for number, piece in enumerate(found):
        if not piece[0][2].strip():
            write(pen, piece)
            phrase.spaced |= not phrase.sign
            continue
        kind = direction(piece[0][2])
        before, after = phrase.spaced, found[number + 1][0][2].isspace() if found[number + 1 :] else ends
        phrase.sign = kind == "N" and phrase.latin
        if phrase.sign:  # what follows letters is not turned round, nor are its spaces
            before, after = after, before
        if phrase.sign and last and number == len(found) - 1:
            return piece[0][0]
        if phrase.begun:
            phrase.places += 1
            stretches = list(_stretches(piece))
            for place, stretch in enumerate(stretches):
                x = phrase.left - (phrase.places - 0.1 * place) * piece[0][0].size / 1000
                pen.open(_text(stretch), ORDER)
                _show_piece(pen, stretch, x, before and place == len(stretches) - 1, phrase.places + place)
                pen.close()
        else:
            pen.open(_text(piece), ORDER)
            _show_first(pen, piece, phrase.right)
            pen.close()
        pen.passed(piece[-1][1].x, piece[-1][1].number, piece[-1][0])
        phrase.begun, phrase.latin = True, phrase.latin or kind == "L"
        phrase.spaced = phrase.sign and after
    return None


def _text(parts: Sequence[Part]) -> str:
    return "".join(text for _, _, text in parts)


def _stretches(piece: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """Split a piece before each character beyond ASCII, whose bytes MuPDF counts (`flush_actualtext`)."""
    starts = [n for n, (_, _, text) in enumerate(piece) if n and not text.isascii()]
    for start, end in pairwise([0, *starts, len(piece)]):
        yield piece[start:end]


def is_uniform(parts: Sequence[Part]) -> bool:
    """Tell whether glyphs are of one font and height."""
    cluster, glyph, _ = parts[0]
    return all((c.font, c.size, g.rise) == (cluster.font, cluster.size, glyph.rise) for c, g, _ in parts)


def pieces(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Split glyphs into pieces, each space a piece of its own."""
    last, number = "", 0

    def key(part: Part) -> int:
        nonlocal last, number
        kind = " " if part[2].isspace() else direction(part[2]) if part[2] else last
        number += kind != last or kind == " "
        last = kind
        return number

    for _, piece in groupby(parts, key):
        yield list(piece)


def _codes(parts: Sequence[Part]) -> list[tuple[int, float]]:
    """Return the codes of glyphs with the kerning before each."""
    codes: list[tuple[int, float]] = []
    x = parts[0][1].x
    for cluster, glyph, _ in parts:
        scale = cluster.size / 1000
        kerning = round((x - glyph.x) / scale)
        codes.append((glyph.number, kerning))
        x += (cluster.font.widths[glyph.number] - kerning) * scale
    return codes


def _show_first(pen: Pen, piece: Sequence[Part], right: float) -> None:
    """Write the first piece, with a blank that ends where the phrase does: PDFium sees no gap beside it."""
    cluster, glyph, _ = piece[0]
    table, codes = {g.number: text or LRM for _, g, text in piece}, _codes(piece)
    spare = glyphs.spare(cluster.font)
    if spare is not None and right > piece[-1][0].right:
        table[spare] = LRM
        codes.append((spare, _kern(piece[-1], right - _wide(cluster, spare))))
    pen.show(readings.resource(cluster.font, table), cluster.size, glyph.x, codes, glyph.rise)


def _show_piece(pen: Pen, piece: Sequence[Part], x: float, spaced: bool, count: int) -> None:
    """Write a piece as an object that begins at x with a blank.

    Blanks end it there too, so that PDFium sees no gap to what it reads next; with `spaced` they end it with
    the last glyph. PDFium passes over an object of the same glyphs as one close before: they are more or less
    by `count`. A RIGHT-TO-LEFT MARK on both sides makes MuPDF look for no gap and take the glyphs for what
    ActualText says; the other marks make most of the object run from left to right for PDFium
    (`IsRightToLeft`).
    """
    cluster, glyph, text = piece[0]
    font, size, widths = cluster.font, cluster.size, cluster.font.widths
    thin, blank, spare = glyphs.thin(font), glyphs.blank(font), glyphs.spare(font)
    if thin is None or blank is None or spare is None:
        write(pen, piece)
        return
    before = [thin, blank] if inherits(text) else [thin]
    end = piece[-1][0].right - _wide(cluster, blank) if spaced else x
    table = {g.number: text or LRM for _, g, text in piece}
    name = readings.resource(font, {**table, thin: RLM, blank: LRM, spare: POP})
    # pdf.js takes no step for silent glyphs, and forgets the first number after them.
    step = max(sum(widths[number] for number in before), 1)
    codes = [(number, 0.0) for number in before]
    back = round((x - glyph.x) * 1000 / size) + sum(widths[number] for number in before) - step
    codes += [(glyph.number, float(back)), *_codes(piece)[1:], (thin, _kern(piece[-1], x))]
    codes.append((blank, float(widths[thin] - round((end - x) * 1000 / size))))
    codes += [(spare, float(widths[blank])), *[(spare, float(widths[spare]))] * (count % 6)]
    codes.append((blank, float(widths[spare])))
    pen.show(name, size, x, codes, glyph.rise, lead=f"{step:g} ")


def show_sign(pen: Pen, part: Part, x: float, end: float | None) -> None:
    """Write a sign among right-to-left letters as an object that begins with a blank at x.

    Another blank ends it there too, or where `end` says. MuPDF gives a sign without a text of its own the
    place of the first blank: so that is no thin one, or MuPDF would take the line for one written from left
    to right when the next sign comes (`fz_add_stext_char_imp`).
    """
    cluster, glyph, text = part
    font, size, widths = cluster.font, cluster.size, cluster.font.widths
    thin, blank, spare = glyphs.thin(font), glyphs.blank(font), glyphs.spare(font)
    if thin is None or blank is None or spare is None:
        write(pen, [part])
        return
    if glyph.number == blank:  # a space: PDFium looks for no gap beside it
        name = readings.resource(font, {thin: RLM, blank: " "})
    else:
        thin = thin if text else blank
        name = readings.resource(font, {glyph.number: text or RLM, thin: RLM, spare: POP})
    stop = x if end is None else end - _wide(cluster, spare)
    back = round((x - glyph.x) * 1000 / size) + widths[thin]
    codes = [(thin, 0.0), (glyph.number, float(back))]
    codes += [] if glyph.number == blank else [(spare, _kern(part, stop))]
    pen.show(name, size, x, codes, glyph.rise, lead="1 ")


def show_led(pen: Pen, word: Sequence[Part], x: float) -> None:
    """Write glyphs of one font and height as an object that begins with a blank at x."""
    cluster, glyph, _ = word[0]
    thin, size = glyphs.thin(cluster.font), cluster.size
    table = {g.number: text or LRM for _, g, text in word}
    if thin is None:
        font = readings.resource(cluster.font, table)
        pen.show(font, size, glyph.x, _codes(word), glyph.rise)
        return
    font = readings.resource(cluster.font, {thin: LRM, **table})
    back = round((x - glyph.x) * 1000 / size) + cluster.font.widths[thin]
    # pdf.js takes no step for a silent glyph, and forgets the first number after it.
    codes = [(thin, 0.0), (glyph.number, float(back)), *_codes(word)[1:]]
    pen.show(font, size, x, codes, glyph.rise, lead="1 ")


def _kern(last: Part, x: float) -> float:
    """Return the kerning behind a glyph that takes the pen to x."""
    cluster, glyph, _ = last
    return float(round((glyph.x - x) * 1000 / cluster.size) + cluster.font.widths[glyph.number])


def _wide(cluster: Cluster, number: int) -> float:
    return float(cluster.font.widths[number] * cluster.size / 1000)
