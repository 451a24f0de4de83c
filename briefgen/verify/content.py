"""Content streams as a reader goes through them: marks, text, fonts and operators that paint.

Numbers, paths and colours are passed over by the regular expression, so that a page costs a few milliseconds.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from briefgen.verify.marks import Mark
from briefgen.verify.strings import decode_name, decode_string, decode_text
from briefgen.verify.tokens import END, HEX, STRING, TOKEN

MAX_DEPTH = 64
"""Marks within marks that are told apart."""

_STRINGS = re.compile(HEX + rb"|" + STRING)
_MCID = re.compile(rb"/MCID\s*(-?\d+)")
_TEXT_VALUE = re.compile(rb"/(ActualText|Lang|Alt|E)\s*(" + HEX + rb"|" + STRING + rb")")
_BRACKET = re.compile(rb"\\[\s\S]|[()]")
_IMAGE_END = re.compile(rb"[\x00\t\n\f\r ]EI" + END)

Properties = Callable[[str], Mark]
"""Looks a property list up in the resources: what it says as a mark."""


class Reader:
    """One pass over a decoded content stream: a method an operator, and one for each thing worth noting."""

    def __init__(self, properties: Properties) -> None:
        self.mark: Mark | None = None
        """The innermost mark that is open."""
        self.font = b""
        """Name in the stream's resources of the font in force, as it is written."""
        self._properties = properties
        self._depth = self._beyond = 0
        self._saved: list[bytes] = []
        self._operands: list[bytes] = []

    def opened(self, mark: Mark) -> None:
        """Note a mark that was opened."""

    def unbalanced(self) -> None:
        """Note that a mark is closed that was not opened, or left open."""

    def painted(self, times: int = 1) -> None:
        """Note something other than text within the mark."""

    def shown(self, text: bytes) -> None:
        """Note what is shown in the font: strings in hexadecimal, with operators and numbers around."""

    def drawn(self, name: str) -> None:
        """Note an XObject."""

    def read(self, data: bytes) -> None:
        """Read a stream to its end."""
        position, length = 0, len(data)
        while position < length:
            position = self._scan(data, position)
        if self.mark:
            self.unbalanced()

    def _scan(self, data: bytes, position: int) -> int:
        """Read tokens up to a string that only counting its brackets can read; return where to go on."""
        for token in TOKEN.finditer(data, position):
            kind = token.lastgroup
            if kind == "ended":
                self.sequence(token)
            elif kind == "closed":
                shown, closed = token.group("text", "closed")
                self._letters(shown)
                self._close(closed)
            elif kind == "close":
                self._close(b"EMC")
            elif kind == "plain":
                self._letters(token["plain"])
            elif end := self._other(token, data):
                return end
        return len(data)

    def sequence(self, token: re.Match[bytes]) -> None:
        """Read a mark with all that is plainly shown in it, in a mark within it too."""
        tag, mcid, rest, letters = token.group("tag", "mcid", "rest", "letters")
        # Without its number it is like many others.
        name, number, actual, language = parsed_mark(tag, rest)
        self._open(Mark(name, int(mcid) if mcid else number, actual, language))
        self._letters(letters)
        within, says, inside = token.group("within", "says", "inside")
        if within:
            self._open(Mark(*parsed_mark(within, says or b"")))
            self._letters(inside)
            self._close(b"EMC")
        self._close(token["ended"])

    def _letters(self, shown: bytes) -> None:
        """Note text whose strings are all plain, with the fonts it is shown in; nothing else has a slash."""
        text, *rest = shown.split(b"/")
        if b"<" in text:
            self.shown(text)
        for part in rest:
            self.font, _, text = part.partition(b" ")
            if b"<" in text:
                self.shown(text)
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
            self.painted()
            return _image_end(data, token.end())
        elif kind != "comment":
            self._operands.append(token[0])
        return 0

    def _word(self, word: bytes) -> None:
        operands, self._operands = self._operands, []
        if word in (b"BMC", b"BDC"):
            self._open(self._begin(word, operands))
        elif word == b"Tf":
            self.font = _name(operands)
        elif word == b"q":
            self._saved.append(self.font)
        elif word == b"Q":
            self.font = self._saved.pop() if self._saved else self.font
        elif word == b"Do":
            self.drawn(decode_name(_name(operands)))
        elif word in (b"Tj", b"TJ", b"'", b'"'):
            self._show([operand for operand in operands if operand[:1] in b"(<" and operand != b"<<"])
        else:
            self.painted()

    def _begin(self, word: bytes, operands: list[bytes]) -> Mark:
        """Return the mark that begins; a name of an operator before may be left among the operands."""
        end = len(operands) - (word == b"BDC")
        if operands and operands[-1] == b">>":
            end = _opening(operands)
        tag = operands[end - 1] if end > 0 else b""
        name = decode_name(tag[1:]) if tag[:1] == b"/" else ""
        if end == len(operands):
            return Mark(name)
        if operands[-1] == b">>":
            return Mark(name, *parsed_mark(b"/", b" ".join(operands[end:]))[1:])
        mark = self._properties(decode_name(operands[-1][1:]))
        return Mark(name, mark.mcid, mark.actual, mark.language)

    def _open(self, mark: Mark) -> None:
        self._operands = []
        if self._depth == MAX_DEPTH:
            self._beyond += 1
            return
        self.mark = mark.opened_in(self.mark)
        self._depth += 1
        self.opened(mark)

    def _close(self, words: bytes) -> None:
        """Close as many marks as there are words."""
        self._operands = []
        for _ in range(words.count(b"EMC")):
            if self._beyond:
                self._beyond -= 1
            elif self.mark is None:
                self.unbalanced()
            else:
                self.mark = self.mark.outer
                self._depth -= 1

    def _show(self, strings: list[bytes]) -> None:
        """Note strings as one operator shows them, in hexadecimal."""
        self.shown(b"<%b>Tj" % b"".join(map(decode_string, strings)).hex().encode())
        self._operands = []


@lru_cache(maxsize=4096)
def parsed_mark(tag: bytes, properties: bytes) -> tuple[str, int | None, str | None, str]:
    """Return tag, MCID, ActualText and Lang of a property list; the same few letters come again and again."""
    mcid = _MCID.search(properties)
    texts = {key: decode_text(value) for key, value in _TEXT_VALUE.findall(properties)}
    number = int(mcid[1]) if mcid and len(mcid[1]) < 10 else None
    return decode_name(tag[1:]), number, texts.get(b"ActualText"), texts.get(b"Lang", "")


def _name(operands: list[bytes]) -> bytes:
    names = [operand for operand in operands if operand[:1] == b"/"]
    return names[-1][1:] if names else b""


def _opening(operands: list[bytes]) -> int:
    """Return the index where the dictionary at the end begins; 0 if it never does."""
    depth = 0
    for place in range(len(operands) - 1, -1, -1):
        depth += {b">>": 1, b"<<": -1}.get(operands[place], 0)
        if depth == 0:
            return place
    return 0


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
