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
_DEPTH = 6
"""Sequences of the text layer within one another: there are three."""
_LINES = rb"(?:(?!EMC\n)[^\n]*+(?<!B[DM]C)\n)*+"
_BEGIN = rb"/\w++(?:<<[^\n]*>>BDC| BMC)\n"


def _rest(depth: int) -> bytes:
    """Return a pattern of what follows the begin of a sequence, to its end."""
    within = rb"(?:" + _BEGIN + _rest(depth - 1) + _LINES + rb")*+" if depth else b""
    return _LINES + within + rb"EMC\n"


_UNIT = re.compile(rb"(" + _LINES + rb")(?:(/\w++)((?:<<([^\n]*)>>BDC| BMC)\n)(" + _rest(_DEPTH) + rb"))?")
"""What is shown before a sequence of the text layer, and that sequence, with those within it."""

ARTIFACT = "/Artifact"
"""Tag of a sequence that gets no number."""


class Text(bytes):
    """Operators of the text layer: all it shows of a text box."""

    __slots__ = ()


class Border(bytes):
    """The begin or the end of a sequence without a number, in which numbered ones lie."""

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
    borders = [at, *(place for place in range(at + 1, end) if _is_border(operators[place])), end]
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


def _is_border(operator: bytes) -> bool:
    """Tell whether an operator begins or ends what no numbered sequence may reach over."""
    return operator in (b"BT", b"ET") or isinstance(operator, Border)


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

        One that begins behind shown text ends the plain one, else it takes the number.
        """
        if b"Tj" not in operator and b"TJ" not in operator:
            return operator
        parts: list[bytes] = []
        for before, tag, begin, properties, own in _UNIT.findall(operator + b"\n"):
            if not self._plain and (b"Tj" in before or b"TJ" in before):
                parts.append(self.open())
            if tag == b"/Artifact":
                parts += (before, self.close(), tag, begin, own)
            elif self._plain and tag:
                parts += (before, tag, begin, own, self.close())
            elif tag:
                parts.append(b"%b%b<</MCID %d%b>>BDC\n%b" % (before, tag, self.next, properties, own))
                self.next += 1
            else:
                parts.append(before)
        return b"".join(parts)[:-1]
