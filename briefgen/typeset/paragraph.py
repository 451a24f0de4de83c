"""The paragraph a piece of text stands in: its whole text and the levels of its characters.

A paragraph is the inline content of one block container, across its inline boxes. It is made before lines are
broken; each text box carries it and the place of its own first character in it.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any
from unicodedata import combining

from weasyprint.formatting_structure import boxes

from briefgen.typeset.directions import CONTROLS
from briefgen.typeset.joining import joins
from briefgen.typeset.levels import base_level, classes_of, resolve

OBJECT = "\ufffc"
"""Stands for a picture or an inline block."""

_MAX_PREFIX = 300  # controls beyond the deepest level change nothing
_PILE = re.compile("[\u0591-\u05bd\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]{2,}")
"""Marks of Hebrew and Arabic on one letter."""
_BREAKS = re.compile("[\n\r\x1c-\x1e\x85\u2029]")  # the characters of class B


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """The inline content of one block container."""

    text: str
    """The characters in logical order.

    Inline boxes with a direction of their own add the controls of CSS Writing Modes 4, §2.4.2; a picture or
    inline block is U+FFFC, each character of a leader U+0009.
    """
    classes: bytes
    """The letter of each character's Bidi_Class (see `implicit.LETTERS`)."""
    levels: bytes
    """The level of each character (UAX #9), before rule L1."""
    base: int
    """The level of the paragraph: 0 left to right, 1 right to left."""
    bases: tuple[tuple[int, int], ...]
    """(start, level) of each stretch between forced breaks."""
    latin: bool
    """Whether no character can run right to left."""
    plain: bool
    """Whether everything in it runs one way and it is `aligned`: its lines need no ordering."""
    aligned: bool
    """Whether every inline box runs its way, and no join or absolute box asks for ordered lines."""

    def base_at(self, place: int) -> int:
        """Return the level of the stretch that a character stands in."""
        return self.bases[bisect_right(self.bases, (place, 2)) - 1][1] if len(self.bases) > 1 else self.base


def of(box: Any) -> tuple[Paragraph, int] | None:
    """Return the paragraph of a text box and the place of the box's first character in it.

    The layout of a drawn box (`box.pango_layout.text`) may hold more than the box's `text`: joiners and
    override controls round it, which stand at no place of the paragraph, and a hyphen after it.
    """
    return getattr(box, "paragraph", None)


def attach(line: Any) -> Paragraph:
    """Make the paragraph of a line box and give it to the boxes in it: text, atomic, inline.

    Sets `paragraph` on the line, on text boxes and on atomic ones, and `isolate`, the places of the initiator
    and of the PDI, on inline boxes that have them.
    """
    return _Builder(line).paragraph


def _in_order(pile: re.Match[str]) -> str:
    """Return marks in their canonical order (UAX #15): in whichever they were written they read alike."""
    return "".join(sorted(pile[0], key=combining))


class _Builder:
    """Collects the text of a line box and the places of its boxes."""

    def __init__(self, line: Any) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._places: list[tuple[Any, int]] = []
        self._open: list[str] = []
        self._prefixes: list[str] = []
        self._directions = {line.style["direction"]}
        self._placed = False  # whether an absolute box takes its place from the text
        self._walk(line)
        self.paragraph = self._made(line)

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _walk(self, parent: Any) -> None:
        for box in parent.children:
            if not box.is_in_normal_flow():
                self._placed |= box.is_absolutely_positioned()
                continue
            if isinstance(box, boxes.TextBox):
                if _PILE.search(box.text):
                    box.text = _PILE.sub(_in_order, box.text)
                self._add_text(box, box.text)
            elif not isinstance(box, boxes.InlineBox):
                self._add_text(box, OBJECT)
            elif box.is_leader:
                for dots in box.children:
                    self._add_text(dots, "\t" * len(dots.text))
            else:
                self._add_inline(box)

    def _add_text(self, box: Any, text: str) -> None:
        self._places.append((box, self._length))
        self._add(text)
        if breaks := _BREAKS.findall(text):
            self._prefixes.extend(["".join(self._open)[:_MAX_PREFIX]] * len(breaks))

    def _add_inline(self, box: Any) -> None:
        style = box.style
        self._directions.add(style["direction"])
        opening, closing = CONTROLS.get((style["unicode_bidi"], style["direction"]), ("", ""))
        start = self._length
        if opening:
            self._add(opening)
            self._open.append(opening)
        self._walk(box)
        if opening:
            self._add(closing)
            self._open.pop()
        isolates = closing.endswith("\u2069")
        box.isolate = (start, self._length - 1) if isolates else None

    def _made(self, line: Any) -> Paragraph:
        text = "".join(self._parts)
        base = int(line.style["direction"] == "rtl")
        kind = line.style["unicode_bidi"]
        opening = CONTROLS["bidi-override", line.style["direction"]][0] if kind.endswith("override") else ""
        classes = classes_of(text)
        if text.isascii() and not base and not opening:
            levels, bases = bytes(len(text)), [(0, 0)]
        else:
            levels, bases = self._levels(text, classes, None if kind == "plaintext" else base, opening)
        base = bases[0][1]
        joined = not text.isascii() and any(joins(text, place) for _, place in self._places if place)
        aligned = len(self._directions) == 1 and not joined and not (self._placed and base)
        paragraph = Paragraph(
            text=text,
            classes=classes,
            levels=levels,
            base=base,
            bases=tuple(bases),
            latin=not any(levels) and not base,
            plain=aligned and levels.count(base) == len(levels) and all(found == base for _, found in bases),
            aligned=aligned,
        )
        for box, place in self._places:
            box.paragraph = paragraph, place
        line.paragraph = paragraph, 0
        return paragraph

    def _levels(
        self, text: str, classes: bytes, base: int | None, opening: str
    ) -> tuple[bytes, list[tuple[int, int]]]:
        """Resolve each stretch between forced breaks, with the controls open at its start opened anew."""
        found, bases = [], []
        start, before = 0, opening
        ends = [match.end() for match in _BREAKS.finditer(text)]
        for number, end in enumerate([*ends, len(text)]):
            letters = classes_of(before) + classes[start:end]
            level = base_level(letters) if base is None else base
            found.append(resolve(letters, before + text[start:end], level)[len(before) :])
            bases.append((start, level))
            start = end
            before = opening + self._prefixes[number] if number < len(self._prefixes) else opening
        if len(bases) > 1 and bases[-1][0] == len(text):
            bases.pop()
        return b"".join(found), bases
