"""Words, dates and numbers that a page adds to its text: gettext and Babel, in one place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from babel.core import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.localedata import exists

from briefgen import compiled, hazards
from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.languages import Language
from briefgen.model import PartialDate

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

_ZEROS = {"latn": "0", "arab": "٠", "arabext": "۰", "deva": "०", "beng": "০", "thai": "๐"}
_LETTERS = {"Hebr": "אבגדהוזחטיכלמנסעפצקרשת", "Arab": "أبجدهوزحطيكلمنسعفصقرشت"}
_VALUE = re.compile("%(?:[(][^)]*[)].|.?)", re.DOTALL)
"""What a value is put in the place of: `%(name)s`; and whatever else begins like it."""
_COUNTS = 200
"""Counts that a rule of plurals is tried with."""
_LATIN = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Strings:
    """The interface strings, dates and numbers of one language."""

    language: Language
    catalogue: NullTranslations

    def gettext(self, message: str) -> str:
        """Return a message in the language; English, the language of the messages, where it has none."""
        return self.catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the form of a message that the language's plural rule gives for a count."""
        return self.catalogue.ngettext(singular, plural, count)

    def pgettext(self, context: str, message: str) -> str:
        """Return a message that means different things in different places."""
        return self.catalogue.pgettext(context, message)

    def npgettext(self, context: str, singular: str, plural: str, count: int) -> str:
        """Return the plural form of a message that means different things in different places."""
        return self.catalogue.npgettext(context, singular, plural, count)

    def digits(self, text: str) -> str:
        """Return text with its European digits in the language's numbering system."""
        zero = ord(_ZEROS[self.language.digits])
        return text.translate({ord("0") + value: chr(zero + value) for value in range(10)})

    def number(self, value: int) -> str:
        """Return a number without grouping, as issue and source numbers are written."""
        return self.digits(str(value))

    def date(self, value: PartialDate) -> str:
        """Return a date as far as it is known: "22 November 2026", "November 2026" or "2026".

        Babel passes over the numbering system, so the digits are set here.
        """
        return _only_digits_of(_date(value, self.language.locale), self)

    def names(self, names: Sequence[str]) -> str:
        """Return names as an enumeration: "a, b and c"."""
        return format_list(list(names), locale=self.language.locale)

    def quoted(self, text: str) -> str:
        """Return text between the language's outer quotation marks."""
        opening, closing = self.language.quotes[:2]
        return f"{opening}{text}{closing}"

    def language_name(self, code: str) -> str:
        """Return what the language calls another one; the code itself where CLDR has no name."""
        if not exists(code.replace("-", "_")):
            return code
        return Locale.parse(code, sep="-").get_language_name(self.language.locale) or code

    def letter(self, number: int) -> str:
        """Return the letter that marks a note, counted from 1: a, b … z, aa …, in the language's script."""
        letters = _LETTERS.get(self.language.script, _LATIN)
        mark = ""
        while number:
            number, rest = divmod(number - 1, len(letters))
            mark = letters[rest] + mark
        return mark


@cache
def _date(value: PartialDate, locale: str) -> str:
    if value.day:
        return format_date(value.first_day, "long", locale)
    if value.month:
        return format_skeleton("yMMMM", value.first_day, locale=locale)
    return str(value.year)


def _only_digits_of(text: str, strings: Strings) -> str:
    plain = {ord(zero) + value: str(value) for zero in _ZEROS.values() for value in range(10)}
    return strings.digits(text.translate(plain))


TEMPLATE = "locale/briefgen.pot"
"""Where a template folder keeps the messages without translations."""


def path(language: str) -> str:
    """Return where a template folder keeps the strings of a language."""
    return f"locale/{language}/LC_MESSAGES/briefgen.po"


def load(folders: Sequence[Mapping[str, bytes]], language: Language) -> Strings:
    """Compile the catalogues of a language: the first folder's messages stand over the next one's.

    Raises BriefgenError where no folder has a catalogue for the language, or one cannot be read.
    """
    catalogues = [
        _catalogue(folder[path(language.code)], language, builtin=folder is folders[-1])
        for folder in folders
        if path(language.code) in folder
    ]
    if not catalogues:
        place = Place(f"templates/{path(language.code)}")
        hint = f"translate the messages of templates/{TEMPLATE} into it"
        raise BriefgenError([error(place, f"is missing: there are no strings in {language.name}", hint)])
    for catalogue, fallback in pairwise(catalogues):
        catalogue.add_fallback(fallback)
    return Strings(language, catalogues[0])


def read(data: bytes, language: Language) -> "Catalog":
    """Return the messages of a .po file.

    Raises BriefgenError with the file's line, for a translation that no page can hold too.
    """
    from babel.messages.pofile import read_po  # the built-in ones are remembered

    where = f"templates/{path(language.code)}"
    try:
        found = read_po(BytesIO(data), language.locale, abort_invalid=True)
    except Exception as fault:  # what is no catalogue may be wrong in any way
        place = Place(where, getattr(fault, "lineno", -1) + 1)
        raise BriefgenError([error(place, f"is not a message catalogue: {fault}")]) from None
    faults = [
        error(Place(where, message.lineno or 0), what, "translate it anew")
        for message in found
        if message.id and (what := _fault(message))
    ]
    if faults:
        raise BriefgenError(faults)
    return found


def _fault(message: "Message") -> str:
    """Return what keeps a translation from being printed; empty where nothing does."""
    ids = (message.id,) if isinstance(message.id, str) else message.id
    for text in (message.string,) if isinstance(message.string, str) else message.string or ():
        if text and not {*_VALUE.findall(text)} <= {*_VALUE.findall(" ".join(ids))}:
            return "has a translation that asks for another value than its message"
        hazard = hazards.of_line(text or "")
        if hazard:
            return hazard
    return ""


def untranslated(data: bytes, language: Language) -> list[str]:
    """Return the messages of a .po file that have no translation, or lack one of the plural forms."""
    catalogue = read(data, language)
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id
        and (
            message.fuzzy or not _whole(message.string, catalogue.num_plurals if message.pluralizable else 1)
        )
    ]


def _whole(string: str | Sequence[str] | None, forms: int) -> bool:
    strings = (string,) if isinstance(string, str) else tuple(string or ())
    return len(strings) == forms and all(strings)


def _catalogue(data: bytes, language: Language, *, builtin: bool) -> GNUTranslations:
    key = "strings", language.locale, sha256(data).hexdigest()
    kept: bytes | None = compiled.recall(*key)
    if kept:
        return GNUTranslations(BytesIO(kept))
    made = _compile(data, language)
    found = _tried(made, language)
    if builtin:
        compiled.note(made, *key)
    return found


def _compile(data: bytes, language: Language) -> bytes:
    from babel.messages.mofile import write_mo

    made = BytesIO()
    write_mo(made, read(data, language))
    return made.getvalue()


def _tried(made: bytes, language: Language) -> GNUTranslations:
    """Return a catalogue whose rule of plurals can be used."""
    try:
        found = GNUTranslations(BytesIO(made))
        for count in range(_COUNTS):
            found.ngettext("", "", count)
    except Exception as fault:  # the rule of plurals is read here, and may go wrong in any way
        what = f"has a head that cannot be read: {fault}"
        raise BriefgenError([error(Place(f"templates/{path(language.code)}", 1), what)]) from None
    return found
