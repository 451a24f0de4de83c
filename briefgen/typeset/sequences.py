"""Number the marked content of a piece of text so that poppler reads all of it.

The text layer says by ActualText what a letter reads as, in a sequence within the tagged one. poppler
takes its end for the end of the tagged one (`MarkedContentOutputDev::endMarkedContent`): who asks
it for the structure would lose the rest of the line. So no tagged sequence goes on behind one within it:
another begins, with a number of its own, a kid of the same element (ISO 32000-1, 14.7.4.2). What is only
for a reader that knows no structure is an artifact, between numbered sequences (see `unturned`).
"""

import re
from itertools import pairwise

_PAINTS = re.compile(rb"(?:^|[\s\]>)])(?:T[Jj]|['\"]|Do|sh|EI|[FSs]|[fBb]\*?)$")
"""Operators that leave something on the page, in the last three bytes."""
_BEGIN = re.compile(rb"(/\w+)(?:<<([^\n]*)>>BDC| BMC)\n")
"""What begins a sequence of the text layer."""

ARTIFACT = "/Artifact"
"""Tag of a sequence that gets no number."""


class Text(bytes):
    """Operators of the text layer: all it shows of a text box."""

    __slots__ = ()


def paints(operator: object) -> bool:
    """Tell whether an operator, or the last of several in one string, leaves something on the page."""
    if isinstance(operator, Text):
        return True
    return isinstance(operator, bytes) and _PAINTS.search(operator[-3:]) is not None


def number(operators: list[bytes], at: int, end: int, first: int) -> int:
    """Number the content between a mark and its end, from a number on; return how many numbers it took.

    The list keeps its length. Marks lie within text objects or between them (ISO 32000-1, 14.6.1).
    """
    if not any(isinstance(operator, Text) and operator.count(b"EMC") for operator in operators[at + 1 : end]):
        operators[at] = f"/Span <</MCID {first}>> BDC".encode()
        return 1
    borders = [at, *(place for place in range(at + 1, end) if operators[place] in (b"BT", b"ET")), end]
    operators[at] = operators[end] = b""
    numbers = _Numbers(first)
    for left, right in pairwise(borders):
        if operators[left].endswith(b"BT"):
            for place in range(left + 1, right):
                operators[place] = numbers.text(operators[place])
        elif any(map(paints, operators[left + 1 : right])):
            operators[left] += b"\n" + numbers.open()
        operators[right] = numbers.close() + operators[right]
    return numbers.next - first


class _Numbers:
    """Gives sequences their numbers, one after the other."""

    def __init__(self, first: int) -> None:
        self.next = first
        self._plain = False
        """Whether a sequence is open that says only its number."""

    def open(self) -> bytes:
        """Return the begin of a sequence with the next number."""
        self._plain = True
        self.next += 1
        return b"/Span<</MCID %d>>BDC\n" % (self.next - 1)

    def close(self) -> bytes:
        """Return the end of the plain sequence, if one is open."""
        ends = b"EMC\n" if self._plain else b""
        self._plain = False
        return ends

    def text(self, operator: bytes) -> bytes:
        """Return operators of a text object with numbered sequences.

        One of the text layer's that begins behind shown text ends the plain one, else it takes the number.
        """
        done, depth = [], 0
        *parts, rest = (operator + b"\n").split(b"EMC\n")
        for part in parts:
            begins = list(_BEGIN.finditer(part))
            start = begins[0].start() if begins else len(part)
            if not depth and not self._plain and _shows(part[:start]):
                done.append(self.open())
            if begins and not depth and begins[0][1] == ARTIFACT.encode():
                done += (part[:start], self.close(), part[start:])
            elif begins and not depth and not self._plain:
                mark = b"%b<</MCID %d%b>>BDC\n" % (begins[0][1], self.next, begins[0][2] or b"")
                done += (part[:start], mark, part[begins[0].end() :])
                self.next += 1
            else:
                done.append(part)
            depth = max(depth + len(begins) - 1, 0)
            done += (b"EMC\n", b"" if depth else self.close())
        if not self._plain and _shows(rest):
            done.append(self.open())
        done.append(rest[:-1])
        return b"".join(done)


def _shows(text: bytes) -> bool:
    return b"Tj" in text or b"TJ" in text
