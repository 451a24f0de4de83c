"""Facts about the languages of briefs: a row a language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Language:
    """What a brief must know of its language."""

    code: str
    """BCP 47 tag, as in folder names and `lang` attributes."""
    name: str
    """What the language calls itself."""
    locale: str
    """CLDR locale for dates, numbers, plurals and month names."""
    direction: Direction
    script: str
    """ISO 15924 code, by which stylesheets choose fonts and sizes."""
    digits: str
    """CLDR numbering system of every number printed."""
    quotes: tuple[str, str, str, str]
    """Opening and closing quotation marks, outer and inner."""


BUILTIN: Mapping[str, Language] = {
    "he": Language("he", "עברית", "he_IL", "rtl", "Hebr", "latn", ("”", "”", "’", "’")),
    "ar": Language("ar", "العربية", "ar_PS", "rtl", "Arab", "latn", ("«", "»", "“", "”")),
    "en": Language("en", "English", "en_GB", "ltr", "Latn", "latn", ("“", "”", "‘", "’")),
}
"""The languages that need no row in a project's configuration."""

_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "syr", "ug", "ur", "yi"})


def direction_of(code: str) -> Direction:
    """Return the direction in which a language is usually written, by its BCP 47 tag."""
    return "rtl" if code.split("-", 1)[0].lower() in _RTL else "ltr"
