"""Text of SVG images that runs from right to left, or both ways: whole chunks in visual order.

WeasyPrint draws each `tspan` by itself, one behind the other from left to right. Here a text chunk, which
begins where an element states `x` or `y` (SVG 2, §11.5), becomes a line like those of the page: ordered by
UAX #9 across its elements, joined over them, and written in the order it is read.

Left as WeasyPrint draws it: text on a path, and text whose letters have places or turns of their own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from logging import getLogger
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.matrix import Matrix
from weasyprint.svg.bounding_box import EMPTY_BOUNDING_BOX, extend_bounding_box
from weasyprint.svg.utils import normalize, size

from briefgen.typeset import lines, paragraph, sequences, svglanguages
from briefgen.typeset.levels import TURNING, classes_of
from briefgen.typeset.pieces import UnexpectedTextError
from briefgen.typeset.svgstyles import Style, drop, style_of

LOGGER = getLogger("briefgen.typeset")

_TEXTS = ("text", "tspan", "a")
_EDGES = tuple(
    f"{kind}_{side}{end}"
    for side in ("left", "right", "top", "bottom")
    for kind, end in (("margin", ""), ("padding", ""), ("border", "_width"))
)


@dataclass(slots=True)
class _Chunk:
    """A stretch of text that is ordered and anchored as a whole."""

    line: Any
    """Its line box, with the text boxes of its elements."""
    x: float | None
    """None where it follows the chunk before."""


def draw_node(
    original: Callable[..., None], svg: Any, node: Any, font_size: float, *rest: Any, **options: Any
) -> None:
    """Draw a node of an SVG image. Replaces `weasyprint.svg.SVG.draw_node`.

    A text that must be ordered gets its pieces for children; all else about it remains WeasyPrint's.
    """
    if isinstance(node, _Piece):
        with svglanguages.marked(svg, node.language):
            node.draw(svg)
        return
    drawn, language = node, ""
    if node.tag == "text" and node.display:
        nodes = [node, *_below(node)]
        try:
            if _is_turned(nodes):
                drawn = _ordered(svg, node, size(node.get("font-size", "1em"), font_size, font_size))
        except UnexpectedTextError as problem:
            lines.TALLY.fallbacks += 1
            LOGGER.warning("a text of a drawing was left in the order of its elements: %s", problem)
        if drawn is node:
            language = svglanguages.whole(svg, " ".join(each.text or "" for each in nodes), node)
    with svglanguages.marked(svg, language):
        original(svg, drawn, font_size, *rest, **options)
    if drawn is not node:
        node.text_bounding_box = drawn.text_bounding_box


def _is_turned(nodes: Sequence[Any]) -> bool:
    """Tell whether the nodes of a text have letters to be ordered, none of which has a place of its own."""
    if any(node.tag not in _TEXTS or _is_spread(node) for node in nodes):
        return False
    rtl = any(node.get("direction") == "rtl" for node in nodes)
    return rtl or not TURNING.isdisjoint(classes_of("".join(node.text or "" for node in nodes)))


def _below(node: Any) -> Iterator[Any]:
    for child in node:
        yield child
        yield from _below(child)


def _is_spread(node: Any) -> bool:
    """Tell whether letters of a node have places of their own, or are turned."""
    places = (len(normalize(node.get(name, "")).split()) for name in ("x", "y", "dx", "dy"))
    return max(places) > 1 or any(float(turn) for turn in normalize(node.get("rotate", "")).split())


def _ordered(svg: Any, text: Any, font_size: float) -> Any:
    """Return a node that draws a text as its pieces."""
    collected = _Collector(svg)
    collected.add(text, font_size)
    drawn = text.copy()
    drawn.attrib = {**text.attrib, "text-anchor": "start", "direction": "ltr"}
    drawn._etree_node = text._etree_node.makeelement(text._etree_node.tag, {})
    drawn._etree_node.text = ""
    drawn.override_iter(iter(_placed(collected.chunks)))
    return drawn


class _Collector:
    """Collects the texts of a node in chunks, each text laid out by itself."""

    def __init__(self, svg: Any) -> None:
        self._svg = svg
        self.chunks: list[_Chunk] = []
        self._into: Any = None
        """The box that the next text goes to."""
        self._texts: list[Any] = []
        self._dx = self._dy = self._y = 0.0

    def add(self, node: Any, font_size: float) -> None:
        """Add the texts of a node and of those in it."""
        style = style_of(node, font_size, self._svg.font_config)
        outer, count, first = self._into, len(self.chunks), len(self._texts)
        self._enter(node, style)
        if node.text and font_size:
            self._add_text(node, style)
        for child in node:
            if child.display:
                self.add(child, size(child.get("font-size", "1em"), font_size, font_size))
        if "textLength" in node._wrapper.etree_element.attrib:
            self._fit(node, self._texts[first:], font_size)
        self._into = outer if len(self.chunks) == count else self.chunks[-1].line

    def _enter(self, node: Any, style: Style) -> None:
        """Note where a node stands; send its text to a new chunk, to a box of its own, or on."""
        x, y = (self._length(node, name, style["font_size"]) for name in ("x", "y"))
        if not self.chunks:
            self._begin(style, x or 0.0)
        else:
            if x is not None or y is not None:
                self._begin(self.chunks[0].line.style, x)
            if style["unicode_bidi"] != "normal":
                inner = _empty(boxes.InlineBox, style)
                self._into.children.append(inner)
                self._into = inner
        if x is not None:
            self._dx = 0.0
        if y is not None:
            self._y, self._dy = y, 0.0
        self._dx += self._length(node, "dx", style["font_size"]) or 0.0
        self._dy += self._length(node, "dy", style["font_size"]) or 0.0

    def _begin(self, style: Style, x: float | None) -> None:
        self._into = _empty(boxes.LineBox, style)
        self.chunks.append(_Chunk(self._into, x))

    def _length(self, node: Any, name: str, font_size: float) -> float | None:
        if name not in node.attrib:
            return None
        whole = self._svg.inner_width if name.endswith("x") else self._svg.inner_height
        return float(size(normalize(node.get(name)).strip(), font_size, whole))

    def _add_text(self, node: Any, style: Style) -> None:
        style["direction"] = self._into.style["direction"]  # without unicode-bidi its own says nothing
        for text, language in svglanguages.stretches(self._svg, node):
            box = _empty(boxes.TextBox, style)
            box.text, box.language, box.node, box.dx, box.scale = text, language, node, self._dx, 1.0
            box.y = self._y + self._dy + drop(node, style["font_size"])
            _lay_out(box)
            self._into.children.append(box)
            self._texts.append(box)

    def _fit(self, node: Any, texts: list[Any], font_size: float) -> None:
        """Give texts the length that their element states, by their letters or by what is between them."""
        length = self._svg.length(node.get("textLength"), font_size)
        width = sum(box.width * box.scale for box in texts)
        gaps = sum(len(box.text) for box in texts) - 1
        if not length or not width:
            return
        for box in texts:
            if node.get("lengthAdjust") == "spacingAndGlyphs":
                box.scale *= length / width
            elif gaps > 0:
                box.style = box.style.copy()  # what a style looks like is noted on it
                box.style["letter_spacing"] = (length - width) / gaps
                _lay_out(box)


def _placed(chunks: list[_Chunk]) -> Iterator["_Piece"]:
    """Yield the visible pieces of chunks in the order they are read, each at its place."""
    at = 0.0
    for chunk in chunks:
        line = chunk.line
        pieces = _visual(line)
        if not pieces:
            at = at if chunk.x is None else chunk.x
            continue
        left, first = 0.0, min(pieces, key=lambda piece: piece.paragraph[1])
        for piece in pieces:
            piece.position_x, left = left + piece.dx, left + piece.width * piece.scale
        start, end = min(piece.position_x for piece in pieces), max(map(_right, pieces))
        rtl = first.node.get("direction") == "rtl"
        anchor = first.node.get("text-anchor", "start")
        edge = (start + end) / 2 if anchor == "middle" else end if (anchor == "end") != rtl else start
        shift = (at if chunk.x is None else chunk.x) + first.dx - edge
        at = shift + (start if rtl else end)
        for piece in sorted(pieces, key=lambda piece: piece.paragraph[1]):
            piece.position_x += shift
            if piece.node.visible:
                yield _Piece(piece)


def _visual(line: Any) -> list[Any]:
    """Return the pieces of a line from left to right."""
    own = paragraph.attach(line)
    if lines.order(line, own, 0.0):
        return list(_leaves(line, "visual"))
    texts = list(_leaves(line, "children"))
    return texts[::-1] if own.base else texts


def _leaves(box: Any, order: str) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
        return
    for child in box.__dict__[order]:
        yield from _leaves(child, order)


def _right(piece: Any) -> float:
    """Return the right edge of a piece without the space behind its last letter."""
    spacing = piece.style["letter_spacing"]
    return float(piece.position_x + piece.width * piece.scale - (0 if spacing == "normal" else spacing))


class _Piece:
    """What is drawn of a text at one place: a node of an image, as far as its parent asks."""

    tag = "tspan"
    attrib: Mapping[str, str] = {}
    visible = True

    def __init__(self, box: Any) -> None:
        self._box = box
        self.language = box.language
        top = box.y - box.baseline + box.margin_top
        corners = ((box.position_x, top), (_right(box), top + box.height))
        self.text_bounding_box = extend_bounding_box(EMPTY_BOUNDING_BOX, corners)

    def draw(self, svg: Any) -> None:
        """Draw it on the stream of the image."""
        stream, box = svg.stream, self._box
        x, y, style = box.position_x, box.y, box.style
        box.node.text_bounding_box = self.text_bounding_box  # what a gradient is stretched over
        stream.push_state()
        fill, stroke = svg.set_graphical_state(box.node, style["font_size"])
        stream.begin_text()
        box.pango_layout.reactivate(style)
        svg.fill_stroke(fill, stroke, text=True)
        emojis = drawing.draw_first_line(stream, box, "none", "none", Matrix(a=box.scale, d=-1, e=x, f=y))
        box.pango_layout.deactivate()
        stream.end_text()
        if "Subtype" in stream.extra:
            _untag(stream.stream)
        stream.pop_state()
        drawing.draw_emojis(stream, style, x, y, emojis)


def _untag(operators: list[Any]) -> None:
    """Let the last text of a group hold no artifact: the group as a whole may lie in tagged content."""
    last = max(place for place, operator in enumerate(operators) if operator == b"BT")
    for place in range(last, len(operators)):
        if isinstance(operators[place], sequences.Text):
            operators[place] = sequences.Text(
                operators[place].replace(f"{sequences.ARTIFACT} ".encode(), b"/Span ")
            )


def _empty(kind: Any, style: Style) -> Any:
    """Return a box without content or edges."""
    box = kind.__new__(kind)
    boxes.Box.__init__(box, "tspan", style, None)
    box.__dict__.update(dict.fromkeys(_EDGES, 0), children=[], position_x=0, position_y=0, text_indent=0)
    return box


def _lay_out(box: Any) -> None:
    """Lay a text box out on one line."""
    laid_out, _, _ = inline.split_text_box(None, box, None, 0)
    if laid_out is None:
        raise UnexpectedTextError(f"no layout for {box.text[:40]!r}")
    box.__dict__.update(laid_out.__dict__)
