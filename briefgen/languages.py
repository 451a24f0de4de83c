"""Facts about the languages of briefs: a row a language."""

import re
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
    prefixes: str = ""
    """Letters of the prefixes that a maqaf joins to a number or a foreign word: ב־31, ה־BBC."""
    signs: str = ""
    """Signs that keep their place beside a European number without help.

    Among Hebrew letters those of class ET do (UAX #9, W5); Arabic letters turn digits into Arabic numbers
    first (W2), beside which they do not.
    """
    units: tuple[str, ...] = ()
    """Words for units in the language's own letters; no line ends between a number and one of them."""
    figures: tuple[str, ...] = ()
    """Words by which a text names a figure with its number: Figure 2."""
    tables: tuple[str, ...] = ()
    """The same for a table."""

    @property
    def numbering(self) -> "Numbering":
        """Return the signs that numbers are written with; European ones for a system without a row."""
        return NUMBERINGS.get(self.digits, NUMBERINGS["latn"])


@dataclass(frozen=True, slots=True)
class Numbering:
    """The signs of a numbering system.

    In right-to-left text a European number with its sign, currency, degrees or percent runs left to right as
    one: -5, $0.41, 31.4°C, 15%. An Arabic-Indic one follows the text: the percent stands on the left of ١٥٪,
    the minus on the right. Ranges follow the text in every system: the first number of 1994–2026 is read
    first, so it stands on the right.
    """

    zero: str
    decimal: str
    group: str
    percent: str


NUMBERINGS: Mapping[str, Numbering] = {
    "latn": Numbering("0", ".", ",", "%"),
    "arab": Numbering("٠", "٫", "٬", "٪"),
    "arabext": Numbering("۰", "٫", "٬", "٪"),
}
"""CLDR numbering system → its signs."""

_HEBREW_UNITS = (
    *("ק״מ", "ס״מ", "מ״מ", "מ׳", "מ״ר", "קמ״ר", "קמ״ש", "מ״ק", "ק״ג", "ג׳", "ש״ח", "ליטר", "טון", "דונם"),
    *("מעלות", "אחוז", "אחוזים", "מיליון", "מיליארד", "טריליון", "אלף", "דולר", "אירו", "שקל", "שקלים"),
)
_ARABIC_UNITS = (
    *(
        "كم",
        "كلم",
        "سم",
        "ملم",
        "م",
        "م²",
        "كم²",
        "كغ",
        "كغم",
        "غم",
        "طن",
        "لتر",
        "دونم",
        "درجة",
        "درجات",
        "ليرة",
    ),
    *("بالمئة", "بالمائة", "مليون", "مليونًا", "مليار", "مليارًا", "ألف", "دولار", "دولارًا", "يورو", "شيكل"),
)

BUILTIN: Mapping[str, Language] = {
    "he": Language(
        "he",
        "עברית",
        "he_IL",
        "rtl",
        "Hebr",
        "latn",
        ("”", "”", "’", "’"),
        "ובהלמשכ",
        "$€£¥₪¢#%‰°′″",
        _HEBREW_UNITS,
        ("תרשים", "איור"),
        ("טבלה", "לוח"),
    ),
    "ar": Language(
        "ar",
        "العربية",
        "ar_PS",
        "rtl",
        "Arab",
        "latn",
        ("«", "»", "“", "”"),
        units=_ARABIC_UNITS,
        figures=("الشكل", "لشكل", "شكل"),
        tables=("الجدول", "لجدول", "جدول"),
    ),
    "en": Language(
        "en",
        "English",
        "en_GB",
        "ltr",
        "Latn",
        "latn",
        ("“", "”", "‘", "’"),
        figures=("Figure", "Fig."),
        tables=("Table",),
    ),
}
"""The languages that need no row in a project's configuration."""

OF_SCRIPT: Mapping[str, str] = {"Latn": "en", "Hebr": "he", "Arab": "ar"}
"""Script → the language that words in it are taken to be in where nobody says otherwise."""

_HAMZA = str.maketrans("أإآٱىة", "اااايه")
_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "syr", "ug", "ur", "yi"})


def direction_of(code: str) -> Direction:
    """Return the direction in which a language is usually written, by its BCP 47 tag."""
    return "rtl" if code.split("-", 1)[0].lower() in _RTL else "ltr"


def language(code: str) -> Language:
    """Return the row of a language, or for one without a row what its direction tells."""
    main = code.split("-", 1)[0].lower()
    if main in BUILTIN:
        return BUILTIN[main]
    direction = direction_of(code)
    script = "Latn" if direction == "ltr" else "Hebr" if main == "yi" else "Arab"
    return Language(code, code, main, direction, script, "latn", ("“", "”", "‘", "’"))


def sorting_key(text: str, language: Language) -> str:
    """Return what names of an index are sorted by: in Arabic without the article, every alif alike."""
    plain = text.casefold()
    if language.script == "Arab":
        plain = re.sub(r"(?<!\w)ال(?=\w{2})", "", plain).translate(_HAMZA)
    return plain
