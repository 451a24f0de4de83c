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
    right-to-left letter keeps its order, so a blank that reads RIGHT-TO-LEFT MARK ends that stretch. Kerning
    is a space to it (`TextLine::coalesce`): the letter before reaches over it, where its sequence begins.
pdf.js (`getTextContent`) cuts the text where the pen goes back, and drops the space there; it knows no
    ActualText, and passes over a glyph that reads as a direction mark. The first letter of each word is
    silent for it, and read from a blank just right of the word before, at a distance it takes for a space.

Where the readers must be told different things, ActualText says what is right, on one letter at most (on one
word in Latin phrases); blanks for one reader are in a sequence whose ActualText is empty.

Left-to-right lines with right-to-left phrases are a matter of `insets`.
"""

import re
from collections.abc import Callable
from typing import Any

from weasyprint.text.ffi import pango

from briefgen.typeset import ellipses, glyphs, lineends, paragraph, readings, shapes, words
from briefgen.typeset.insets import Insets
from briefgen.typeset.neighbours import Neighbours, lead, runs_left
from briefgen.typeset.trail import Trail
from briefgen.typeset.writer import Writer

_ENDS = re.compile("[\n-\r\x85\u2028\u2029]")
"""Characters at which Pango may end a line or a paragraph."""


def draw_first_line(original: Callable[..., list[Any]], stream: Any, textbox: Any, *rest: Any) -> list[Any]:
    """Draw a text box; leave it to the original but where its paragraph has right-to-left text."""
    drawn = _draw(original, stream, textbox, *rest)
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
    layout = textbox.pango_layout
    cut = text_overflow == "ellipsis" and ellipses.overflows(textbox)
    if cut or block_ellipsis != "none":
        shapes.renew(layout)
    if cut and found is not None and found[0].base:
        matrix = ellipses.aligned(textbox, matrix)
    plain = cut or block_ellipsis != "none" or textbox.style["font_size"] < 1e-6
    if plain or found is None or found[0].latin or not textbox.text.strip():
        return original(stream, textbox, text_overflow, block_ellipsis, matrix)
    if not runs_left(found[0]):
        return original(stream, textbox, text_overflow, block_ellipsis, matrix)
    trail: Trail = stream.__dict__.setdefault("trail", Trail())
    neighbours = trail.neighbours
    if neighbours is None or neighbours.paragraph is not found[0]:
        neighbours = Neighbours(found[0])
    if _ENDS.search(layout.text):
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    try:
        items = words.items(stream, layout, line, words.known(textbox.style.font_config))
    except glyphs.PictureError:
        return original(stream, textbox, text_overflow, block_ellipsis, matrix)
    if items:
        stream.set_text_matrix(*matrix.values)
        shift = found[1] - lead(layout.text, found[0].text[found[1] : found[1] + 1])
        writer = Writer if found[0].base else Insets
        writer(stream, neighbours, shift, matrix, textbox).write(items, lineends.ends_line(textbox))
    return None


def build_fonts_dictionary(  # noqa: PLR0913, PLR0917
    original: Callable[..., Any], pdf: Any, fonts: Any, compress: bool, subset: bool, options: Any
) -> Any:
    """Build the dictionary of fonts, with the further readings of each."""
    resources = original(pdf, fonts, compress, subset, options)
    for font in fonts.values():
        readings.add_resources(pdf, font, resources, glyphs.nominal(font, " "))
    return resources
