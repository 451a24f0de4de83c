"""Content streams as sequences of marked content, read once each.

Only what verification needs is looked at: marks, text, fonts and operators that paint. Numbers, paths and
colours are passed over by the regular expression, so that a page costs a few milliseconds.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

MAX_DEPTH = 64
"""Marks within marks that are told apart."""

WINDOW = 400
"""Bytes after a mark in which its text is looked for."""
LINE = 8000
"""Bytes before the text in which its place is looked for."""

_REGULAR = rb"[^\x00\t\n\f\r ()<>\[\]{}/%]"
_STRING = rb"\((?:[^()\\]|\\[\s\S])*+\)"
_HEX = rb"<[0-9A-Fa-f\x00\t\n\f\r ]*+>"
_PLAIN_LIST = rb"<<(?:[^<>()%]|" + _HEX + rb"|" + _STRING + rb")*+>>"
_END = rb"(?![^\x00\t\n\f\r ()<>\[\]{}/%])"
_PAINTS = rb"f\*?|F|B\*?|b\*?|[Ss]|sh"

_LETTER = rb"<[0-9A-Fa-f]{4}>\s*Tj"
_LETTERS = _LETTER + rb"(?:\s+[-+.0-9]++\s+[-+.0-9]++\s+Td\s*" + _LETTER + rb")++"

TOKEN = re.compile(
    rb"(?=[<(\[/>\]%BEDTFSbfsqQ'\"])(?:(?P<letters>" + _LETTERS + _END + rb")"
    rb"|(?P<show>(?P<one>" + _HEX + rb"|" + _STRING + rb")\s*Tj" + _END + rb")"
    rb"|(?P<array>\[(?:[^\[\]()<>%]|" + _HEX + rb"|" + _STRING + rb")*+\])\s*TJ" + _END +
    rb"|(?P<mark>/" + _REGULAR + rb"*)\s*(?P<list>" + _PLAIN_LIST + rb")\s*BDC" + _END +
    rb"|(?P<font>/" + _REGULAR + rb"*)[\x00\t\n\f\r ]+[-+.0-9]+[\x00\t\n\f\r ]+Tf" + _END +
    rb"|(?P<name>/" + _REGULAR + rb"*)"
    rb"|(?P<open>\()"
    rb"|(?P<hex>" + _HEX + rb")"
    rb"|(?P<dict><<|>>|\[|\])"
    rb"|(?P<comment>%[^\r\n]*)"
    rb"|(?<!" + _REGULAR + rb")(?P<close>EMC)" + _END +
    rb"|(?<!" + _REGULAR + rb")(?P<image>BI)" + _END +
    rb"|(?<!" + _REGULAR + rb")(?P<word>BDC|BMC|Do|Tf|TJ|Tj|'|\"|q|Q|" + _PAINTS + rb")" + _END + rb")"
)  # fmt: skip
"""One token at a time: shown strings and marks with their operands where they are written plainly.

Letters that are shown one by one, as right-to-left text often is, are one token.
"""

_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>")

_STRINGS = re.compile(_HEX + rb"|" + _STRING)
_MCID = re.compile(rb"/MCID\s*(-?\d+)")
_MCID_FIRST = re.compile(rb"<<\s*/MCID\s*(-?\d+)")
_TEXT_VALUE = re.compile(rb"/(ActualText|Lang|Alt|E)\s*(" + _HEX + rb"|" + _STRING + rb")")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_MATRIX = re.compile(rb"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s+Tm" + _END)
_FIRST_SHOWN = re.compile(rb"T[Jj]" + _END)
_BRACKET = re.compile(rb"\\[\s\S]|[()]")
_IMAGE_END = re.compile(rb"[\x00\t\n\f\r ]EI" + _END)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")


@dataclass(slots=True)
class Mark:
    """An open marked-content sequence."""

    tag: str
    mcid: int | None = None
    actual: str | None = None
    """Text that stands for what is shown inside."""
    language: str = ""


@dataclass(slots=True)
class Run:
    """Text shown in one font within the same marks."""

    marks: tuple[Mark, ...]
    font: str
    """Name of the font in the stream's resources."""
    tokens: list[bytes] = field(default_factory=list)
    """The strings as they are written."""

    @property
    def codes(self) -> bytes:
        """Return the bytes of the strings in a row."""
        return decode_strings(self.tokens)


@dataclass(slots=True)
class Stream:
    """What one content stream holds, form XObjects excepted."""

    runs: list[Run] = field(default_factory=list)
    marks: list[tuple[Mark, ...]] = field(default_factory=list)
    """Every stack of marks that was opened, the new one last."""
    bare: int = 0
    """Painting operators outside any mark."""
    painted: dict[int, tuple[Mark, ...]] = field(default_factory=dict)
    """Stacks of marks that something is painted in, one for each mark that makes it tagged or an artifact."""
    forms: list[tuple[str, tuple[Mark, ...]]] = field(default_factory=list)
    """XObjects drawn: name and the marks around."""
    data: bytes = field(default=b"", repr=False)
    """The stream itself."""
    places: dict[int, int] = field(default_factory=dict)
    """MCID → where in the stream its content begins, where the mark is written plainly."""
    unbalanced: bool = False
    """Whether a mark is closed that was not opened, or left open."""

    def heights(self) -> Iterator[tuple[int, float]]:
        """Yield the MCIDs whose text is placed plainly, with its height above the foot of the page or form.

        That is the height of the text matrix in force where the text of the mark begins.
        """
        for number, position in self.places.items():
            shown = _FIRST_SHOWN.search(self.data, position, position + WINDOW)
            end = shown.start() if shown else position + WINDOW
            at = self.data.rfind(b"Tm", max(position - LINE, 0), end)
            if at >= 0 and (matrix := _MATRIX.search(self.data, max(at - 24, 0), at + 3)):
                yield number, float(matrix[1])


class _Reader:
    """One pass over a stream: a method an operator."""

    def __init__(self, properties: Callable[[str], Mark]) -> None:
        self.made = Stream()
        self._properties = properties
        self._stack: tuple[Mark, ...] = ()
        self._counting: list[Mark] = []
        """For each open mark, the innermost that makes content tagged or an artifact; else the outermost."""
        self._beyond = 0
        self._font = ""
        self._saved: list[str] = []
        self._run: Run | None = None
        self._operands: list[bytes] = []

    def read(self, data: bytes) -> Stream:
        position, length = 0, len(data)
        self.made.data = data
        while position < length:
            position = self._scan(data, position)
        self.made.unbalanced |= bool(self._stack)
        return self.made

    def _scan(self, data: bytes, position: int) -> int:
        """Read tokens up to a string that only counting its brackets can read; return where to go on."""
        for token in TOKEN.finditer(data, position):
            kind = token.lastgroup
            if kind == "show":
                if self._run is not None and self._stack:
                    self._run.tokens.append(token["one"])
                else:
                    self._show([token["one"]])
            elif kind == "close":
                self._close()
            elif kind == "font":
                self._set_font(decode_name(token["font"][1:]))
            elif kind == "array":
                self._show(_STRINGS.findall(token["array"]))
            elif kind == "list":
                mark = self._mark(token["mark"][1:], token["list"])
                self._open(mark)
                if mark.mcid is not None:
                    self.made.places.setdefault(mark.mcid, token.end())
            elif end := self._other(token, data):
                return end
        return len(data)

    def _other(self, token: re.Match[bytes], data: bytes) -> int:
        """Read what is rarer; return where to go on if that is not behind the token, else 0."""
        kind = token.lastgroup
        if kind == "letters":
            self._letters(_CODE.findall(token["letters"]))
        elif kind == "word":
            self._word(token["word"])
        elif kind == "open":
            end = _string_end(data, token.start())
            self._operands.append(data[token.start() : end])
            return end
        elif kind == "image":
            self._paint()
            return _image_end(data, token.end())
        elif kind != "comment":
            self._operands.append(token[0])
        return 0

    def _word(self, word: bytes) -> None:
        operands, self._operands = self._operands, []
        if word in (b"BMC", b"BDC"):
            self._open(self._begin(word, operands))
        elif word == b"Tf":
            self._set_font(_name(operands))
        elif word == b"q":
            self._saved.append(self._font)
        elif word == b"Q":
            self._font = self._saved.pop() if self._saved else self._font
            self._run = None
        elif word == b"Do":
            self.made.forms.append((_name(operands), self._stack))
        elif word in (b"Tj", b"TJ", b"'", b'"'):
            self._show([operand for operand in operands if operand[:1] in b"(<" and operand != b"<<"])
        else:
            self._paint()

    def _set_font(self, name: str) -> None:
        if name != self._font:
            self._font = name
            self._run = None
        self._operands = []

    def _begin(self, word: bytes, operands: list[bytes]) -> Mark:
        names = [operand for operand in operands if operand[:1] == b"/"]
        if word == b"BMC" or not names:
            return Mark(decode_name(names[-1][1:]) if names else "")
        if operands[-1] == b">>":
            return self._mark(names[0][1:], b" ".join(operands))
        mark = self._properties(decode_name(names[-1][1:]))
        return Mark(decode_name(names[0][1:]), mark.mcid, mark.actual, mark.language)

    def _mark(self, tag: bytes, properties: bytes) -> Mark:
        first = _MCID_FIRST.match(properties)
        if first is None:
            return Mark(*_parsed_mark(tag, properties))
        # Without its number it is like many others.
        name, _, actual, language = _parsed_mark(tag, b"<<" + properties[first.end() :])
        return Mark(name, int(first[1]) if len(first[1]) < 10 else None, actual, language)

    def _open(self, mark: Mark) -> None:
        if len(self._stack) == MAX_DEPTH:
            self._beyond += 1
            return
        self._stack = (*self._stack, mark)
        counts = mark.mcid is not None or mark.tag == "Artifact" or not self._counting
        self._counting.append(mark if counts else self._counting[-1])
        self.made.marks.append(self._stack)
        self._run = None
        self._operands = []

    def _close(self) -> None:
        if self._beyond:
            self._beyond -= 1
            return
        self.made.unbalanced |= not self._stack
        self._stack = self._stack[:-1]
        del self._counting[-1:]
        self._run = None
        self._operands = []

    def _paint(self) -> None:
        if self._stack:
            self.made.painted.setdefault(id(self._counting[-1]), self._stack)
        else:
            self.made.bare += 1

    def _letters(self, codes: list[bytes]) -> None:
        self._show([b"<%b>" % b"".join(codes)])
        self.made.bare += 0 if self._stack else len(codes) - 1

    def _show(self, strings: list[bytes]) -> None:
        if self._run is None:
            self._run = Run(self._stack, self._font)
            self.made.runs.append(self._run)
            self._paint()
        elif not self._stack:
            self.made.bare += 1
        self._run.tokens += strings
        self._operands = []


def read_stream(data: bytes, properties: Callable[[str], Mark]) -> Stream:
    """Read a decoded content stream; `properties` looks a property list up in the resources."""
    return _Reader(properties).read(data)


@lru_cache(maxsize=4096)
def _parsed_mark(tag: bytes, properties: bytes) -> tuple[str, int | None, str | None, str]:
    """Return tag, MCID, ActualText and Lang of a property list; the same few letters come again and again."""
    mcid = _MCID.search(properties)
    texts = {key: decode_text(value) for key, value in _TEXT_VALUE.findall(properties)}
    number = int(mcid[1]) if mcid and len(mcid[1]) < 10 else None
    return decode_name(tag), number, texts.get(b"ActualText"), texts.get(b"Lang", "")


def decode_strings(tokens: list[bytes]) -> bytes:
    """Return the bytes of several string tokens in a row."""
    if len(tokens) == 1:
        return decode_string(tokens[0])
    if all(token[:1] == b"<" and len(token) % 2 == 0 for token in tokens):
        return bytes.fromhex(b"".join(tokens).translate(None, b"<> \t\n\r\f\x00").decode("ascii"))
    return b"".join(map(decode_string, tokens))


def decode_string(token: bytes) -> bytes:
    """Return the bytes a string token stands for (ISO 32000-1, 7.3.4)."""
    if token[:1] == b"<":
        if len(token) == 6:  # one code of two bytes, as most are
            return bytes.fromhex(token[1:5].decode("ascii"))
        digits = token[1:-1].translate(None, b" \t\n\r\f\x00")
        return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))
    body = token[1:-1]
    return _ESCAPE.sub(_unescape, body) if b"\\" in body else body


def _unescape(match: re.Match[bytes]) -> bytes:
    char = match[1]
    if char[:1] in b"01234567":
        return bytes([int(char, 8) & 255])
    return b"" if char in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(char, char)


def decode_text(token: bytes) -> str:
    """Return a text string: UTF-16 or UTF-8 with a mark at the start, else close to Latin-1."""
    data = decode_string(token)
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    if data.startswith(b"\xef\xbb\xbf"):
        return data[3:].decode("utf-8", "replace")
    return data.decode("latin-1")


@lru_cache(maxsize=4096)
def decode_name(name: bytes) -> str:
    """Return a name with its #xx escapes resolved."""
    if b"#" in name:
        name = re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), name)
    return name.decode("utf-8", "replace")


def _name(operands: list[bytes]) -> str:
    names = [operand for operand in operands if operand[:1] == b"/"]
    return decode_name(names[-1][1:]) if names else ""


def _string_end(data: bytes, start: int) -> int:
    """Return the index after a string with brackets inside; the end of the data if it never ends."""
    depth = 0
    for match in _BRACKET.finditer(data, start):
        depth += {b"(": 1, b")": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return len(data)


def _image_end(data: bytes, start: int) -> int:
    """Return the index after an inline image, whose data may look like anything."""
    begin = data.find(b"ID", start)
    end = _IMAGE_END.search(data, begin) if begin >= 0 else None
    return end.end() if end else len(data)
