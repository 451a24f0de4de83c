"""Hyphens and dashes at which no line ends, though UAX #14 lets it (its rules are to be tailored, §8).

A careful typesetter breaks a long compound (decision-making), but leaves no short part of one alone: al-Sham,
Deir ez-Zor, UN-OCHA, e-mail, GTFS-RT; nor does a line end within a range of numbers: 2024–2025, $5–$10. Two
words joined by a dash or slash stay together: Russian–American, and/or. Readers find a space at a line's end.
"""

import re
from collections.abc import Iterator

_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\u02bb-\u02bf"
_MARKS = "[\u2066-\u2069]*"
"""What stands for controls of inline boxes."""

KEPT = (
    re.compile(f"(?<![{_LATIN}\\d’'])[{_LATIN}’']{{1,3}}[-\u2010]{_MARKS}(?=[{_LATIN}])"),
    re.compile(f"(?<=[{_LATIN}])[-\u2010]{_MARKS}(?=[{_LATIN}]{{1,2}}(?![{_LATIN}]))"),
    re.compile(f"(?<=[{_LATIN}])–{_MARKS}(?=[{_LATIN}])"),
    re.compile(f"(?<![\\w./:@-])[{_LATIN}’']+/{_MARKS}(?=[{_LATIN}’']+(?![\\w/:@-]))"),
    re.compile(f"(?<=[\\d%°])[-\u2010–]{_MARKS}(?=[$€£¥₪+−-]?\\d)"),
)
"""After these no line ends: a part of up to three letters, one before a part of up to two, words, numbers."""


def places(text: str) -> Iterator[int]:
    """Yield the places of a text before which no line begins."""
    if "-" in text or "–" in text or "\u2010" in text or "/" in text:
        for pattern in KEPT:
            for match in pattern.finditer(text):
                yield match.end()
