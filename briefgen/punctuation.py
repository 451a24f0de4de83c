"""Set the marks and digits of a language: quotation marks, told from Hebrew gershayim, maqaf, one digit system.

Every change is of one character into another, so that the places of a text stay. All is linear in its length: a `"`
or `'` is judged by its neighbours and by what is open.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from briefgen.languages import NUMBERINGS, Language, Numbering
from briefgen.runs import LTR, Kind, Run, left_to_right

GERSHAYIM, GERESH, MAQAF, APOSTROPHE = "״", "׳", "־", "’"

_HEBREW = re.compile(r"[\u05d0-\u05ea]")
_PREFIX = re.compile(r"(?<![\u05d0-\u05ea])[ובהלמשכ]{1,4}$")
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
    whole = set_digits(set_quotes(set_maqafs("".join(texts), language.prefixes), language.quotes), language)
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
    return "".join(paragraph.mark(at) if character in "\"'" else character for at, character in enumerate(text))


def set_maqafs(text: str, prefixes: str) -> str:
    """Return text with a maqaf for the hyphen between a Hebrew prefix and a number or a foreign word: ב-31, ה-BBC."""
    return _hyphen(prefixes).sub(MAQAF, text) if prefixes and "-" in text else text


@cache
def _hyphen(prefixes: str) -> re.Pattern[str]:
    # A lookbehind has a fixed length: one for each number of prefixes that stand together.
    before = "|".join(rf"(?<=(?<!\w)[{prefixes}]{{{count}}})" for count in range(1, 5))
    return re.compile(rf"(?:{before})-(?=[$€£¥₪*+]?[\d{LTR}])")


def set_digits(text: str, language: Language) -> str:
    """Return text with its numbers in the digit system of the language.

    European digits stay in addresses, dates such as 2026-11-22, telephone numbers, and among Latin letters: S-400.
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


_OTHER_DIGITS = re.compile("[٠-٩۰-۹]")
_TO_EUROPEAN = {
    ord(row.zero) + value: str(value) for row in NUMBERINGS.values() if row.zero != "0" for value in range(10)
}
_CONVERTED = {Kind.NUMBER, Kind.MEASURE, Kind.RANGE}
_LETTER = re.compile(f"[{LTR}]")
_SEPARATORS = re.compile(r"(?<=\d)[٫٬](?=\d)|(?<=\d)٪")
_EUROPEAN = {"٫": ".", "٬": ",", "٪": "%"}
_GROUPED = re.compile(r"(?<=\d),(?=\d{3})")
_DECIMAL = re.compile(r"([^\d]*\d[\d,]*)\.(\d+[^\d.]*)")


def _european(text: str) -> str:
    return _SEPARATORS.sub(lambda match: _EUROPEAN[match[0]], text.translate(_TO_EUROPEAN))


def _numbers(run: Run) -> Sequence[Run]:
    return [number for part in run.parts for number in _numbers(part)] or [run]


def _converted(number: str, target: Numbering) -> str:
    """Return a number in another system; one with Latin letters stays as it is."""
    if _LETTER.search(number):
        return number
    signs = _GROUPED.sub(target.group, _DECIMAL.sub(rf"\1{target.decimal}\2", number)).replace("%", target.percent)
    return signs.translate({ord("0") + value: chr(ord(target.zero) + value) for value in range(10)})


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is read from its start, and which quotations are open."""

    text: str
    quotes: tuple[str, str, str, str]
    double: bool = False
    single: bool = False

    def mark(self, at: int) -> str:
        before, after = self.text[at - 1 : at] if at else "", self.text[at + 1 : at + 2]
        return self._double(at, before, after) if self.text[at] == '"' else self._single(before, after)

    def _double(self, at: int, before: str, after: str) -> str:
        inside_word = _HEBREW.match(before) and _HEBREW.match(after)
        if inside_word and not self._opens_after_prefix(at):
            return GERSHAYIM
        undecided = (not before or before.isspace()) and (not after or after.isspace())
        self.double = not self.double if undecided else _opening(before, after)
        return self.quotes[0] if self.double else self.quotes[1]

    def _single(self, before: str, after: str) -> str:
        if _HEBREW.match(before) and (_HEBREW.match(after) or not self.single):
            return GERESH
        opens = _opening(before, after)
        if (before.isalnum() and after.isalnum()) or not (opens or self.single):
            return APOSTROPHE
        self.single = opens
        return self.quotes[2] if opens else self.quotes[3]

    def _opens_after_prefix(self, at: int) -> bool:
        """Tell a quotation after a prefix, as in ו"ויתור", from gershayim, as in צה"ל and מנכ"לית.

        Gershayim stand before the last letters of a word; a quotation after a prefix needs a closing mark.
        """
        rest = _LETTERS.match(self.text, at + 1)
        letters = len(rest.group()) if rest else 0
        if self.double or letters < 2 or not _PREFIX.search(self.text[max(0, at - 5) : at]):
            return False
        # Only the next mark that is not gershayim counts; the bound keeps the whole pass linear.
        following = _NOT_GERSHAYIM.search(self.text, at + 1 + letters, at + _FARTHEST)
        return following is not None and bool(_CLOSING_AHEAD.match(self.text, following.start()))


def _opening(before: str, after: str) -> bool:
    """Tell whether a mark between these characters opens a quotation."""
    if not after or after.isspace():
        return False
    inside_word = _HEBREW.match(before) and _HEBREW.match(after)
    return not before or before.isspace() or before in _OPENERS or bool(inside_word)
