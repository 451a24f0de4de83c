"""Content streams as sequences of marked content, read once each.

Only what verification needs is looked at: marks, text, fonts and operators that paint. Numbers, paths and
colours are passed over by the regular expression, so that a page costs a few milliseconds.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from briefgen.verify.marks import Mark
from briefgen.verify.strings import decode_name, decode_strings, decode_text
from briefgen.verify.tokens import END, HEX, STRING, TOKEN

MAX_DEPTH = 64
"""Marks within marks that are told apart."""

WINDOW = 400
"""Bytes after a mark in which its text is looked for."""
LINE = 8000
"""Bytes before the text in which its place is looked for."""

_CODES = re.compile(rb"<([0-9A-Fa-f]+)>")

_STRINGS = re.compile(HEX + rb"|" + STRING)
_MCID = re.compile(rb"/MCID\s*(-?\d+)")
_TEXT_VALUE = re.compile(rb"/(ActualText|Lang|Alt|E)\s*(" + HEX + rb"|" + STRING + rb")")
_MATRIX = re.compile(rb"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s+Tm" + END)
_FIRST_SHOWN = re.compile(rb"T[Jj]" + END)
_BRACKET = re.compile(rb"\\[\s\S]|[()]")
_IMAGE_END = re.compile(rb"[\x00\t\n\f\r ]EI" + END)


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
    artifacts: int = 0
    """Marks of artifacts that were opened."""
    artifacts_in_tagged: int = 0
    """Those of them within a mark with an MCID."""
    tagged: int = 0
    """Marks with an MCID that were opened."""
    tagged_in_artifacts: int = 0
    """Those of them within an artifact."""
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
            if kind == "ended":
                self._sequence(token)
            elif kind == "closed":
                shown, closed = token.group("text", "closed")
                self._letters(shown)
                self._close(closed)
            elif kind == "close":
                self._close(b"EMC")
            elif kind == "plain":
                self._text(token["plain"])
            elif end := self._other(token, data):
                return end
        return len(data)

    def _sequence(self, token: re.Match[bytes]) -> None:
        """Read a mark with all that is shown within it before something else comes."""
        tag, mcid, rest, shown, ended = token.group("tag", "mcid", "rest", "letters", "ended")
        # Without its number it is like many others.
        name, number, actual, language = _parsed_mark(tag[1:], rest)
        number = int(mcid) if mcid else number
        self._open(Mark(name, number, actual, language))
        if number is not None:
            self.made.places.setdefault(number, token.start("letters"))
        self._letters(shown)
        if ended:
            self._close(ended)

    def _letters(self, shown: bytes) -> None:
        """Note text whose strings are all plain, with the fonts it is shown in; nothing else has a slash."""
        text, *rest = shown.split(b"/")
        if b"<" in text:
            self._text(text)
        made, stack = self.made, self._stack
        for part in rest:
            name, _, text = part.partition(b" ")
            font = decode_name(name)
            if font != self._font:
                self._font, self._run = font, None
            codes = _CODES.findall(text)
            if not codes:
                continue
            if self._run is None and stack:
                self._run = Run(stack, font, [b"<%b>" % b"".join(codes)])
                made.runs.append(self._run)
                made.painted.setdefault(id(stack[-1].paints), stack)
            else:
                self._text(text)
        self._operands = []

    def _other(self, token: re.Match[bytes], data: bytes) -> int:
        """Read what is rarer; return where to go on if that is not behind the token, else 0."""
        kind = token.lastgroup
        if kind == "show":
            self._show([token["one"]])
        elif kind == "array":
            self._show(_STRINGS.findall(token["array"]))
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
            return Mark(*_parsed_mark(names[0][1:], b" ".join(operands)))
        mark = self._properties(decode_name(names[-1][1:]))
        return Mark(decode_name(names[0][1:]), mark.mcid, mark.actual, mark.language)

    def _open(self, mark: Mark) -> None:
        if len(self._stack) == MAX_DEPTH:
            self._beyond += 1
            return
        made, outer = self.made, self._stack[-1] if self._stack else None
        mark.opened_in(outer)
        self._stack = (*self._stack, mark)
        if mark.tag == "Artifact":
            made.artifacts += 1
            made.artifacts_in_tagged += outer is not None and outer.is_tagged
        if mark.mcid is not None:
            made.tagged += 1
            made.tagged_in_artifacts += outer is not None and outer.is_artifact
        self._run = None
        self._operands = []

    def _close(self, words: bytes) -> None:
        """Close as many marks as there are words."""
        for _ in range(words.count(b"EMC")):
            if self._beyond:
                self._beyond -= 1
                continue
            self.made.unbalanced |= not self._stack
            self._stack = self._stack[:-1]
            self._run = None
            self._operands = []

    def _paint(self) -> None:
        if self._stack:
            self.made.painted.setdefault(id(self._stack[-1].paints), self._stack)
        else:
            self.made.bare += 1

    def _text(self, shown: bytes) -> None:
        """Note text whose strings are all plain, as one string."""
        codes = _CODES.findall(shown)
        if codes:
            self._show([b"<%b>" % b"".join(codes)])
            if not self._stack:
                self.made.bare += shown.count(b"Tj") + shown.count(b"TJ") - 1

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
