"""The translatable units of a block's file: a paragraph each, its inline markup as numbered marks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from briefgen import markdown, yaml
from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.files import decode
from briefgen.inline import Mark, Piece
from briefgen.inline import pieces as pieces_of

_FENCED = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^title:(?:[ \t]+(.*?))?[ \t]*((?:\n[ \t]+.*)*)$", re.MULTILINE)
_IMAGE = re.compile(
    r"!\[(?P<alt>(?:[^\[\]\\]|\\.)*)\]\(\S+?"
    r"(?:\s+(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'))?\s*\)(?:\{[^{}]*\})?",
    re.DOTALL,
)
_CAPTION = re.compile(r"(:{3,}[ \t]*table[ \t]+)(.*)")
_TRAILING = re.compile(r"\s*\{[^{}]*\}\s*$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ROLES = {"heading": "heading", "list_item": "list item", "td": "cell", "th": "cell", "dt": "term"}
_ROLES |= {"dd": "definition", "footnote_reference": "note", "blockquote": "quotation"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, heading, list item, cell, caption, description or title."""

    role: str
    line: int
    """Of the file, from 1."""
    pieces: tuple[Piece, ...]
    """Texts in which one space stands for any, and marks."""
    start: int
    """Where it stands in the file's text, in characters."""
    end: int
    classes: tuple[str, ...] = ()
    """What an editor said of the paragraph: full-only, if-room."""
    plain: bool = False
    """Whether it can have no markup."""

    @property
    def marks(self) -> list[Mark]:
        """Return its marks, of pairs the ends that open."""
        return [piece for piece in self.pieces if isinstance(piece, Mark) and piece.turn != "close"]

    @property
    def words(self) -> str:
        """Return its text without marks."""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A block's file as units and what stands around them."""

    path: str
    text: str
    """NFC with LF line ends."""
    units: tuple[Unit, ...]

    @property
    def shape(self) -> list[str]:
        """Return the roles of its units in order."""
        return [unit.role for unit in self.units]


def read(data: bytes, path: str) -> Sheet:
    """Return the units of a block's file.

    Raises BriefgenError where a text cannot be told from its markup.
    """
    text = decode(data, path)
    fence = _FENCED.match(text)
    start = fence.end() if fence else 0
    found = [*(_title(fence[1], fence.start(1), path) if fence else ()), *_body(text, start, path)]
    return Sheet(path, text, tuple(numbered(unit) for unit in sorted(found, key=lambda unit: unit.start)))


def _title(head: str, at: int, path: str) -> Iterator[Unit]:
    match = _TITLE.search(head)
    if match is None:
        return
    value = yaml.load(head, path, 2).value.get("title")
    if isinstance(value, str) and value.strip():
        start = match.start(1) if match[1] else match.start(2)
        line = head.count("\n", 0, match.start()) + 2
        yield Unit("title", line, (" ".join(value.split()),), at + start, at + match.end(2), plain=True)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where the lines of a text begin."""

    text: str
    starts: Sequence[int]
    path: str

    def of(self, number: int) -> str:
        """Return a line, counted from 0."""
        start = self.starts[number]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)]

    def lost(self, number: int) -> BriefgenError:
        """Return what is told of a line whose text cannot be found."""
        what = "has a paragraph that cannot be told from its markup"
        return BriefgenError([error(Place(self.path, number + 1), what, "write it plainer")])


def _body(text: str, start: int, path: str) -> Iterator[Unit]:
    """Yield the units of the Markdown that begins somewhere in a file."""
    first = text.count("\n", 0, start)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    lines = _Lines(text, starts, path)
    opened: list[str] = []
    try:
        tokens = markdown.written(text[start:])
    except markdown.TooMuchError as fault:
        place = Place(path, first + fault.line + 1)
        raise BriefgenError([error(place, fault.what, "split it up, or write it more simply")]) from None
    cells: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.nesting == 1:
            opened.append(token.type.removesuffix("_open"))
            if token.type in {"td_open", "th_open"}:
                row = tokens[index + 1].map
                cells[row[0] if row else 0] = cells.get(row[0] if row else 0, -1) + 1
            elif token.type == "container_table_open" and token.map:
                yield from _caption(lines, first + token.map[0])
        elif token.nesting == -1 and opened:
            opened.pop()
        elif token.type == "inline" and token.children and token.map:
            line = first + token.map[0]
            role = next((_ROLES[name] for name in reversed(opened) if name in _ROLES), "paragraph")
            held = {name for at in (1, 2) if at <= index for name in markdown.classes(tokens[index - at])}
            unit = Unit(role, line + 1, (), 0, 0, tuple(sorted(held)))
            if opened[-1] in {"td", "th"}:
                yield _cell(lines, line, cells[token.map[0]], token, unit)
            else:
                yield from _paragraph(lines, line, token, unit)


def _caption(lines: _Lines, number: int) -> Iterator[Unit]:
    line = lines.of(number)
    match = _CAPTION.search(line)
    if match:
        caption = _TRAILING.sub("", match[2]).rstrip()
        if caption:
            start = lines.starts[number] + match.start(2)
            yield Unit("caption", number + 1, (caption,), start, start + len(caption), plain=True)


def _paragraph(lines: _Lines, number: int, token: Token, unit: Unit) -> Iterator[Unit]:
    """Yield the unit of a paragraph; of a picture its description and its caption."""
    written, kept = str(token.meta["written"]), token.content
    parts, own = written.split("\n"), kept.split("\n")
    places = []
    for offset, part in enumerate(parts):
        line = lines.of(number + offset)
        at = line.find(part) if unit.role == "heading" else len(line.rstrip()) - len(part.rstrip())
        if at < 0 or not line[at:].startswith(part.rstrip()):
            raise lines.lost(number + offset)
        places.append(lines.starts[number + offset] + at)
    start, end = places[0], places[len(own) - 1] + len(own[-1].rstrip())
    if [child.type for child in token.children or ()] == ["image"]:
        yield from _picture(lines.text, start, end, unit, (token.children or [])[0])
    else:
        pieces = tuple(pieces_of(token.children or [], kept))
        if any(isinstance(piece, Mark) or piece.strip() for piece in pieces):
            yield replace(unit, pieces=pieces, start=start, end=end)


def _picture(text: str, start: int, end: int, unit: Unit, image: Token) -> Iterator[Unit]:
    match = _IMAGE.fullmatch(text, start, end)
    for name, role in (("alt", "description"), ("double", "caption"), ("single", "caption")):
        if match and match[name] and match[name].strip():
            words = " ".join(_ESCAPED.sub(r"\1", match[name]).split())
            found = replace(unit, start=match.start(name), end=match.end(name))
            yield replace(found, role=role, pieces=(words,), plain=True)


def _cell(lines: _Lines, number: int, ordinal: int, token: Token, unit: Unit) -> Unit:
    line = lines.of(number)
    edges = [match.start() for match in re.finditer(r"(?<!\\)\|", line)]
    if not line.lstrip().startswith("|"):
        edges.insert(0, -1)
    edges.append(len(line))
    raw = line[edges[ordinal] + 1 : edges[ordinal + 1]] if ordinal + 1 < len(edges) else ""
    written = str(token.meta["written"])
    if raw.strip().replace("\\|", "|") != written:
        raise lines.lost(number)
    start = lines.starts[number] + edges[ordinal] + 1 + len(raw) - len(raw.lstrip())
    end = start + len(raw.strip()) - (len(written) - len(token.content))
    return replace(unit, pieces=tuple(pieces_of(token.children or [], token.content)), start=start, end=end)


def numbered(unit: Unit, known: Sequence[Mark] = ()) -> Unit:
    """Return a unit whose marks are numbered in its order; those of a key that is known take its number."""
    free: dict[str, list[int]] = {}
    for mark in known:
        free.setdefault(mark.key, []).append(mark.number)
    last = max((mark.number for mark in known), default=0)
    opened: list[int] = []
    pieces: list[Piece] = []
    for piece in unit.pieces:
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        if piece.turn == "close":
            pieces.append(replace(piece, number=opened.pop()))
            continue
        if free.get(piece.key):
            number = free[piece.key].pop(0)
        else:
            number = last = last + 1
        if piece.turn == "open":
            opened.append(number)
        pieces.append(replace(piece, number=number))
    return replace(unit, pieces=tuple(pieces))
