"""Write right-to-left phrases on left-to-right lines, and what stands beside them.

PDFium would take such a phrase to pieces (see `segments`). So it passes over the phrase and over signs
behind it, and reads in their place an aside (`Content.inset`) in which they stand as it must find them. It
takes all of it to be at one place: who searches for a word of the phrase is shown the phrase.

Not reached: poppler (`reorderText`) gives what digits, commas or slashes part within the phrase from left to
right, and MuPDF takes what follows a number that ends the phrase for a new line (`fz_add_stext_char_imp`).
On a line that is mostly right to left, marks for PDFium stand between its end and the next line.
"""

from collections.abc import Sequence
from itertools import groupby, takewhile
from typing import Any
from unicodedata import bidirectional

from briefgen.typeset import glyphs, lineends, readings, segments
from briefgen.typeset.content import STEP
from briefgen.typeset.glyphs import Cluster
from briefgen.typeset.neighbours import direction
from briefgen.typeset.readings import LRM
from briefgen.typeset.trail import Inset
from briefgen.typeset.unturned import AFTER
from briefgen.typeset.words import Item
from briefgen.typeset.writer import Writer


class Insets(Writer):
    """Writes the text boxes of left-to-right paragraphs that have right-to-left phrases."""

    @property
    def last(self) -> Inset:
        """Return what is known of the last right-to-left phrase on the line."""
        return self.pen.trail.inset

    def write(self, items: Sequence[Item], ends_line: bool) -> None:
        """Write words and clusters, and behind the line what PDFium lacks."""
        if not self.same_line:
            self.pen.trail.inset = Inset()
        self.lacking(items[-1])
        super().write(items, ends_line)

    def items(self, items: Sequence[Item]) -> None:
        """Write words and clusters, right-to-left phrases among them."""
        for inset, group in groupby(items, self.is_inset):
            if inset:
                self.inset([cluster for item in group for cluster in _clusters(item)])
            else:
                super().items([*group])

    def is_inset(self, item: Item) -> bool:
        """Tell whether an item is part of a right-to-left phrase."""
        return self.near.levels[self.shift + item.start] > 0

    def inset(self, clusters: Sequence[Cluster]) -> None:
        """Write a right-to-left phrase, or what of it stands in this text box."""
        last, boxes, x = self.last, self.box.__dict__.get("inset"), self.box.position_x
        if boxes is None or last.boxes is not boxes:
            last.boxes = boxes
            last.text, last.left, last.right = _extent(boxes) if boxes else _whole(clusters, x)
            unread = last.text[max(last.read - self.shift - clusters[0].start, 0) :]
            last.veiled = self.read(clusters, unread, last.left - x, last.right - x)
        self.right, self.opening = last.right - x, any(map(_is_arabic, clusters))
        self.pen.veiled = last.veiled
        self.clusters(clusters)
        self.pen.veiled = False
        text = "".join(cluster.text for cluster in clusters)
        last.turned = segments.ends_right_to_left(text, last.turned)
        if boxes or "R" in map(direction, text):
            last.last = self.shift + clusters[-1].start + len(clusters[-1].text) - 1

    def read(self, clusters: Sequence[Cluster], text: str, left: float, right: float) -> bool:
        """Let PDFium read a phrase; tell whether it can."""
        lead = self.lead(clusters[0], text, left)
        if lead is None or "R" not in map(direction, text):
            return False
        before, left = lead[0], min(lead[1], left) - STEP * clusters[0].size
        return self.pen.inset(clusters, segments.turned(before + text, self.last.turned), left, right - left)

    def lead(self, cluster: Cluster, text: str, left: float) -> tuple[str, float] | None:
        """Return what is read with a phrase before it, and where it begins; None if it cannot be read."""
        near, (place, signs, edge) = self.near, self.last.lead
        before = near.near(self.shift + cluster.start, -1)
        if before < self.last.read:
            return "", left
        if near.is_space(before) or not self.same_line:
            return " ", left
        if before == place:
            return signs, edge - self.pen.origin
        return None if segments.begins_marked(text) else ("", left)

    def lacking(self, item: Item) -> None:
        """Write marks behind the line, for PDFium alone, that make most of it run from left to right."""
        count, line = self.box.__dict__.get("lacking", (0, None))
        cluster = _clusters(item)[0]
        if count and not cluster.text.isspace():
            x = line.position_x + line.width - self.box.position_x
            turned = segments.ends_right_to_left(self.box.text, self.last.turned)
            self.pen.inset([cluster], " " * (not turned) + " ".join(LRM * count), x, cluster.size)

    def phrase(self, clusters: Sequence[Cluster]) -> None:
        """Write numbers and Latin words, and the signs between them and right-to-left phrases."""
        if self.pen.veiled:
            super().phrase(clusters)
            return
        clusters, ahead = self.between(clusters)
        text = "".join(cluster.text for cluster in clusters)
        self.last.turned = segments.ends_right_to_left(text, self.last.turned)
        led = self.leading([*clusters, *ahead])
        rest = clusters if ahead else clusters[: len(clusters) - led]
        if rest:
            super().phrase(rest)
        self.pen.veiled = led > 0
        self.ahead(ahead)
        for cluster in clusters[len(rest) :]:
            self.pen.glyph(cluster, cluster.glyphs[0], cluster.text)
        self.pen.veiled, self.same_line = False, True

    def between(self, clusters: Sequence[Cluster]) -> tuple[Sequence[Cluster], Sequence[Cluster]]:
        """Write signs directly behind a right-to-left phrase; return the rest, and signs before one.

        poppler takes signs with the letters before: a mark says that left to right begins again. pdf.js would
        see a space where the pen goes on: it reads such signs from blanks at the pen.
        """
        first, last, count = clusters[0], clusters[-1], 0
        before = self.near.near(self.shift + first.start, -1)
        if self.same_line and before >= 0 and before == self.last.last:
            self.pen.turn(first, first.left - 2 * STEP * first.size, LRM)
            count = 0 if self.near.is_space(before) else _length(clusters)
        behind = self.behind(clusters)
        count = max(count, len(behind))
        self.signs(clusters[:count], len(behind))
        clusters = clusters[count:]
        after = self.near.near(self.shift + last.start + len(last.text) - 1, 1)
        if not self.box.__dict__.get("ahead") or after < 0 or self.near.is_ltr(after):
            return clusters, ()
        count = len(clusters) - _length(clusters[::-1])
        return clusters[:count], clusters[count:]

    def signs(self, clusters: Sequence[Cluster], veiled: int) -> None:
        """Write signs behind a phrase; PDFium passes over the first ones."""
        joined = _length(clusters)
        for place, cluster in enumerate(clusters):
            self.pen.veiled = place < veiled
            if place < joined:
                self.read_from(cluster, self.pen.end)
            else:
                self.pen.glyph(cluster, cluster.glyphs[0], cluster.text)
        self.pen.veiled = False

    def behind(self, clusters: Sequence[Cluster]) -> Sequence[Cluster]:
        """Return the signs at the start of clusters that PDFium would turn round, and let it read them.

        Those that end a text box are turned round with those at the start of the next.
        """
        if not self.last.turned:
            return ()
        signs = [*takewhile(_is_sign, clusters)]
        start = self.shift + clusters[0].start
        if start < self.last.read:
            return signs
        end = self.end_of_signs(start + len(signs), len(signs) == len(clusters))
        turned = segments.turned(self.near.text[start:end], True)
        if turned == self.near.text[start:end]:
            return ()
        left, right = clusters[0].left, signs[-1].right + (end - start - len(signs)) * signs[0].size
        if not self.pen.inset(signs, turned, left - AFTER, right - left):
            return ()
        self.last.read = end
        return signs

    def end_of_signs(self, end: int, ends_box: bool) -> int:
        """Return the place in the paragraph where signs end that go on behind a text box."""
        if ends_box and not lineends.ends_line(self.box):
            while end < len(self.near.text) and self.near.direction(end) == "N":
                end += 1
        return end

    def leading(self, clusters: Sequence[Cluster]) -> int:
        """Return how many signs at the end of clusters PDFium reads with the phrase that comes next.

        pdf.js would read an aside that has vowel marks, but where it begins with a space.
        """
        if not clusters:
            return 0
        place = self.shift + clusters[-1].start + len(clusters[-1].text)
        if not segments.begins_marked(self.near.text[place : self.near.inset_end(place)]):
            return 0
        signs = [*takewhile(_is_black, reversed(clusters))]
        if not signs or not self.near.is_space(self.near.near(self.shift + signs[-1].start, -1)):
            return 0
        text = " " + "".join(sign.text for sign in reversed(signs))
        self.last.lead = place - 1, text, self.pen.origin + signs[-1].left
        return len(signs)

    def ahead(self, clusters: Sequence[Cluster]) -> None:
        """Write signs before a right-to-left phrase; pdf.js reads them right of it and goes back."""
        if not clusters:
            return
        x = self.box.ahead.position_x + self.box.ahead.width - self.box.position_x
        for cluster in clusters:
            self.read_from(cluster, x)
            x = self.pen.end

    def read_from(self, cluster: Cluster, x: float) -> None:
        """Write a sign from left to right that pdf.js reads from a blank at x."""
        pen, (glyph,), blank = self.pen, cluster.glyphs, glyphs.blank(cluster.font)
        if blank is None:
            pen.glyph(cluster, glyph, cluster.text)
            return
        pen.open(cluster.text)
        pen.silent(cluster, glyph, cluster.text, LRM)
        pen.close()
        pen.carrier(cluster, blank, cluster.text, x)
        pen.trail.number_end, pen.trail.signs = pen.origin + cluster.right, 0


def _clusters(item: Item) -> Sequence[Cluster]:
    return [item] if isinstance(item, Cluster) else item.clusters()


def _extent(boxes: Sequence[Any]) -> tuple[str, float, float]:
    """Return the text of a phrase in several text boxes, and its edges."""
    text = "".join(box.text for box in boxes).translate(glyphs.CONTROLS)
    left = min(box.position_x for box in boxes)
    return text, left, max(box.position_x + box.width for box in boxes)


def _whole(clusters: Sequence[Cluster], x: float) -> tuple[str, float, float]:
    """Return the text of a phrase that stands in one text box, which begins at x, and its edges."""
    left, right = min(cluster.left for cluster in clusters), max(cluster.right for cluster in clusters)
    return "".join(cluster.text for cluster in clusters), x + left, x + right


def _is_arabic(cluster: Cluster) -> bool:
    return bidirectional(cluster.text[:1]) == "AL"


def _is_sign(cluster: Cluster) -> bool:
    return len(cluster.text) == len(cluster.glyphs) == 1 and direction(cluster.text) == "N"


def _is_black(cluster: Cluster) -> bool:
    return _is_sign(cluster) and not cluster.text.isspace()


def _length(clusters: Sequence[Cluster]) -> int:
    """Return how many signs begin a sequence of clusters up to a space; none where others are among them."""
    for count, cluster in enumerate(clusters):
        if cluster.text.isspace():
            return count
        if len(cluster.glyphs) != 1 or not readings.carriable(cluster.text) or direction(cluster.text) == "L":
            return 0
    return len(clusters)
