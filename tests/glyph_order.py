"""The order of glyphs on a laid-out page, as text: what a reader sees from left to right, line by line."""

from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any
from unicodedata import category

from pytest import MonkeyPatch
from weasyprint.draw import text as drawing
from weasyprint.images import SVGImage

from briefgen.model import Bundle
from briefgen.typeset import svglines
from briefgen.typeset.engine import lay_out
from briefgen.typeset.links import POINTS

FONTS = Path(__file__).parent.parent / "fonts"
LINE_HEIGHT = 40
STYLE = f"""
@page {{ size: 9100px 100000px; margin: 20px }}
body {{ margin: 0; width: 600px; font: 16px/{LINE_HEIGHT}px "Frank Ruhl Libre", "Noto Naskh Arabic" }}
:lang(ar) {{ font-family: "Noto Naskh Arabic", "Frank Ruhl Libre" }}
section > * {{ margin: 0 }}
sup {{ font-size: 10px; line-height: 0 }}
.narrow {{ width: 260px }}
.wide {{ width: 420px }}
.whole {{ white-space: nowrap; width: 9000px }}
.justify {{ text-align: justify }}
.box {{ display: inline-block; border: 1px solid }}
.pad {{ padding: 0 4px; border: 1px solid }}
.pre {{ white-space: pre-wrap }}
.line {{ white-space: pre-line }}
.plain {{ unicode-bidi: plaintext }}
.embed {{ unicode-bidi: embed }}
.override {{ unicode-bidi: bidi-override }}
i, em {{ font-style: normal }}
img {{ width: 10px; height: 10px }}
"""
"""One sheet for the browser and for us; the line height tells the browser's lines apart."""
OBJECT = "▢"
"""Stands for a picture or an inline block."""
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="


def document(paragraphs: list[str], style: str = STYLE) -> str:
    """Return a page with each paragraph in a section of its own."""
    body = "\n".join(f"<section>{paragraph}</section>" for paragraph in paragraphs)
    body = body.replace("<img>", f'<img src="{PIXEL}" alt="">')
    return (
        f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>-</title><style>{style}</style><body>{body}"
    )


def is_seen(character: str) -> bool:
    """Return whether a character counts: not spaces, marks and controls, whose places say nothing."""
    return category(character)[0] not in "MZC"


def orders(paragraphs: list[str]) -> list[list[str]]:
    """Lay paragraphs out with our engine; return for each the glyphs of its lines from left to right."""
    laid_out = lay_out(Bundle("order", "en", document(paragraphs), {}, ""), [FONTS])
    found: list[list[str]] = []
    for page in laid_out.pages:
        drawings = _drawings(laid_out) if any(map(_is_drawing, page._page_box.descendants())) else {}
        for section in _sections(page._page_box):
            drawn = [
                line for each in filter(_is_drawing, section.descendants()) for line in drawings[_top(each)]
            ]
            found.append(drawn or [line for block in _blocks(section) for line in block if line])
    return found


def edges(drawing: str) -> tuple[float, float]:
    """Draw a picture; return the left and right edge of its text in pixels."""
    laid_out = lay_out(Bundle("edges", "en", document([drawing]), {}, ""), [FONTS])
    found: list[Any] = []
    draw = svglines._Piece.draw
    with MonkeyPatch.context() as patch:
        patch.setattr(svglines._Piece, "draw", lambda piece, svg: (found.append(piece), draw(piece, svg)))
        laid_out.write_pdf()
    boxes = [piece.text_bounding_box for piece in found]
    return min(x for x, *_ in boxes), max(x + width for x, _, width, _ in boxes)


def _is_drawing(box: Any) -> bool:
    return str(box.element_tag).endswith("svg")


def _top(box: Any) -> int:
    return round(box.position_y)


def _drawings(laid_out: Any) -> dict[int, list[str]]:
    """Draw the pages; return the lines of text in each drawing, by its top edge on the page."""
    height = laid_out.pages[0].height
    drawings: dict[int, list[tuple[float, float, str]]] = {}
    draw_line, draw_image = drawing.draw_first_line, SVGImage.draw
    drawn: list[tuple[float, float, str]] = []

    def begin(image: Any, stream: Any, *rest: Any) -> None:
        drawn.clear()
        draw_image(image, stream, *rest)
        drawings[round(height - stream.ctm.values[5] / POINTS)] = list(drawn)

    def note(stream: Any, textbox: Any, overflow: str, ellipsis: Any, matrix: Any) -> Any:
        textbox.position_x, y = matrix.values[4:]
        drawn.extend((y, x, character) for x, character in text_glyphs(textbox))
        textbox.pango_layout.reactivate(textbox.style)
        return draw_line(stream, textbox, overflow, ellipsis, matrix)

    with MonkeyPatch.context() as patch:
        patch.setattr(drawing, "draw_first_line", note)
        patch.setattr(SVGImage, "draw", begin)
        laid_out.write_pdf()
    return {top: list(_texts(glyphs)) for top, glyphs in drawings.items()}


def _texts(glyphs: list[tuple[float, float, str]]) -> Iterator[str]:
    """Yield the lines of (y, x, character), which are a line's height apart."""
    lines: dict[int, list[tuple[float, str]]] = {}
    for y, x, character in glyphs:
        lines.setdefault(round((y - glyphs[0][0]) / LINE_HEIGHT), []).append((x, character))
    for _, line in sorted(lines.items()):
        yield "".join(character for _, character in sorted(line, key=itemgetter(0)))


def _sections(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if child.element_tag == "section" and child.element is not None:
            yield child
        else:
            yield from _sections(child)


def _blocks(box: Any) -> Iterator[list[str]]:
    """Yield the lines of each block that holds lines, in the order of the source."""
    lines = [child for child in box.children if type(child).__name__ == "LineBox"]
    if lines and not box.element_tag.endswith("::marker"):
        inner: list[Any] = []
        yield [_line(line, inner) for line in lines]
        for block in inner:
            yield from _blocks(block)
    elif not lines:
        for child in box.children:
            if hasattr(child, "children"):
                yield from _blocks(child)


def _line(line: Any, inner: list[Any]) -> str:
    glyphs = sorted(_glyphs(line, inner), key=lambda glyph: glyph[0])
    return "".join(character for _, character in glyphs)


def _glyphs(box: Any, inner: list[Any]) -> Iterator[tuple[float, str]]:
    for child in box.children:
        kind = type(child).__name__
        if kind == "TextBox":
            yield from text_glyphs(child)
        elif kind == "InlineBlockBox":
            yield child.position_x, OBJECT
            inner.append(child)
        elif kind == "InlineReplacedBox":
            yield child.position_x, OBJECT
        elif kind in ("InlineBox", "LineBox") and not child.element_tag.endswith("::marker"):
            yield from _glyphs(child, inner)


def text_glyphs(box: Any) -> Iterator[tuple[float, str]]:
    """Yield (x, character) for each character of a text box that is seen, x where its cluster is drawn."""
    from weasyprint.text.ffi import FROM_UNITS, ffi

    layout = box.pango_layout
    if not box.text:
        return
    layout.reactivate(box.style)
    line, _ = layout.get_first_line()
    data = layout.text.encode()
    x = box.position_x
    run = line.runs[0]
    while run != ffi.NULL:
        item = run.data
        run = run.next
        starts = [item.glyphs.log_clusters[i] for i in range(item.glyphs.num_glyphs)]
        edges = sorted({*starts, item.item.length})
        for i, start in enumerate(starts):
            width = item.glyphs.glyphs[i].geometry.width * FROM_UNITS
            if i == 0 or starts[i - 1] != start:
                end = edges[edges.index(start) + 1]
                characters = data[item.item.offset + start : item.item.offset + end].decode()
                if item.item.analysis.level % 2:
                    characters = characters[::-1]
                seen = [character for character in characters if is_seen(character)]
                yield from ((x + 0.001 * number, character) for number, character in enumerate(seen))
            x += width
    layout.deactivate()
