"""Titles that break well."""

import re
from functools import lru_cache

LINE = 14.2
"""What a line of the title block holds, in ems of the title, where it holds least."""

LONG_LINE = LINE / 0.9
"""The same of a long title, which stylesheets set in nine tenths of the size (`--title-long`)."""

_WIDTHS = (
    (re.compile(r"[\s.,:;!'’׳|ijlıוזיןftrאإأاآر()\-]"), 0.32),
    (re.compile(r"[mwMWשׁ@—]"), 0.82),
    (re.compile(r"[\u0600-\u06ff]"), 0.49),
    (re.compile(r"[A-Z\u05d0-\u05ea]"), 0.62),
)
_OTHER = 0.57


@lru_cache(512)
def balanced(title: str) -> tuple[str, ...]:
    """Return a title in two parts of like length where it may need two lines, else whole.

    The stylesheet keeps each of two parts on one line, so a page breaks between them or not at all.
    """
    spaces = [match.start() for match in re.finditer(" ", title)]
    if ems(title) <= 0.85 * LINE or not spaces:
        return (title,)
    # After a colon the sense breaks too: worth a line more than twice as long as the other, or smaller type.
    colons = [at for at in spaces if title[at - 1] in ":?!؟" and 0.3 < at / len(title) < 0.7]
    for choice, most in ((colons, LINE), (colons, LONG_LINE), (spaces, LINE)):
        middle = min(choice, key=lambda at: abs(at - len(title) / 2), default=0)
        parts = (title[:middle], title[middle + 1 :])
        if middle and max(map(ems, parts)) <= most:
            return parts
    return (title,)


@lru_cache(512)
def is_long(lines: tuple[str, ...]) -> bool:
    """Tell whether the lines of a title, of which a page breaks none, want smaller type."""
    return len(lines) > 1 and max(map(ems, lines)) > LINE


def ems(text: str) -> float:
    """Return about how wide a text is in a semi-bold sans, in ems; never much less than it is."""
    return sum(next((width for letters, width in _WIDTHS if letters.match(c)), _OTHER) for c in text)
