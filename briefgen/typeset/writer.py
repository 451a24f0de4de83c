"""Write the words, letters and signs of a text box for the readers of a PDF, see `textlayer`."""

from collections.abc import Sequence
from typing import Any
from unicodedata import mirrored

from briefgen.typeset import glyphs, latin, readings
from briefgen.typeset.content import STEP
from briefgen.typeset.glyphs import Cluster, is_mark
from briefgen.typeset.letters import MARKS, Letters, dots_of, ligature_of
from briefgen.typeset.neighbours import direction
from briefgen.typeset.pen import CUT
from briefgen.typeset.signs import unit_at
from briefgen.typeset.unturned import THIN
from briefgen.typeset.words import Item, Word, Written
from briefgen.typeset.writing import INSIDE, WORD_GAP

RAISED = 0.1
"""Height over the line, in font sizes, from which text counts as raised."""


class Writer(Letters):
    """Writes the clusters of one text box, in logical order."""

    def write(self, items: Sequence[Item], ends_line: bool) -> None:
        """Write words and clusters, which are in logical order, and the space behind them at a line's end."""
        if not self.same_line:
            self.pen.trail.place = self.shift + items[0].start
            self.pen.trail.start = self.pen.origin + max(item.right for item in items)
        elif self.pen.fresh:
            self.separate(items[0])
            if self.near.arabic and not self.pen.trail.anchored:
                self.anchor(items[0], self.pen.trail.start - self.pen.origin)
        self.items(items)
        if ends_line:
            self.end_line(items[-1])
        if self.near.paragraph.base and not self.box.__dict__.get("beside"):
            first = min(items, key=lambda item: item.left)
            if not first.rtl:
                self.pen.guard(first, first.left)
        self.pen.finish()

    def items(self, items: Sequence[Item]) -> None:
        """Write words and clusters."""
        clusters: list[Cluster] = []
        for item in items:
            if isinstance(item, Cluster):
                clusters.append(item)
                continue
            self.clusters(clusters, item)
            clusters = []
            if self.stands_alone(item):
                self.word(item)
            else:
                self.clusters(item.clusters())
            item.shape.clusters = None
        self.clusters(clusters)

    def stands_alone(self, word: Word) -> bool:
        """Tell whether a word is written as it is everywhere else: within a line, among spaces."""
        near, pen, size, run = self.near, self.pen, word.size, word.run
        if not self.same_line or not pen.can_repeat:
            return False
        if pen.trail.size != size or abs(self.drop) > RAISED * size or pen.end < word.right:
            return False
        start, end = self.shift + word.start - 1, self.shift + word.end
        if near.text[start:end] != run.text[word.start - 1 : word.end]:
            return False
        return near.text[end - 1] == " " or end == len(near.text) or near.text[end].isspace()

    def word(self, word: Word) -> None:
        """Write a word as it was written before, or for the first time."""
        written = word.shape.written
        if written is None:
            written = word.shape.written = self.first_time(word, readings.noting(word.font))
        self.pen.repeat(written, written.ready(word.font), word.left, word.size)
        self.base, self.stacked, self.lent = word.left + written.base, written.stacked, None

    def first_time(self, word: Word, font: Any) -> Written:
        """Write a word at the left edge of the page, in a font that notes what its glyphs read as."""
        outer, self.pen = self.pen, self.pen.apart(word.size)
        self.clusters(word.alone(font))
        parts, end = self.pen.parted(), self.pen.end
        self.pen = outer
        return Written(*parts, end, self.base, self.stacked, readings.calls(font), font.widths)

    def clusters(self, clusters: Sequence[Cluster], after: Word | None = None) -> None:
        """Write clusters, which are in logical order, up to the word after them."""
        self.after = after
        place, count = 0, len(clusters)
        while place < count:
            place = self.next(clusters, place)

    def next(self, clusters: Sequence[Cluster], place: int) -> int:
        """Write what begins at a place; return the place of what is to be written next."""
        cluster, count = clusters[place], len(clusters)
        if abs(self.drop) > RAISED * cluster.size and (unit := unit_at(clusters, place)):
            self.raised(unit)
            return place + len(unit)
        if not cluster.rtl:
            end = place
            while end < count and not clusters[end].rtl:
                end += 1
            self.led = self.settle(cluster.left)
            self.more = end < count or self.after is not None
            self.phrase(clusters[place:end])
            return end
        if (group := self.signs_at(clusters, place)) is not None:
            place += len(group)
            after = self.after.clusters()[0] if self.after else None
            self.group(group, clusters[place] if place < count else after)
            return place
        self.settle(cluster.left)
        self.ends = place + 2 >= count
        self.letter(cluster, clusters[place + 1] if place + 1 < count else None)
        plain = self.same_line and direction(cluster.text[-1:]) == "R"
        return self.letters(clusters, place + 1) if plain and place + 1 < count else place + 1

    def letters(self, clusters: Sequence[Cluster], start: int) -> int:
        """Write the plain letters that follow a letter; return the place of what is to be written next."""
        place = start if self.pen.fresh else self.pen.letters(clusters, start)
        if place > start:
            last = clusters[place - 1]
            self.base, self.stacked = min(last.left, last.glyphs[0].x), 0
        return place

    def letter(self, cluster: Cluster, following: Cluster | None) -> None:
        """Write a cluster of a right-to-left run."""
        text, size = cluster.text, cluster.size
        place = self.shift + cluster.start
        before = self.near.near(place, -1)
        plain = len(text) == len(cluster.glyphs) == 1 and (following is None or len(following.glyphs) == 1)
        inside = self.same_line and not self.pen.fresh and not self.near.is_space(before)
        if inside and plain and direction(text) == "R" and (width := self.gap_to_number(cluster)) is not None:
            self.unseen(cluster, text, cluster.left, width)
            return
        plain = plain and not self.opening
        reach = self.reach(cluster, following)
        if plain and inside and direction(text) == "R":
            self.pen.letter(cluster, self.pen.end - cluster.left < CUT * size, reach)
            self.base, self.stacked = min(cluster.left, cluster.glyphs[0].x), 0
            return
        if plain and direction(text) == "R" and self.begins_word(cluster, before):
            blank = glyphs.blank(cluster.font)
            if blank is not None and readings.carriable(text):
                self.pen.word(cluster, blank, self.pen.end + WORD_GAP * self.pen.trail.size, reach)
                self.base, self.stacked = min(cluster.left, cluster.glyphs[0].x), 0
                return
        kind = direction(text or " ")
        if kind != "R" and self.near.is_ltr(before):
            self.pen.turn(cluster, cluster.right - INSIDE * size)
        if not text or text.isspace():
            self.space(cluster, following)
        elif is_mark(text):
            self.marks(cluster, glyphs.share(cluster))
        elif joined := ligature_of(cluster):
            self.ligature(cluster, joined, before)
        else:
            self.sign_or_letter(cluster, following, before)
        after = self.near.near(place + max(len(text), 1) - 1, 1)
        if direction(text[-1:]) == "W" and self.near.direction(after) != "R":
            self.pen.turn(cluster, cluster.left - INSIDE * size)

    def reach(self, cluster: Cluster, following: Cluster | None) -> float | None:
        """Return how far left a letter must reach for poppler, which sees kerning as a space, or None."""
        if following is None or not following.rtl or direction(following.text) != "R":
            return None
        edge = glyphs.right_edge(following)
        return edge if glyphs.gapes(cluster, edge) else None

    def begins_word(self, cluster: Cluster, before: int) -> bool:
        """Tell whether a letter begins a word within a line, with nothing else to be written beside it."""
        alone = self.lent is not cluster and not self.pen.fresh
        return alone and self.starts_word(cluster.left, before)

    def sign_or_letter(self, cluster: Cluster, following: Cluster | None, before: int) -> None:
        """Write a letter with its dots and marks, or a sign or bracket."""
        parts = glyphs.share(cluster)
        glyph, part = parts[0]
        if self.follows_mark(cluster, before):  # of marks and signs side by side PDFium keeps the order
            marked = MARKS if is_mark(self.near.text[before]) else 0.0
            x = self.base + (2 * STEP * (self.stacked + 1) - marked) * cluster.size
            self.unseen(cluster, cluster.text, x, THIN * cluster.size)
            return
        self.base, self.stacked = min(cluster.left, glyph.x), 0
        dots = [] if self.lent is cluster else dots_of(parts)
        if self.turns(cluster):
            self.turned(cluster)
            return
        if len(part) == len(cluster.text) == len(parts) == 1 and self.leads_number(cluster):
            self.unseen(cluster, part, None)
            return
        apart = self.pen.veiled and self.starts_word(cluster.left, before)
        if len(part) == 1 and mirrored(part) and not apart:
            self.plain(cluster, glyph, part)
        else:
            self.first(cluster, glyph, part[:1], dots, self.borrow(cluster, following), before)
        self.marks(cluster, [*((None, character) for character in part[1:]), *parts[1:]])

    def phrase(self, clusters: Sequence[Cluster]) -> None:
        """Write numbers and Latin words: one object while font and height stay the same, or pieces."""
        if self.near.paragraph.base and self.begins_raised_line():
            self.anchor(clusters[-1], clusters[-1].right)
        self.pieces(clusters)
        self.same_line = True

    def pieces(self, clusters: Sequence[Cluster]) -> None:
        """Write a phrase as one object while font and height stay the same, or piece by piece."""
        parts = [(cluster, *part) for cluster in clusters for part in glyphs.share(cluster)]
        phrase = self.phrase_of(clusters)
        pieces = [piece for piece in latin.pieces(parts) if piece[0][2].strip()]
        several = len(pieces) > 1 or self.pen.trail.boxes is not None
        by_pieces = bool(self.near.paragraph.base) and several and all(map(latin.is_uniform, pieces))
        cluster, glyph, text = parts[0]
        before = self.near.near(self.shift + clusters[0].start, -1)
        apart = len(text) == 1 and not text.isspace() and self.starts_word(cluster.left, before)
        if apart and not phrase.begun:
            whole = by_pieces and len(pieces[0]) == 1
            end = phrase.right if whole and phrase.right > cluster.right else None
            self.apart(cluster, glyph, text, (), 0, readings.LRM, end)
            phrase.begun, phrase.latin, parts = whole, direction(text) == "L", parts[1:]
        if self.led is not None and latin.is_uniform(pieces[0]):
            self.led_number(pieces[0], self.led)
            phrase.begun, parts = True, parts[len(pieces[0]) :]
        if by_pieces and parts:
            after = self.near.near(self.shift + clusters[-1].start + len(clusters[-1].text) - 1, 1)
            spaced = self.near.is_space(after)
            sign = latin.write_pieces(self.pen, parts, phrase, spaced, spaced and not self.near.is_ltr(after))
            if sign is not None:
                phrase.places += 1
                x = phrase.left - phrase.places * cluster.size / 1000
                more = self.more or self.box.__dict__.get("followed")
                self.unseen(sign, sign.text, None if more else x)
        elif parts:
            if self.pen.veiled:
                self.pen.open("".join(text for _, _, text in parts))
            latin.write(self.pen, parts)
            if self.pen.veiled:
                self.pen.close()
        end = clusters[-1].right
        if phrase.begun and phrase.places:
            end = phrase.left + (10 - phrase.places) * cluster.size / 1000
        self.pen.trail.number_end, self.pen.trail.signs = self.pen.origin + end, 0
        self.pen.trail.number_start = self.pen.origin + clusters[0].left
