"""Turn straight quotation marks into those of the language, and tell Hebrew gershayim from them.

One pass over the text, linear in its length: a `"` or `'` is judged by its neighbours and by what is open.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

GERSHAYIM, GERESH, APOSTROPHE = "״", "׳", "’"

_HEBREW = re.compile(r"[\u05d0-\u05ea]")
_PREFIX = re.compile(r"(?<![\u05d0-\u05ea])[ובהלמשכ]{1,4}$")
_LETTERS = re.compile(r"[\u05d0-\u05ea\u0591-\u05c7]*")
_CLOSING_AHEAD = re.compile(r'(?<=[^\s(\[])"(?![\u05d0-\u05ea])')
_NOT_GERSHAYIM = re.compile(r'(?<![\u05d0-\u05ea])"|"(?![\u05d0-\u05ea])')
_FARTHEST = 300
"""Most characters that a quotation opened after a prefix may have."""
_OPENERS = frozenset("([{-–—־/«“‘”")


def set_quotes(texts: Sequence[str], quotes: tuple[str, str, str, str]) -> list[str]:
    """Return the texts of one paragraph with their quotation marks set.

    The texts follow one another without a gap, as the runs of text of a paragraph do; `quotes` are the
    outer opening and closing marks and the inner ones.
    """
    whole = "".join(texts)
    if '"' not in whole and "'" not in whole:
        return list(texts)
    paragraph = _Paragraph(whole, quotes)
    marks = [paragraph.mark(at) if character in "\"'" else character for at, character in enumerate(whole)]
    out, start = [], 0
    for text in texts:
        out.append("".join(marks[start : start + len(text)]))
        start += len(text)
    return out


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
