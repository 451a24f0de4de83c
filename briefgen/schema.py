"""The keys of briefgen.yaml, people.yaml, issue.yaml and of a block's front matter.

All that is wrong with a file is told at once, each fault with the line of its key.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args

from briefgen import hazards, yaml
from briefgen.diagnostics import BriefgenError, error
from briefgen.model import PartialDate, Revision, Stale, Texts
from briefgen.shapes import (
    BOOLEAN,
    NUMBER,
    TEXT,
    Faults,
    Shape,
    either,
    items,
    key,
    mapping,
    maybe,
    meaning,
    number,
    one,
    row,
    text,
)

STORES = r"(?:s3|gs|gcs|az|abfss?)://[^\s:]+"
"""Addresses of stores that a project may name: no other machine, and no folder of this one."""


def _date(value: object) -> PartialDate:
    """Read YYYY, YYYY-MM or YYYY-MM-DD."""
    match = (
        re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", str(value))
        if isinstance(value, (str, int))
        else None
    )
    if not match:
        raise ValueError("is not a date; write YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if year < 1 or (month is not None and not 1 <= month <= 12):
        raise ValueError("is not a date of the calendar")
    if day is not None and month is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise ValueError("is not a date of the calendar")
    return PartialDate(year, month, day)


def _revision(value: object) -> Revision:
    match = re.fullmatch(r"([a-z][\w.-]*/[\w.-]+\.md)(?:@([0-9a-f]{7,64}))?", str(value))
    if not match:
        raise ValueError("is not LANGUAGE/FILE.md@BLOB, as in he/background.md@3f9a1c2")
    return Revision(match[1], match[2] or "")


def _address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>\"\\]+", value):
        raise ValueError("is not a web address; it begins with https:// or http://")
    return value


def _one_line(value: str) -> str:
    fault = hazards.of_line(value)
    line = " ".join(value.split())
    if fault or len(line) > 2000:
        raise ValueError(fault or "has more than 2000 characters")
    if not line:
        raise ValueError("is empty")
    return line


def _known(value: str) -> str:
    if value not in get_args(Stale):
        raise ValueError(f"is none of {', '.join(get_args(Stale))}")
    return value


def _positive(value: float) -> float:
    if value <= 0:
        raise ValueError("is not more than 0")
    return value


LINE = meaning(_one_line, TEXT)
WORD = text(r"[a-z0-9][a-z0-9-]*", 80)
DATE = meaning(_date)
ADDRESS = meaning(_address, text(r".*", 2000))
TEXTS = mapping(WORD, LINE)
WORDS = items(WORD)
SOME_WORDS = items(WORD, least=1)
_SCRIPT = text(r"[A-Z][a-z]{3}")
_MORE_THAN_NOTHING = meaning(_positive, NUMBER)


@row
class LanguageRow:
    """A language of the project; a row given in part fills up from the built-in one."""

    name: str | None = key(maybe(LINE), default=None)
    locale: str | None = key(maybe(text(r"[A-Za-z]{2,3}(_[A-Za-z0-9]+)*")), default=None)
    direction: str | None = key(maybe(text(r"ltr|rtl")), default=None)
    script: str | None = key(maybe(_SCRIPT), default=None)
    digits: str | None = key(maybe(text(r"[a-z]{3,8}")), default=None)
    quotes: list[str] | None = key(maybe(items(LINE, 4, 4)), default=None)


@row
class LengthRow:
    """A length of the project."""

    blocks: list[str] = key(SOME_WORDS)
    optional: list[str] = key(WORDS, default=[])
    template: str | None = key(maybe(WORD), default=None)
    pages: int | None = key(maybe(number(1, 200)), default=None)
    fill: float = key(number(0, 1, NUMBER), default=0.0)
    sources: bool = key(BOOLEAN, default=True)
    label: Texts = key(TEXTS, default={})


@row
class SeriesRow:
    """The numbered publication a project holds."""

    id: str = key(WORD)
    name: Texts = key(TEXTS)
    publisher: Texts = key(TEXTS)
    url: str | None = key(maybe(ADDRESS), default=None)
    editors: list[str] = key(WORDS, default=[])
    issn: str | None = key(maybe(text(r"\d{4}-\d{3}[\dX]")), default=None)
    licence: Texts = key(TEXTS, default={})
    disclaimer: Texts = key(TEXTS, default={})


@row
class LimitsRow:
    """What one document may cost."""

    seconds: int | None = key(maybe(number(1, 3600)), default=None)
    memory: int | None = key(maybe(number(64, 65536)), default=None)
    output: int | None = key(maybe(number(1, 1024)), default=None)


@row
class GlossaryRow:
    """What pages on screens do with the glossary."""

    abbr: bool = key(BOOLEAN, default=False)
    index: bool = key(BOOLEAN, default=False)


@row
class ProjectFile:
    """The keys of briefgen.yaml."""

    series: SeriesRow = key(one(SeriesRow))
    languages: Mapping[str, LanguageRow | None] = key(mapping(WORD, maybe(one(LanguageRow))))
    kinds: Mapping[str, Texts] = key(mapping(WORD, TEXTS), default={})
    lengths: Mapping[str, LengthRow] | None = key(maybe(mapping(WORD, one(LengthRow), least=1)), default=None)
    fallback: Mapping[str, list[str]] = key(mapping(WORD, WORDS), default={})
    stale: Stale = key(meaning(_known), default="warn")
    glossary: GlossaryRow = key(one(GlossaryRow), default=GlossaryRow())
    limits: LimitsRow = key(one(LimitsRow), default=LimitsRow())
    store: str | None = key(maybe(text(STORES)), default=None)


@row
class PersonRow:
    """An author or editor."""

    name: Texts = key(TEXTS)


@row
class SourceRow:
    """A publication that an issue cites."""

    url: str = key(ADDRESS)
    publisher: Texts | str = key(either(TEXTS, LINE))
    about: Texts = key(TEXTS, default={})
    date: PartialDate | None = key(maybe(DATE), default=None)
    language: str = key(WORD, default="en")


@row
class PublicationRow:
    """The publication an issue retells."""

    url: str = key(ADDRESS)
    title: Texts = key(TEXTS)
    publisher: Texts = key(TEXTS)


@row
class ExceptionRow:
    """A brief whose blocks differ from those of its length."""

    language: str = key(WORD)
    length: str = key(WORD)
    blocks: list[str] = key(SOME_WORDS)


@row
class IssueFile:
    """The keys of issue.yaml."""

    number: int = key(number(1, 10**9))
    date: PartialDate = key(DATE)
    source_language: str = key(WORD)
    title: Texts = key(TEXTS)
    short_title: Texts = key(TEXTS, default={})
    authors: list[str] = key(WORDS, default=[])
    editors: list[str] | None = key(maybe(WORDS), default=None)
    keywords: Mapping[str, list[str]] = key(mapping(WORD, items(LINE)), default={})
    notice: Texts = key(TEXTS, default={})
    based_on: PublicationRow | None = key(maybe(one(PublicationRow)), default=None)
    sources: Mapping[str, SourceRow] = key(mapping(text(r"[A-Za-z0-9][\w.-]*"), one(SourceRow)), default={})
    lengths: list[str] | None = key(maybe(SOME_WORDS), default=None)
    blocks: Mapping[str, list[str]] = key(mapping(WORD, SOME_WORDS), default={})
    briefs: list[ExceptionRow] = key(items(one(ExceptionRow)), default=[])


@row
class FrontMatter:
    """The keys at the head of a block."""

    title: str | None = key(maybe(LINE), default=None)
    translation_of: Revision | None = key(maybe(meaning(_revision)), default=None)
    adaptation: bool = key(BOOLEAN, default=False)


@row
class RangeRow:
    """One thing that may give way in a theme."""

    name: str = key(LINE)
    variable: str = key(text(r"--[a-z][a-z-]*"))
    unit: str = key(text(r"[a-z]*"), default="")
    preferred: float = key(_MORE_THAN_NOTHING)
    floor: float = key(_MORE_THAN_NOTHING)
    most: float | None = key(maybe(_MORE_THAN_NOTHING), default=None)
    steps: int = key(number(1, 30))


@row
class RangesFile:
    """The keys of a theme's fit.yaml: a list for every script."""

    scripts: Mapping[str, list[RangeRow]] = key(mapping(_SCRIPT, items(one(RangeRow))))


_PEOPLE = mapping(WORD, one(PersonRow))
Row = TypeVar("Row")


def checked(document: yaml.Document, kind: Callable[..., Row]) -> Row:
    """Return a document's value as a row.

    Raises BriefgenError with every key that is missing, unknown or mistyped.
    """
    found: Row = _checked(document, one(kind))
    return found


def people(document: yaml.Document) -> dict[str, PersonRow]:
    """Return the rows of people.yaml. Raises BriefgenError as `checked` does."""
    found: dict[str, PersonRow] = _checked(document, _PEOPLE)
    return found


def _checked(document: yaml.Document, shape: Shape) -> Any:
    faults = Faults(document.path)
    found = shape({} if document.value is None else document.value, (), faults)
    if faults:
        rows = (error(document.place(path), message, hint) for (path, message), hint in faults.items())
        raise BriefgenError(list(rows))
    return found
