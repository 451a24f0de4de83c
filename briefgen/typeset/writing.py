"""What a writer of letters and signs knows of the line it stands on."""

from collections.abc import Sequence
from typing import Any

from briefgen.typeset import glyphs, readings
from briefgen.typeset.glyphs import Cluster
from briefgen.typeset.latin import Phrase
from briefgen.typeset.neighbours import Neighbours
from briefgen.typeset.pen import Pen
from briefgen.typeset.trail import Trail
from briefgen.typeset.words import Word

INSIDE = 0.02
"""Distance, in font sizes, from the edge of a letter's cell to a direction mark."""
WORD_GAP = 0.3
"""Advance, in font sizes, that pdf.js takes for a space: from 0.102 to 0.6."""
JOINED = 0.03
"""Advance, in font sizes, up to which pdf.js forgets a space it has passed."""
ANCHOR = 7.2
"""Font sizes of the blanks that open a line with raised glyphs.

PDFium bears glyphs that are moved by half the width of such a blank: by 0.83 of the font size, as some marks
are in the fonts of headings. With 8 it takes tight lines, as those of timelines, for one.
"""


class Line:
    """The state of writing one text box: where it stands, and what was written before."""

    def __init__(self, stream: Any, neighbours: Neighbours, shift: int, matrix: Any, box: Any) -> None:
        trail: Trail = stream.__dict__["trail"]
        self.near = neighbours
        self.shift = shift
        self.pen = Pen(stream, matrix.values[4], matrix.values[5], trail)
        ctm, y = stream.ctm.values, matrix.values[5]
        self.same_line = trail.ctm == ctm and abs(trail.y - y) < trail.size / 2
        self.pen.fresh = trail.neighbours is not neighbours
        if not self.same_line:
            trail.number_end, trail.signs, trail.anchored = float("-inf"), 0, False
            trail.waiting = None
            trail.ctm, trail.y = ctm, y
        trail.neighbours = neighbours
        self.box = box
        """The text box that is written."""
        self.drop = y - trail.y
        """How far the text is lowered to stand on the line, in pixels; below zero for raised text."""
        self.base = 0.0
        """Left edge of the last letter."""
        self.stacked = 0
        """How many marks have been written on it."""
        self.ends = False
        """Whether the letter being written is the last but one."""
        self.lent: Cluster | None = None
        """The cluster whose dots are written with the letter before."""
        self.after: Word | None = None
        """The word that follows the clusters being written."""
        self.led: float | None = None
        """Right edge of a sign before the number that is written, where it has one."""
        self.opening = False
        """Whether a phrase begins that may hold raised glyphs, on a left-to-right line."""
        self.right = 0.0
        """Right edge of the right-to-left phrase that is written on a left-to-right line."""
        self.more = False
        """Whether anything in this text box follows what is written."""

    def starts_word(self, left: float, before: int) -> bool:
        """Tell whether a space that pdf.js would miss stands before a cluster."""
        if not self.same_line or left - self.pen.end > JOINED * self.pen.trail.size:
            return False
        return self.pen.fresh or self.near.is_space(before)

    def phrase_of(self, clusters: Sequence[Cluster]) -> Phrase:
        """Return the phrase that clusters belong to, its edges measured from this text box."""
        trail, boxes = self.pen.trail, self.box.__dict__.get("phrase")
        if boxes is None:
            trail.boxes, trail.phrase = None, Phrase(clusters[0].left, clusters[-1].right)
        else:
            left = min(box.position_x for box in boxes) - self.box.position_x
            right = max(box.position_x + box.width for box in boxes) - self.box.position_x
            if trail.boxes is not boxes or not self.same_line:
                trail.boxes, trail.phrase = boxes, Phrase(left, right)
            trail.phrase.left, trail.phrase.right = left, right
        phrase: Phrase = trail.phrase
        return phrase

    def begins_raised_line(self) -> bool:
        """Tell whether a line begins that may hold raised glyphs, or Arabic letters within another one."""
        begins, self.opening = not self.same_line or self.opening, False
        return begins and self.near.arabic

    def anchor(self, cluster: Cluster | Word, x: float) -> None:
        """Open a line with raised glyphs by blanks at x, which read as a space in PDFium."""
        blank = glyphs.blank(cluster.font)
        if blank is not None:
            font = readings.reading(cluster.font, blank, " ")
            self.pen.open("")
            self.pen.show(font, ANCHOR * cluster.size, x, ((blank, 0.0), (blank, 0.0)), self.drop)
            self.pen.close()
            self.pen.trail.anchored = True
