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


@dataclass(slots=True)
class _Open:
    """Which quotations are open."""

    double: bool = False
    single: bool = False


def set_quotes(texts: Sequence[str], quotes: tuple[str, str, str, str]) -> list[str]:
    """Return the texts of one paragraph with their quotation marks set.

    The texts follow one another without a gap, as the runs of text of a paragraph do; `quotes` are the
    outer opening and closing marks and the inner ones.
    """
    whole = "".join(texts)
    if '"' not in whole and "'" not in whole:
        return list(texts)
    state = _Open()
    marks = [_mark(whole, index, state, quotes) if c in "\"'" else c for index, c in enumerate(whole)]
    out, start = [], 0
    for text in texts:
        out.append("".join(marks[start : start + len(text)]))
        start += len(text)
    return out


def _mark(text: str, at: int, state: _Open, quotes: tuple[str, str, str, str]) -> str:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    double = text[at] == '"'
    if _HEBREW.match(before) and _HEBREW.match(after):
        if not double:
            return GERESH
        if not _opens_after_prefix(text, at, state):
            return GERSHAYIM
    elif not double and (before.isalnum() and after.isalnum()):
        return APOSTROPHE
    elif not double and _HEBREW.match(before) and not state.single:
        return GERESH
    if double:
        state.double = opens = not state.double if _undecided(before, after) else _opening(before, after)
        return quotes[0] if opens else quotes[1]
    if not _opening(before, after) and not state.single:
        return APOSTROPHE
    state.single = _opening(before, after)
    return quotes[2] if state.single else quotes[3]


def _opening(before: str, after: str) -> bool:
    """Tell whether a mark between these characters opens a quotation."""
    return bool(after and not after.isspace()) and (
        not before
        or before.isspace()
        or before in _OPENERS
        or (bool(_HEBREW.match(before)) and bool(_HEBREW.match(after)))
    )


def _undecided(before: str, after: str) -> bool:
    """Tell whether both sides are spaces or both are not, so that only what is open decides."""
    return (not before or before.isspace()) and (not after or after.isspace())


def _opens_after_prefix(text: str, at: int, state: _Open) -> bool:
    """Tell a quotation after a prefix, as in ו"ויתור", from gershayim, as in צה"ל and מנכ"לית.

    Gershayim stand before the last letters of a word; a quotation after a prefix needs a closing mark.
    """
    rest = _LETTERS.match(text, at + 1)
    word_rest = len(rest.group()) if rest else 0
    if state.double or word_rest < 2 or not _PREFIX.search(text[max(0, at - 5) : at]):
        return False
    # Only the next mark that is not gershayim counts; the bound keeps the whole pass linear.
    following = _NOT_GERSHAYIM.search(text, at + 1 + word_rest, at + _FARTHEST)
    return following is not None and bool(_CLOSING_AHEAD.match(text, following.start()))
