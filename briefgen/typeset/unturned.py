"""Write signs of which PDFium would change the order or the look.

In a right-to-left line PDFium (`CPDF_TextPage::CloseTempLine`) turns signs round, and each into its mirror
image, but those behind Latin letters. Where its order is not the one of the glyphs it reads an object that
begins elsewhere; where it would mirror a sign it reads the mirror image, from a blank.
"""

from collections.abc import Sequence

from briefgen.typeset import glyphs, latin, readings
from briefgen.typeset.glyphs import Cluster
from briefgen.typeset.neighbours import direction
from briefgen.typeset.pen import ORDER, SPAN, STEP
from briefgen.typeset.readings import RLM
from briefgen.typeset.writing import INSIDE, WORD_GAP, Line

_PAIRS = "()", "[]", "{}", "<>", "\u00ab\u00bb", "\u2039\u203a", "\u2018\u2019", "\u201c\u201d"
MIRRORS = {sign: pair[1 - place] for pair in _PAIRS for place, sign in enumerate(pair)}
"""Signs and their mirror images for PDFium (`GetMirrorChar`), which turns quotation marks round too."""


class Unturned(Line):
    """Writes signs as PDFium is to read them."""

    def signs_at(self, clusters: Sequence[Cluster], place: int) -> Sequence[Cluster] | None:
        """Return two signs or more, spaces among them, that follow Latin letters in right-to-left text."""
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
            self.unseen(cluster, x, MIRRORS.get(text, text), end)
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
        if cluster.text not in MIRRORS or len(cluster.glyphs) != 1 or not self.near.paragraph.base:
            return False
        return not self.near.follows_latin(self.shift + cluster.start, self.pen.trail.place)

    def turned(self, cluster: Cluster) -> None:
        """Write a sign that PDFium mirrors (`AddCharInfoByRLDirection`): it reads the mirror image."""
        if self.begins_raised_line():
            self.anchor(cluster, cluster.right)
        self.unseen(cluster, cluster.left, MIRRORS[cluster.text], cluster.right)

    def unseen(self, cluster: Cluster, x: float, reading: str, end: float | None) -> None:
        """Write a sign that PDFium passes over, and a blank for it, from x to the end, that reads as told.

        The mark behind the reading lets pdf.js pass over the blank.
        """
        pen, (glyph,), text = self.pen, cluster.glyphs, cluster.text
        thin, blank = glyphs.thin(cluster.font), glyphs.blank(cluster.font)
        before = self.near.near(self.shift + cluster.start, -1)
        apart, gap = self.starts_word(cluster.left, before), pen.end + WORD_GAP * pen.trail.size
        if thin is None or blank is None or thin == blank:
            pen.glyph(cluster, glyph, text)
            self.same_line = True
            return
        pen.open(text)
        pen.open_hidden()
        if apart:
            pen.silent(cluster, glyph, text)
        else:
            pen.glyph(cluster, glyph, text)
        pen.close()
        pen.close()
        name = readings.resource(cluster.font, {thin: RLM, blank: reading + RLM})
        widths = cluster.font.widths
        # PDFium takes a longer step within an object for a space.
        far = ((end or x) - x) * 1000 / cluster.size - widths[blank] - widths[thin]
        steps = int(max(far, 0) // 90) + 1
        codes = [(thin, 0.0), *[(thin, float(round(-far / steps)))] * (steps - 1)]
        codes.append((blank, float(round(-far / steps))))
        pen.open_aside()
        pen.show(name, cluster.size, x, codes)
        pen.close_aside()
        if apart:
            pen.carrier(cluster, blank, text, gap)
        self.same_line = True


def _is_sign(cluster: Cluster) -> bool:
    return len(cluster.text) == len(cluster.glyphs) == 1 and direction(cluster.text) == "N"
