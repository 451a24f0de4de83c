"""The keys of briefgen.yaml, people.yaml, issue.yaml and of a block's front matter.

Pydantic checks them all at once; its findings become diagnostics with the line of the key.
"""

import calendar
import re
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from briefgen import hazards, yaml
from briefgen.diagnostics import BriefgenError, Diagnostic, error
from briefgen.model import PartialDate, Revision, Stale

STORES = r"^(?:s3|gs|gcs|az|abfss?)://[^\s:]+$"
"""Addresses of stores that a project may name: no other machine, and no folder of this one."""


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class _Strict(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, alias_generator=_kebab, arbitrary_types_allowed=True
    )


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
    from urllib.parse import urlsplit  # here, since a start with nothing to read is to be quick

    try:
        _ = urlsplit(value).port
    except ValueError:
        raise ValueError("is a web address that cannot be read; look at its host and port") from None
    return value


def _one_line(value: str) -> str:
    fault = hazards.of_line(value)
    if fault:
        raise ValueError(fault)
    return " ".join(value.split())


Line = Annotated[str, AfterValidator(_one_line), Field(min_length=1, max_length=2000)]
Word = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)]
Date = Annotated[PartialDate, BeforeValidator(_date)]
Address = Annotated[str, AfterValidator(_address), Field(max_length=2000)]
Texts = dict[Word, Line]


class LanguageRow(_Strict):
    """A language of the project; a row given in part fills up from the built-in one."""

    name: Line | None = None
    locale: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(_[A-Za-z0-9]+)*$")] | None = None
    direction: Annotated[str, Field(pattern=r"^(ltr|rtl)$")] | None = None
    script: Annotated[str, Field(pattern=r"^[A-Z][a-z]{3}$")] | None = None
    digits: Annotated[str, Field(pattern=r"^[a-z]{3,8}$")] | None = None
    quotes: Annotated[list[Line], Field(min_length=4, max_length=4)] | None = None


class LengthRow(_Strict):
    """A length of the project."""

    blocks: Annotated[list[Word], Field(min_length=1)]
    optional: list[Word] = []
    template: Word | None = None
    pages: Annotated[int, Field(ge=1, le=200)] | None = None
    fill: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.0
    sources: bool = True
    label: Texts = {}


class SeriesRow(_Strict):
    """The numbered publication a project holds."""

    id: Word
    name: Texts
    publisher: Texts
    url: Address | None = None
    editors: list[Word] = []
    issn: Annotated[str, Field(pattern=r"^\d{4}-\d{3}[\dX]$")] | None = None
    licence: Texts = {}
    disclaimer: Texts = {}


class LimitsRow(_Strict):
    """What one document may cost."""

    seconds: Annotated[int, Field(ge=1, le=3600)] | None = None
    memory: Annotated[int, Field(ge=64, le=65536)] | None = None
    output: Annotated[int, Field(ge=1, le=1024)] | None = None


class GlossaryRow(_Strict):
    """What pages on screens do with the glossary."""

    abbr: bool = False
    index: bool = False


class ProjectFile(_Strict):
    """The keys of briefgen.yaml."""

    series: SeriesRow
    languages: dict[Word, LanguageRow | None]
    kinds: dict[Word, Texts] = {}
    lengths: Annotated[dict[Word, LengthRow], Field(min_length=1)] | None = None
    fallback: dict[Word, list[Word]] = {}
    stale: Stale = "warn"
    glossary: GlossaryRow = GlossaryRow()
    limits: LimitsRow = LimitsRow()
    store: Annotated[str, Field(pattern=STORES, max_length=2000)] | None = None


class PersonRow(_Strict):
    """An author or editor."""

    name: Texts


class SourceRow(_Strict):
    """A publication that an issue cites."""

    url: Address
    publisher: Texts | Line
    about: Texts = {}
    date: Date | None = None
    language: Word = "en"


class PublicationRow(_Strict):
    """The publication an issue retells."""

    url: Address
    title: Texts
    publisher: Texts


class ExceptionRow(_Strict):
    """A brief whose blocks differ from those of its length."""

    language: Word
    length: Word
    blocks: Annotated[list[Word], Field(min_length=1)]


class IssueFile(_Strict):
    """The keys of issue.yaml."""

    number: Annotated[int, Field(ge=1, le=10**9)]
    date: Date
    source_language: Word
    title: Texts
    short_title: Texts = {}
    authors: list[Word] = []
    editors: list[Word] | None = None
    keywords: dict[Word, list[Line]] = {}
    notice: Texts = {}
    based_on: PublicationRow | None = None
    sources: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9][\w.-]*$")], SourceRow] = {}
    lengths: Annotated[list[Word], Field(min_length=1)] | None = None
    blocks: dict[Word, Annotated[list[Word], Field(min_length=1)]] = {}
    briefs: list[ExceptionRow] = []


class FrontMatter(_Strict):
    """The keys at the head of a block."""

    title: Line | None = None
    translation_of: Annotated[Revision, BeforeValidator(_revision)] | None = None
    adaptation: bool = False


class RangeRow(_Strict):
    """One thing that may give way in a theme."""

    name: Line
    variable: Annotated[str, Field(pattern=r"^--[a-z][a-z-]*$")]
    unit: Annotated[str, Field(pattern=r"^[a-z]*$")] = ""
    preferred: Annotated[float, Field(gt=0, strict=False)]
    floor: Annotated[float, Field(gt=0, strict=False)]
    most: Annotated[float, Field(gt=0, strict=False)] | None = None
    steps: Annotated[int, Field(ge=1, le=30)]


class RangesFile(_Strict):
    """The keys of a theme's fit.yaml: a list for every script."""

    scripts: dict[Annotated[str, Field(pattern=r"^[A-Z][a-z]{3}$")], list[RangeRow]]


Shape = TypeVar("Shape", bound=BaseModel)


def checked(document: yaml.Document, shape: type[Shape]) -> Shape:
    """Return a document's value in its shape.

    Raises BriefgenError with every key that is missing, unknown or mistyped.
    """
    value = {} if document.value is None else document.value
    try:
        return shape.model_validate(value)
    except ValidationError as fault:
        raise BriefgenError(_findings(document, shape, fault)) from None


def people(document: yaml.Document) -> dict[str, PersonRow]:
    """Return the rows of people.yaml. Raises BriefgenError as `checked` does."""
    return checked(
        yaml.Document(
            {"people": document.value or {}},
            document.path,
            document.first_line,
            {("people", *path): spot for path, spot in document.places.items()},
        ),
        _PeopleFile,
    ).people


class _PeopleFile(_Strict):
    people: dict[Word, PersonRow]


_MESSAGES = {
    "missing": 'lacks the key "{key}"',
    "extra_forbidden": 'has an unknown key "{key}"',
    "string_type": '"{key}" wants text',
    "int_type": '"{key}" wants a whole number',
    "bool_type": '"{key}" wants true or false',
    "float_type": '"{key}" wants a number',
    "list_type": '"{key}" wants a list',
    "dict_type": '"{key}" wants keys and values',
    "model_type": '"{key}" wants keys and values',
    "too_short": '"{key}" is empty',
    "string_too_short": '"{key}" is empty',
}
_HINTS = {"string_type": "put the value in quotes", "int_type": "write the digits alone, without quotes"}


def _findings(document: yaml.Document, shape: type[BaseModel], fault: ValidationError) -> list[Diagnostic]:
    found: dict[tuple[object, str], Diagnostic] = {}
    for entry in fault.errors(include_url=False):
        # Steps that pydantic adds for unions and constrained keys are not in the file.
        path = tuple(step for step in entry["loc"] if step != "[key]" and not _is_branch(step))
        key = str(path[-1]) if path else document.path
        context: dict[str, Any] = entry.get("ctx", {})
        if entry["type"] == "value_error":
            message = f'"{key}" {context["error"]}'
        elif entry["type"] == "string_pattern_mismatch":
            message = f'"{key}" has a form that is not allowed here: {str(entry["input"])[:40]!r}'
        else:
            known = _MESSAGES.get(entry["type"])
            message = known.format(key=key) if known else f'"{key}": {entry["msg"].lower()}'
        hint = _HINTS.get(entry["type"], "")
        if entry["type"] == "extra_forbidden":
            hint = f"known keys: {', '.join(_keys(shape, path[:-1]))}" if _keys(shape, path[:-1]) else ""
        found.setdefault((path, message), error(document.place(path), message, hint))
    return list(found.values())


def _is_branch(step: str | int) -> bool:
    """Tell whether a step of a pydantic location names a branch of a union."""
    return isinstance(step, str) and (
        step.startswith(("dict[", "constrained-str", "function-", "nullable")) or step == "str"
    )


def _keys(shape: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    """Return the keys a mapping of a shape may have, for hints; only the top level is told."""
    return [field.alias or name for name, field in shape.model_fields.items()] if not path else []
