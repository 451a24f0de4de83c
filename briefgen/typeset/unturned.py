"""Write signs of which PDFium would change the order or the look.

In a right-to-left line PDFium (`CPDF_TextPage::CloseTempLine`) turns signs round, and each into its mirror
image, but those behind Latin letters. So it passes over some signs and reads others in their place, which
nobody else reads (`Content.aside`): at another place where its order is not the one of the glyphs, and with
the mirror image where it would mirror them. It finds no space beside what it reads from right to left (as it
takes the vast fonts to be), wherever within its width the next object begins.
"""

from collections.abc import Sequence
from unicodedata import bidirectional

from briefgen.typeset import glyphs, latin
from briefgen.typeset.content import ORDER, SPAN, STEP
from briefgen.typeset.glyphs import Cluster
from briefgen.typeset.neighbours import direction
from briefgen.typeset.segments import MIRRORS
from briefgen.typeset.writing import INSIDE, WORD_GAP, Line

AFTER = 0.005
"""Distance in pixels at which an object comes after another for PDFium."""
THIN = 0.03
"""Width, in font sizes, that PDFium takes a sign to have which it reads elsewhere."""


class Unturned(Line):
    """Writes signs as PDFium is to read them."""

    def signs_at(self, clusters: Sequence[Cluster], place: int) -> Sequence[Cluster] | None:
        """Return two signs or more, spaces among them, that follow Latin letters in right-to-left text."""
        if not _is_sign(clusters[place]):
            return None
        if self.near.direction(self.near.near(self.shift + clusters[place].start, -1)) == "N":
            return None
        end = place
        while end < len(clusters) and clusters[end].rtl and _is_sign(clusters[end]):
            end += 1
        text = "".join(cluster.text for cluster in clusters[place:end])
        known = self.same_line and not self.pen.fresh and self.near.paragraph.base
        if not known or text == text[::-1]:
            return None
        follows = self.near.follows_latin(self.shift + clusters[place].start, self.pen.trail.place)
        return clusters[place:end] if follows else None

    def group(self, clusters: Sequence[Cluster], following: Cluster | None) -> None:
        """Write signs that follow Latin letters: PDFium does not turn them round (`CloseTempLine`).

        Their objects begin side by side, from left to right in the order of reading.
        """
        pen, first, last = self.pen, clusters[0], clusters[-1]
        if self.near.is_ltr(self.near.near(self.shift + first.start, -1)):
            pen.turn(first, first.right - INSIDE * first.size)
        left = last.left
        if following is not None and following.glyphs and following.rtl:
            (glyph, _), *_ = glyphs.share(following)
            left = min(left, glyph.x + following.font.widths[glyph.number] * following.size / 1000)
        self.settle(left)
        for number, cluster in enumerate(clusters):
            x = left + 0.1 * (number + 1) * STEP * cluster.size
            blank = glyphs.blank(cluster.font)
            if blank is None:
                pen.glyph(cluster, cluster.glyphs[0], cluster.text)
            elif cluster.text.isspace():
                self.led_space(cluster, x)
            else:
                self.placed(cluster, x, first.right if cluster is last else None)
        self.same_line = True

    def placed(self, cluster: Cluster, x: float, end: float | None = None) -> None:
        """Write a sign that PDFium reads at x; with `end` its object ends there."""
        pen, (glyph,), text, blank = self.pen, cluster.glyphs, cluster.text, glyphs.blank(cluster.font)
        before = self.near.near(self.shift + cluster.start, -1)
        apart, gap = self.starts_word(cluster.left, before), pen.end + WORD_GAP * pen.trail.size
        if not text.isascii() and direction(text) == "N":  # MuPDF counts bytes, see `latin`
            self.unseen(cluster, text, x, THIN * cluster.size if end is None else None)
            return
        pen.open(text, SPAN if apart else ORDER)
        latin.show_sign(pen, (cluster, glyph, "" if apart else text), x, end)
        if apart and blank is not None:
            pen.tail(cluster, blank)
        pen.close()
        if apart and blank is not None:
            pen.carrier(cluster, blank, text, gap)
        else:
            pen.passed(glyph.x, glyph.number, cluster)

    def led_space(self, cluster: Cluster, x: float) -> None:
        """Write a space that PDFium reads at x, and the others where it is."""
        self.pen.open(" ", ORDER)
        latin.show_sign(self.pen, (cluster, cluster.glyphs[0], " "), x, cluster.right)
        self.pen.close()

    def turns(self, cluster: Cluster) -> bool:
        """Tell whether PDFium turns a sign into its mirror image."""
        if len(cluster.text) != 1 or len(cluster.glyphs) != 1 or not self.near.paragraph.base:
            return False
        if cluster.text not in MIRRORS and not self.opens(cluster):
            return False
        return not self.near.follows_latin(self.shift + cluster.start, self.pen.trail.place)

    def opens(self, cluster: Cluster) -> bool:
        """Tell whether a cluster is a quotation mark or bracket between a space and a letter."""
        text = cluster.text
        if not cluster.rtl or len(text) != 1 or direction(text) != "N" or text.isspace():
            return False
        place = self.shift + cluster.start
        before, after = self.near.near(place, -1), self.near.near(place, 1)
        return self.near.is_space(before) and after >= 0 and not self.near.is_space(after)

    def turned(self, cluster: Cluster) -> None:
        """Write a sign that PDFium mirrors (`AddCharInfoByRLDirection`): it reads the mirror image."""
        if self.begins_raised_line():
            self.anchor(cluster, cluster.right)
        if not self.same_line:
            self.pen.turn(cluster, cluster.right - INSIDE * cluster.size)
        self.unseen(
            cluster, MIRRORS.get(cluster.text, cluster.text), cluster.left, self.gap_to_number(cluster)
        )

    def follows_number(self, place: int) -> bool:
        """Tell whether a number that is written on this line stands directly before a place."""
        return self.pen.trail.number_end > float("-inf") and self.near.follows_digit(place)

    def gap_to_number(self, cluster: Cluster) -> float | None:
        """Return how wide what follows signs is that PDFium reads at the end of a number; None elsewhere."""
        trail = self.pen.trail
        if not trail.signs or not self.follows_number(self.shift + cluster.start):
            return None
        return trail.number_start - self.pen.origin - cluster.left

    def leads_number(self, cluster: Cluster) -> bool:
        """Tell whether a sign stands before a number, with which PDFium would read it from left to right."""
        if bidirectional(cluster.text) not in ("ES", "ET") or not self.near.paragraph.base:
            return False
        place = self.shift + cluster.start
        after = self.near.near(place, 1)
        number = self.near.is_ltr(after) and self.near.direction(after) == "W"
        return number and not self.follows_number(place)

    def settle(self, x: float) -> float | None:
        """Write the sign that waits for what begins at x, if one does; return its right edge."""
        waiting: Cluster | None = self.pen.trail.waiting
        self.pen.trail.waiting = None
        if waiting is None:
            return None
        read = [(waiting.glyphs[0].number, waiting.text)]
        self.pen.aside(waiting, read, x - AFTER, THIN * waiting.size)
        return waiting.right

    def led_number(self, piece: Sequence[latin.Part], right: float) -> None:
        """Write a number behind a sign; PDFium takes it to reach to the right edge of the sign."""
        pen, (cluster, glyph, _) = self.pen, piece[0]
        pen.open("".join(text for _, _, text in piece), ORDER)
        pen.open_hidden()
        latin.write(pen, piece)
        pen.close()
        pen.close()
        read = [(part.number, text) for _, part, text in piece]
        pen.aside(cluster, read, glyph.x + AFTER, right - glyph.x)

    def unseen(self, cluster: Cluster, reading: str, x: float | None, width: float | None = None) -> None:
        """Write a sign that PDFium passes over; it reads another at x, or left of what comes next.

        The glyph is in a sequence within one that has its ActualText: PDFium takes that of the innermost.
        """
        pen, (glyph,), text, blank = self.pen, cluster.glyphs, cluster.text, glyphs.blank(cluster.font)
        before = self.near.near(self.shift + cluster.start, -1)
        apart, gap = self.starts_word(cluster.left, before), pen.end + WORD_GAP * pen.trail.size
        pen.open(text)
        pen.open_hidden()
        carried = blank is not None and (apart or self.leads_number(cluster))
        if carried:
            pen.silent(cluster, glyph, text)
        else:
            pen.glyph(cluster, glyph, text)
        pen.close()
        pen.close()
        if x is None:
            pen.trail.waiting = cluster
        else:
            pen.aside(cluster, [(glyph.number, reading)], x, width)
        if carried and blank is not None:
            pen.carrier(cluster, blank, text, gap if apart else glyph.x)
        self.same_line = True


def _is_sign(cluster: Cluster) -> bool:
    return len(cluster.text) == len(cluster.glyphs) == 1 and direction(cluster.text) == "N"
