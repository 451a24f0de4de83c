"""Scripts by their letters, and the languages they most likely are in."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

LETTERS: Mapping[str, str] = {
    "Hebr": "\u05d0-\u05f2\ufb1d-\ufb4f",
    "Arab": "\u0620-\u064a\u066e-\u06d3\u0750-\u077f\u08a0-\u08c7\ufb50-\ufdf1\ufe70-\ufefc",
    "Cyrl": "\u0400-\u0481\u048a-\u052f",
    "Grek": "\u0386\u0388-\u03ff",
    "Latn": "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f",
}
"""Script → ranges of its letters."""

LIKELY: Mapping[str, str] = {"Hebr": "he", "Arab": "ar", "Cyrl": "ru", "Grek": "el", "Latn": "en"}
"""Script → its most likely language (Unicode's likely subtags)."""

_LANGUAGES = {
    "Hebr": "he yi",
    "Arab": "ar fa ur ps ckb sd ug",
    "Cyrl": "ru uk bg be sr mk",
    "Grek": "el",
    "": "und zh ja ko hi bn ta te th ka hy am mr gu pa ne si km my",
}
SCRIPTS = {code: script for script, codes in _LANGUAGES.items() for code in codes.split()}
"""Language → script, where that is not Latin; "" for scripts that are not told apart here."""

FOREIGN = {
    home: re.compile("[" + "".join(letters for script, letters in LETTERS.items() if script != home) + "]")
    for home in LETTERS
}
"""Script → the letters of all others."""

_MARKS = "\u0300-\u036f\u0591-\u05c7\u05f3\u05f4\u064b-\u065f\u0670"
_WORDS = {
    script: re.compile(
        f"[{letters}][{letters}{_MARKS}0-9]*+(?:[-.'’/־][{letters}0-9][{letters}{_MARKS}0-9]*+)*+"
    )
    for script, letters in LETTERS.items()
}
"""Script → a word, with the digits and parts that hang on it: F-16, al-Sham."""

_GAP = re.compile(r"[^\w()\[\]{}<>«»“”\"]{1,3}")
"""What may stand between words of one stretch."""


@cache
def script_of(language: str) -> str:
    """Return the script (ISO 15924) of a language tag; empty where it is unknown or not told apart here."""
    code, *subtags = language.split("-")
    for subtag in subtags:
        if len(subtag) == 4 and subtag.isalpha():
            return subtag.title() if subtag.title() in LETTERS else ""
    return SCRIPTS.get(code.lower(), "Latn" if code else "")


def foreign_runs(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, likely language) of the stretches in other scripts than the language's."""
    home = script_of(language)
    if not home or not FOREIGN[home].search(text):
        return
    for script, words in _WORDS.items():
        if script != home:
            yield from ((start, end, LIKELY[script]) for start, end in _stretches(text, words))


def _stretches(text: str, words: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield the stretches that the words of one script make with the spaces and marks between them."""
    start = end = -1
    for word in words.finditer(text):
        if end >= 0 and not _GAP.fullmatch(text, end, word.start()):
            yield start, end
            end = -1
        start = word.start() if end < 0 else start
        end = word.end()
    if end >= 0:
        yield start, end
