"""Write what runs from left to right in a right-to-left paragraph: numbers, names, addresses."""

from collections.abc import Sequence

from briefgen.typeset import glyphs, readings
from briefgen.typeset.glyphs import Cluster, Glyph
from briefgen.typeset.pen import ORDER, STEP, Pen
from briefgen.typeset.readings import LRM

Part = tuple[Cluster, Glyph, str]
"""A glyph, the cluster it belongs to, and what it reads as."""


def write(pen: Pen, parts: Sequence[Part], left: float, by_words: bool) -> None:
    """Write glyphs from left to right.

    With `by_words` the words of a phrase are objects of their own that begin near `left`, the last word
    first: PDFium turns the words of a phrase round one by one.
    """
    words = _words(parts) if by_words and all(text.isascii() for _, _, text in parts) else [list(parts)]
    for number, word in enumerate(words):
        if number and word[0][2].strip() and _is_uniform(word):
            _word(pen, word, left - 0.1 * number * STEP * word[0][0].size)
        else:
            _strings(pen, word)


def _words(parts: Sequence[Part]) -> list[list[Part]]:
    """Split glyphs into words, each space a word of its own."""
    words: list[list[Part]] = []
    for part in parts:
        if not words or part[2].isspace() or words[-1][0][2].isspace():
            words.append([])
        words[-1].append(part)
    return words


def _is_uniform(word: Sequence[Part]) -> bool:
    cluster, glyph, _ = word[0]
    return all((c.font, c.size, g.rise) == (cluster.font, cluster.size, glyph.rise) for c, g, _ in word)


def _strings(pen: Pen, parts: Sequence[Part]) -> None:
    """Write glyphs, those of one font and height as one object."""
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


def _word(pen: Pen, word: Sequence[Part], x: float) -> None:
    """Write a word whose object begins with a blank at x."""
    pen.open("".join(text for _, _, text in word), ORDER)
    show_led(pen, word, x)
    pen.close()
    pen.passed(word[-1][1].x, word[-1][1].number, word[-1][0])


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
    codes = [(thin, 0.0), (glyph.number, back), *_codes(word)[1:]]
    pen.show(font, size, x, codes, glyph.rise, lead="1 ")
