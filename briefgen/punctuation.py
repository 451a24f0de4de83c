"""Set the marks and digits of a language: quotation marks (not gershayim), maqafs, dashes, digits.

Every change is of one character into another, so that the places of a text stay. All is linear in its length:
a `"` or `'` is judged by its neighbours and by what is open.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from briefgen import compiled
from briefgen.languages import NUMBERINGS, Language, Numbering
from briefgen.runs import LTR, Kind, Run, left_to_right

GERSHAYIM, GERESH, MAQAF, DASH, APOSTROPHE = "״", "׳", "־", "–", "’"

_HEBREW = re.compile(r"[\u05d0-\u05ea\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
_ELISION = re.compile(r"'(?:n'|(?:\d\ds?|em|tis|twas|til|cause)\b)", re.IGNORECASE)
"""An apostrophe at the start of a word: '90s, rock 'n' roll."""
_PREFIX = re.compile(r"(?<![\u05d0-\u05ea\u0591-\u05c7])(?:[ובהלמשכ][\u0591-\u05c7]{0,2}){1,4}$")
_LETTERS = re.compile(r"[\u05d0-\u05ea\u0591-\u05c7]*")
_CLOSING_AHEAD = re.compile(r'(?<=[^\s(\[])"(?![\u05d0-\u05ea])')
_NOT_GERSHAYIM = re.compile(r'(?<![\u05d0-\u05ea])"|"(?![\u05d0-\u05ea])')
_FARTHEST = 300
"""Most characters that a quotation opened after a prefix may have."""
_OPENERS = frozenset("([{-–—־/«“‘”")


def punctuate(texts: Sequence[str], language: Language) -> list[str]:
    """Return the texts of one paragraph with the marks and digits of its language.

    The texts follow one another without a gap, as the runs of text of a paragraph do.
    """
    whole = set_ranges(set_maqafs("".join(texts), language.prefixes))
    whole = set_digits(set_quotes(whole, language.quotes), language)
    out, start = [], 0
    for text in texts:
        out.append(whole[start : start + len(text)])
        start += len(text)
    return out


def set_quotes(text: str, quotes: tuple[str, str, str, str]) -> str:
    """Return a paragraph with its quotation marks set.

    `quotes` are the outer opening and closing marks and the inner ones.
    """
    if '"' not in text and "'" not in text:
        return text
    paragraph = _Paragraph(text, quotes)
    return "".join(
        paragraph.mark(at) if character in "\"'" else character for at, character in enumerate(text)
    )


def set_maqafs(text: str, prefixes: str) -> str:
    """Return text with a maqaf for the hyphen between a Hebrew prefix and a number or foreign word: ב-31."""
    return _hyphen(prefixes).sub(MAQAF, text) if prefixes and "-" in text else text


@cache
def _hyphen(prefixes: str) -> re.Pattern[str]:
    # A lookbehind has a fixed length: one for each number of prefixes that stand together.
    before = "|".join(rf"(?<=(?<!\w)[{prefixes}]{{{count}}})" for count in range(1, 5))
    return compiled.pattern(rf"(?:{before})-(?=[-−$€£¥₪*+.@#]?[\d{LTR}])")


def set_ranges(text: str) -> str:
    """Return text with a dash for the hyphen of a range: Hebrew would turn 1994-2026 from left to right."""
    if not _HYPHENATED.search(text):
        return text
    out, end = [], 0
    for run in left_to_right(text):
        for number in run.parts[:-1]:
            if text[number.end] == "-":
                out += [text[end : number.end], DASH]
                end = number.end + 1
    return "".join(out) + text[end:]


def set_digits(text: str, language: Language) -> str:
    """Return text with its numbers in the digit system of the language.

    European digits stay in addresses, dates such as 2026-11-22, telephone numbers and beside Latin letters.
    """
    target = language.numbering
    if target.zero == "0":
        return _european(text) if _OTHER_DIGITS.search(text) else text
    out, end = [], 0
    for run in left_to_right(text):
        for number in _numbers(run) if run.kind in _CONVERTED else ():
            out += [text[end : number.start], _converted(text[number.start : number.end], target)]
            end = number.end
    return "".join(out) + text[end:]


_HYPHENATED = re.compile(r"\d[%°]?-[$€£¥₪]?\d")
_OTHER_DIGITS = re.compile("[٠-٩۰-۹]")
_TO_EUROPEAN = {
    ord(row.zero) + value: str(value) for row in NUMBERINGS.values() if row.zero != "0" for value in range(10)
}
_CONVERTED = {Kind.NUMBER, Kind.MEASURE, Kind.RANGE}
_LETTER = re.compile(f"[{LTR}]")
_SEPARATORS = re.compile(r"(?<=\d)[٫٬](?=\d)|(?<=\d)٪")
_EUROPEAN = {"٫": ".", "٬": ",", "٪": "%"}
_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")


def _european(text: str) -> str:
    return _SEPARATORS.sub(lambda match: _EUROPEAN[match[0]], text.translate(_TO_EUROPEAN))


def _numbers(run: Run) -> Sequence[Run]:
    return [number for part in run.parts for number in _numbers(part)] or [run]


def _converted(number: str, target: Numbering) -> str:
    """Return a number in another system; one with Latin letters stays as it is."""
    if _LETTER.search(number):
        return number
    if number.count(".") == 1:
        number = _DECIMAL.sub(target.decimal, number)
    signs = _GROUPED.sub(target.group, number).replace("%", target.percent)
    return signs.translate({ord("0") + value: chr(ord(target.zero) + value) for value in range(10)})


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is read from its start, and which quotations are open."""

    text: str
    quotes: tuple[str, str, str, str]
    double: bool = False
    single: bool = False
    opened: int = -2
    """Place of the last mark that opened a quotation."""

    def mark(self, at: int) -> str:
        """Return what stands for the straight mark at a place; to be called in the order of the text."""
        before, after = self.text[at - 1 : at] if at else "", self.text[at + 1 : at + 2]
        double = self.text[at] == '"'
        return self._double(at, before, after) if double else self._single(at, before, after)

    def _double(self, at: int, before: str, after: str) -> str:
        hebrew = _HEBREW.match(before) and _HEBREW.match(after)
        if hebrew and not self._opens_after_prefix(at):
            return GERSHAYIM
        # Alone between spaces or letters, as after the Arabic prefix of و"النفوذ", it turns what is open.
        undecided = (not before.strip() and not after.strip()) or (before.isalpha() and after.isalpha())
        self.double = not self.double if undecided and not hebrew else self._opening(at, before, after)
        if self.double:
            self.opened = at
        return self.quotes[0] if self.double else self.quotes[1]

    def _single(self, at: int, before: str, after: str) -> str:
        if _HEBREW.match(before) and (_HEBREW.match(after) or not self.single):
            return GERESH
        opens = self._opening(at, before, after) and not _ELISION.match(self.text, at)
        if (before.isalnum() and after.isalnum()) or not (opens or self.single):
            return APOSTROPHE
        self.single = opens
        if opens:
            self.opened = at
        return self.quotes[2] if opens else self.quotes[3]

    def _opening(self, at: int, before: str, after: str) -> bool:
        """Tell whether a mark between these characters opens a quotation."""
        if not after.strip():
            return False
        hebrew = _HEBREW.match(before) and _HEBREW.match(after)
        return not before.strip() or before in _OPENERS or bool(hebrew) or self.opened == at - 1

    def _opens_after_prefix(self, at: int) -> bool:
        """Tell a quotation after a prefix, as in ו"ויתור", from gershayim, as in צה"ל and מנכ"לית.

        Gershayim stand before the last letters of a word; a quotation after a prefix needs a closing mark.
        """
        rest = _LETTERS.match(self.text, at + 1)
        letters = len(rest.group()) if rest else 0
        if self.double or letters < 2 or not _PREFIX.search(self.text[max(0, at - 13) : at]):
            return False
        # Only the next mark that is not gershayim counts; the bound keeps the whole pass linear.
        following = _NOT_GERSHAYIM.search(self.text, at + 1 + letters, at + _FARTHEST)
        return following is not None and bool(_CLOSING_AHEAD.match(self.text, following.start()))
