"""Right-to-left words spelled: what was written for their letters before, put together.

A word that stands alone on a line (`Writer.stands_alone`) is written as everywhere else. So it is spelled
once for a document, as if it stood at the left edge of the page and the word before it ended far to the
right. Letters that follow a letter and need nothing beside them share a reading and are shown in one go.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from briefgen.typeset import glyphs, readings
from briefgen.typeset.forms import END, FAR, GLYPHS, LEFT, Form, Spots, Stroke, Strokes
from briefgen.typeset.neighbours import direction
from briefgen.typeset.pen import CUT
from briefgen.typeset.words import Stretch, Word, Written


class Facts(NamedTuple):
    """What counts of the neighbours of a letter."""

    first: bool
    """Whether it begins the word."""
    cut: bool
    """Whether pdf.js has read something so close that it would not begin a new piece of text."""
    lent: bool
    """Whether its dots were written with the letter before."""
    several: bool
    """Whether the next cluster has several glyphs."""
    after: Form | None
    """That, or one that stands apart, where more of it counts."""
    follows: bool
    """For what ends with a sign or mark, whether a letter follows."""
    stacked: int
    """For spaces and marks, how many marks are on the letter before."""
    base: float
    """For marks, the left edge of that letter, in pixels from their own."""


Write = Callable[[Form, int, Form | None, Facts], Strokes]
"""Writes a cluster, at a place in the word and before another one, for the first time."""


def spell(word: Word, write: Write) -> Written:
    """Return a word with the names of the fonts of its document."""
    return _Spelling(word, write).written()


class _Spelling:
    """Spells one word."""

    def __init__(self, word: Word, write: Write) -> None:
        self.letters: Sequence[tuple[Form, Spots]] = word.shape.letters
        self.font, self.size, self.write = word.font, word.size, write
        self.start = 0
        """Place of the next cluster in the word."""
        self.end, self.base, self.stacked, self.lent = FAR, 0.0, 0, False
        self.at = self.rise = 0.0
        self.set = ("", 0.0)
        """Font and size that are set."""
        self.first = self.set
        self.text: list[str] = []
        """Operators since the last step that begins a stretch."""
        self.head = ""
        self.from_end: bool | None = None
        """What the stretch counts from."""
        self.x = self.width = 0.0
        self.stretches: list[Stretch] = []

    def written(self) -> Written:
        """Spell the word."""
        place, count = 0, len(self.letters)
        while place < count:
            self.letter(place)
            place += 1
            if place < count and not self.rise and self.letters[place - 1][0].ends == "R":
                place = self.row(place)
        if self.rise:
            self.text.append("0 Ts\n")
        self.turn(None)
        told = _told(self.first)
        return Written(
            self.head,
            self.head.replace(told, "", 1),
            tuple(self.stretches),
            self.first,
            self.set,
            self.end,
            self.base,
            self.stacked,
        )

    def letter(self, place: int) -> None:
        """Add a cluster as it was written before, or for the first time."""
        form, spots = self.letters[place]
        left, after, following, several, follows, stacked, base = (
            spots[LEFT],
            None,
            None,
            False,
            False,
            0,
            0.0,
        )
        if place + 1 < len(self.letters):
            following, places = self.letters[place + 1]
            follows = form.ends == "W" and following.kind == "R"
            several = form.kind == "R" and not following.single
            if self.ends(place, following) if several else self.gapes(form, spots, following, places):
                after = following
                spots += places
        if form.leans or form.text == " ":
            stacked = self.stacked
        if form.leans:
            spots += (self.base,)
            base = round(self.base - left, 6)
        cut = self.end - left < CUT * self.size
        key = (place == 0, cut, self.lent, several, after, follows, stacked, base)
        strokes = form.written.get(key)
        if strokes is None:
            strokes = form.written[key] = self.write(form, self.start, following, Facts(*key))
        self.add(strokes.named(self.font), spots)
        self.text.append(strokes.after)
        self.start += len(form.text)
        if strokes.end is not None:
            self.end = strokes.end.found(spots)
        if strokes.base is not None:
            self.base, self.stacked = strokes.base.found(spots), strokes.stacked
        self.lent = strokes.lends

    def gapes(self, form: Form, spots: Spots, after: Form, places: Spots) -> bool:
        """Tell whether poppler sees a space between two letters of one glyph."""
        return (
            form.plain
            and after.kind == "R"
            and spots[GLYPHS] - (places[GLYPHS] + after.wide) > glyphs.GAP * self.size
        )

    def ends(self, place: int, after: Form) -> bool:
        """Tell whether no letter follows the first one after a place."""
        if place + 2 >= len(self.letters):
            return True
        return direction(after.text[1:2] or self.letters[place + 2][0].text) != "R"

    def add(self, strokes: Sequence[Stroke], spots: Spots) -> None:
        """Add the objects of a cluster."""
        add = self.text.append
        for before, font, rise, spot, by, shown in strokes:
            add(before)
            if font != self.set:
                add(_told(font))
                if not self.first[0]:
                    self.first = font
                self.set = font
            if rise != self.rise:
                add(f"{round(rise, 4)} Ts\n")
                self.rise = rise
            x = spots[spot]
            for distance in by:
                x += distance
            step = round(x - self.at, 3)
            self.at += step
            if (spot == END) is self.from_end:
                self.width += step
                add(f"{step}{shown}")
            else:
                self.turn(spot == END)
                add(shown)

    def turn(self, from_end: bool | None) -> None:
        """End a stretch, and begin one that counts from elsewhere."""
        text = "".join(self.text)
        text = text[:-1] if from_end is None else text
        self.text.clear()
        if self.from_end is None:
            self.head = text
        else:
            self.stretches.append(Stretch(self.from_end, self.x, self.width, text))
        self.from_end, self.x = from_end, round(self.at - FAR if from_end else self.at, 3)
        self.width = 0.0

    def row(self, place: int) -> int:
        """Add the plain letters from a place on; return that of what is to be written next."""
        start, letters, count, widths = place, self.letters, len(self.letters), self.font.widths
        step_back, gap = CUT * self.size, glyphs.GAP * self.size
        end, at, width = self.end, self.at, self.width
        texts: dict[int, str] = {}
        known, name = self.font.to_unicode, self.font.hash
        shown: list[str] = []
        while place < count:
            form, spots = letters[place]
            number, left, x = form.number, spots[LEFT], spots[GLYPHS]
            if not form.plain or end - left < step_back or texts.setdefault(number, form.text) != form.text:
                break
            if known.get(number) != form.text:
                name = ""
            if place + 1 < count:
                after, places = letters[place + 1]
                if not after.single or x - (places[GLYPHS] + after.wide) > gap:
                    break
            step = round(x - at, 3)
            at += step
            width += step
            shown.append(f"{step}{form.shown}")
            widths[number] = form.widths[number]
            end = x + form.wide
            self.base = min(left, x)
            place += 1
        if place > start:
            font = name or readings.resource(self.font, texts), round(self.size, 5)
            if font != self.set:
                self.text.append(_told(font))
                self.set = font
            self.text += shown
            self.start += place - start
            self.end, self.at, self.width, self.stacked, self.lent = end, at, width, 0, False
        return place


def _told(font: tuple[str, float]) -> str:
    return f"/{font[0]} {font[1]} Tf\n"
