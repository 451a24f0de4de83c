"""What stands beside a character in its paragraph, as the readers of a PDF see it."""

from functools import cache
from unicodedata import bidirectional

from briefgen.typeset.glyphs import CONTROLS
from briefgen.typeset.paragraph import OBJECT, Paragraph

_CLASSES = {"R": "R", "AL": "R", "L": "L", "WS": "N", "ON": "N", "B": "N", "S": "N", "": "N"}
_SKIPPED = frozenset({*map(chr, CONTROLS), OBJECT})


@cache
def direction(text: str) -> str:
    """Return R for a right-to-left letter, L for a left-to-right one, W for digits, signs and marks, else N.

    These are the classes by which poppler and PDFium order a line; the first character decides.
    """
    return _CLASSES.get(bidirectional(text[:1]), "W")


@cache
def inherits(text: str) -> bool:
    """Tell whether MuPDF gives a character the direction of the one before (`guess_bidi_level`)."""
    return bidirectional(text[:1]) in ("CS", "NSM", "BN", "B", "S", "WS", "ON")


class Neighbours:
    """The characters of a paragraph with their classes."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        self.text = paragraph.text
        self.levels = paragraph.levels
        self.directions = "".join(map(direction, self.text))
        letters = set(self.text)
        self.arabic = "AL" in map(bidirectional, letters)
        """Whether it has Arabic letters, whose dots and marks may be raised glyphs."""
        self._skips = not _SKIPPED.isdisjoint(letters)

    def near(self, place: int, step: int) -> int:
        """Return the place of the next character from a place on, controls left out; -1 beyond the ends."""
        place += step
        if self._skips:
            while 0 <= place < len(self.text) and self.text[place] in _SKIPPED:
                place += step
        return place if 0 <= place < len(self.text) else -1

    def direction(self, place: int) -> str:
        """Return the class of the character at a place, N beyond the ends."""
        return self.directions[place] if place >= 0 else "N"

    def is_ltr(self, place: int) -> bool:
        """Tell whether the character at a place runs from left to right."""
        return place >= 0 and self.levels[place] % 2 == 0

    def inset_end(self, place: int) -> int:
        """Return where the right-to-left phrase ends that begins at a place of a left-to-right paragraph."""
        end = self.levels.find(0, place)
        return end if end >= 0 else max(place, len(self.levels))

    def is_space(self, place: int) -> bool:
        """Tell whether the character at a place is a space."""
        return place >= 0 and self.text[place].isspace()

    def follows_latin(self, place: int, start: int) -> bool:
        """Tell whether the last letter before a place, from a start on, is one from left to right."""
        before = max(start, 0), max(place, 0)
        return self.directions.rfind("L", *before) > self.directions.rfind("R", *before)

    def follows_digit(self, place: int) -> bool:
        """Tell whether digits, or signs after digits, stand directly before a place."""
        place = self.near(place, -1)
        while place >= 0 and self.directions[place] == "W":
            if self.levels[place] % 2 == 0:
                return True
            place = self.near(place, -1)
        return False


def runs_left(paragraph: Paragraph) -> bool:
    """Tell whether any of a paragraph runs from right to left."""
    return bool(paragraph.base) or any(level in paragraph.levels for level in (1, 3, 5))


def lead(text: str, first: str) -> int:
    """Return how many controls were put before the first character of a piece of a paragraph."""
    count = 0
    while count < len(text) and ord(text[count]) in CONTROLS and text[count] != first:
        count += 1
    return count
