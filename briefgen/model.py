"""The values that flow from files to bytes, all frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from briefgen.diagnostics import Diagnostic, Place
from briefgen.languages import Language

if TYPE_CHECKING:
    # Commands that read no text need no parser.
    from markdown_it.token import Token

Texts = Mapping[str, str]
"""A text per language code."""

Stale = Literal["ignore", "banner", "warn", "error"]
"""What becomes of a translation that does not follow its source: nothing, a line on the page, a finding."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the day, or the month too, may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    @property
    def first_day(self) -> date:
        """Return the earliest day the date can mean, for sorting and feeds."""
        return date(self.year, self.month or 1, self.day or 1)


@dataclass(frozen=True, slots=True)
class Person:
    """An author or editor, who may be a body."""

    id: str
    name: Texts


@dataclass(frozen=True, slots=True)
class Term:
    """A row of the glossary."""

    id: str
    type: str
    accepted: Mapping[str, tuple[tuple[str, ...], ...]]
    """Language → its spellings, of which an issue uses one, each with its forms: short, inflected."""
    refused: Mapping[str, tuple[str, ...]]
    """Language → forms that no text may have."""
    abbreviations: Mapping[str, tuple[str, ...]]
    """Language → accepted forms that a brief spells out where it first has them."""
    place: Place
    issues: tuple[int, ...] = ()
    """Numbers of the issues it holds for; all where empty."""


@dataclass(frozen=True, slots=True)
class Length:
    """A form of a brief for one kind of reader."""

    name: str
    blocks: tuple[str, ...]
    """Kinds, in the order of the page."""
    optional: frozenset[str]
    """Kinds that are left out silently where an issue has none."""
    template: str
    """Template name without its suffix."""
    pages: int | None
    """The most pages an edition may have."""
    fill: float
    """The least share of the last page to be used, 0 to 1."""
    sources: bool
    """Whether citations are numbered and listed; else they are dropped."""
    label: Texts
    """Its name for readers; empty for the built-in lengths, whose names are translated strings."""


@dataclass(frozen=True, slots=True)
class Series:
    """A numbered publication."""

    id: str
    name: Texts
    publisher: Texts
    url: str
    """Address the output is published under, ending in a slash; empty where unknown."""
    editors: tuple[Person, ...]
    issn: str
    licence: Texts
    disclaimer: Texts
    languages: tuple[Language, ...]
    lengths: tuple[Length, ...]
    """From the shortest to the longest."""
    kinds: Mapping[str, Texts]
    """Every block kind of the project, with its name per language where the project gives one."""
    fallback: Mapping[str, tuple[str, ...]]
    """Language → languages whose blocks may stand in for missing ones, best first."""
    stale: Stale = "warn"
    """What becomes of a translation whose source has changed since."""
    terms: tuple[Term, ...] = ()
    """The rows of the glossary."""
    abbr: bool = False
    """Whether abbreviations explain themselves on screens."""
    index: bool = False
    """Whether the longest brief has an index of terms on screens."""

    def language(self, code: str) -> Language | None:
        """Return a language of the series by its code."""
        return next((language for language in self.languages if language.code == code), None)

    def length(self, name: str) -> Length | None:
        """Return a length of the series by its name."""
        return next((length for length in self.lengths if length.name == name), None)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a project is built, beside what it says."""

    limits: Mapping[str, int] = field(default_factory=dict)
    """What one document may cost, where it is not the usual: "seconds", "memory" and "output"."""
    store: str = ""
    """Address of a store that machines share; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that an issue cites."""

    id: str
    url: str
    publisher: Texts
    about: Texts
    """What it says or shows, a phrase per language."""
    date: PartialDate | None
    language: str
    place: Place


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication an issue retells."""

    url: str
    title: Texts
    publisher: Texts


@dataclass(frozen=True, slots=True)
class Revision:
    """The version of a source block that a translation follows."""

    path: str
    """Path of the source block within the issue folder."""
    blob: str
    """Git blob id, whole or abbreviated; empty where nobody has compared the two yet."""


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown that has been read."""

    tokens: "tuple[Token, ...]"
    """The flow of the text, without the definitions of its notes; lines count from the start of the file."""
    notes: "Mapping[str, tuple[Token, ...]]"
    """Label of a footnote → its tokens."""


@dataclass(frozen=True, slots=True)
class Block:
    """One section of an issue in one language, in one rendition."""

    kind: str
    language: str
    length: str
    """The length the rendition was written for."""
    title: str
    path: str
    """Path relative to the project folder."""
    line: int
    """Line of the file on which the Markdown begins, counted from 1."""
    text: Text
    translation_of: Revision | None
    blob: str
    """Git blob id of the file as it stands, with LF line ends."""
    adaptation: bool = False
    """Whether it says on purpose something else than its source."""
    source: str = field(default="", repr=False)
    """The whole file as text."""
    twins: tuple[str, ...] = field(default=(), repr=False)
    """Other ids by which a repository may know the file: with CRLF, by SHA-256."""

    @property
    def place(self) -> Place:
        """Return the start of the file."""
        return Place(self.path, 1)

    def is_version(self, blob: str) -> bool:
        """Tell whether a blob id, whole or abbreviated, is that of the file as it stands."""
        # Nearly always the first one answers, and a status asks this of every block.
        return bool(blob) and (
            self.blob.startswith(blob) or any(twin.startswith(blob) for twin in self.twins)
        )


@dataclass(frozen=True, slots=True)
class Issue:
    """One numbered paper of a series."""

    name: str
    """Folder name, NUMBER-slug."""
    number: int
    date: PartialDate
    source_language: str
    title: Texts
    short_title: Texts
    authors: tuple[Person, ...]
    editors: tuple[Person, ...]
    keywords: Mapping[str, tuple[str, ...]]
    notice: Texts
    """Inline Markdown shown under the byline."""
    based_on: Publication | None
    sources: Mapping[str, Source]
    lengths: tuple[str, ...]
    """Names of the lengths it is published in, from the shortest to the longest."""
    exceptions: Mapping[tuple[str, str], tuple[str, ...]]
    """(language, length) → kinds, where a brief departs from its length's list."""
    blocks: Mapping[tuple[str, str, str], Block]
    """(language, kind, length) → block."""
    figures: Mapping[str, bytes] = field(repr=False)
    """Path within the issue folder → bytes of an image or data file."""
    place: Place


@dataclass(frozen=True, slots=True)
class Project:
    """A series and its issues, as far as they could be read."""

    series: Series
    issues: tuple[Issue, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Follows:
    """The version of the original that a stale translation follows."""

    date: PartialDate | None
    """Day on which it was recorded; None where the history does not tell."""


@dataclass(frozen=True, slots=True)
class Brief:
    """Issue × language × length, resolved."""

    series: Series
    issue: Issue
    language: Language
    length: Length
    blocks: tuple[Block, ...]
    """Blocks of the brief with what belongs to longer lengths left out."""
    fallbacks: frozenset[str]
    """Kinds whose text is in another language because the project allows it."""
    follows: Follows | None = None
    """What the page says of the original it follows; None where it says nothing."""

    @property
    def name(self) -> str:
        """Return the stem of the brief's output files."""
        return f"{self.issue.name}.{self.language.code}.{self.length.name}"


@dataclass(frozen=True, slots=True)
class Range:
    """How far one thing may give way so that a brief keeps its pages."""

    name: str
    """What it is called in reports."""
    variable: str
    """The CSS variable that is given the share of the preferred value."""
    unit: str
    """Unit of that variable; empty for a plain number."""
    preferred: float
    floor: float
    """The least value, no more than the preferred one."""
    most: float
    """The greatest value, no less than the preferred one."""
    steps: int
    """Into how many steps the way to the floor is divided."""


@dataclass(frozen=True, slots=True)
class Part:
    """A block as a brief has it."""

    path: str
    """Path of its file relative to the project folder."""
    words: int

    @property
    def kind(self) -> str:
        """Return the kind of the block, which is the first part of the file's name."""
        return self.path.rpartition("/")[2].partition(".")[0]


@dataclass(frozen=True, slots=True)
class Budget:
    """The pages a brief may fill, and what may give way so that it does."""

    label: str
    """Length and language, as messages name the brief."""
    pages: int | None
    fill: float
    """The least share of the last page to be used, 0 to 1."""
    ranges: tuple[Range, ...]
    """What gives way first stands first; the size of type is the last."""
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A whole HTML document and every byte it needs."""

    name: str
    language: str
    html: str
    """A document whose relative addresses `files` holds."""
    files: Mapping[str, bytes] = field(repr=False)
    """Relative path → bytes of stylesheets, images and fonts."""
    text: str = field(repr=False)
    """Clean text in reading order, a paragraph a line; empty for screens: their HTML is as clear."""
    budget: Budget | None = None
    """The pages it is to keep; None for a document that may take as many as it needs."""
    shorter: "Bundle | None" = field(default=None, repr=False)
    """The same brief less the first of what may be left out where room is short."""
    dropped: tuple[str, ...] = ()
    """Where in the content that stands which has been left out of this one."""
