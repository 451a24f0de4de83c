"""What templates see: a brief with everything localised, as text and safe HTML."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class SeriesView:
    """The series, in the language of the brief."""

    name: str
    publisher: str
    url: str
    """Address the series is published under; empty where unknown."""
    issn: str
    licence: str
    disclaimer: str
    index: str
    """Address of the series' page in this language, relative to the brief's."""
    feed: str
    """Address of its feed, in the same way."""


@dataclass(frozen=True, slots=True)
class PublicationView:
    """The publication that an issue retells."""

    line: str
    """Publisher and title, as the source line has them."""
    url: str


@dataclass(frozen=True, slots=True)
class IssueView:
    """The issue, in the language of the brief."""

    number: str
    title: str
    title_lines: tuple[str, ...]
    """The title in two parts where it needs two lines, after a colon or of like length, else whole."""
    title_is_long: bool
    """Whether one of two parts wants smaller type."""
    short_title: str
    """For the running header."""
    date: str
    date_iso: str
    authors: tuple[str, ...]
    byline: str
    """The authors as an enumeration."""
    editors: tuple[str, ...]
    editors_line: str
    """The editors as an enumeration."""
    keywords: tuple[str, ...]
    description: str
    """The first paragraph of the brief as plain text."""
    notice: Markup
    """One line under the byline; empty where there is none."""
    based_on: PublicationView | None


@dataclass(frozen=True, slots=True)
class BlockView:
    """One section."""

    kind: str
    id: str
    """Unique in the document, for headings and links."""
    title: str
    """Empty for a section without heading."""
    html: Markup
    language: str
    direction: str
    fallback: str
    """The line that says the text is in another language; empty where it is not."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """One entry of the list of sources."""

    number: str
    id: str
    entry: Markup
    """Publisher, subject and date, foreign runs with their own language and direction."""
    url: str
    address: str
    """The URL as it is printed: without its scheme."""
    language: str
    """Language of the source itself."""
    backlinks: tuple[str, ...]
    """Ids of the places that cite it, in order; empty on paper."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """One note that stands after the text, on screens."""

    id: str
    letter: str
    html: Markup
    backlink: str
    """Id of its call in the text."""


@dataclass(frozen=True, slots=True)
class TermView:
    """A term in the index."""

    name: str
    places: tuple[tuple[str, str], ...]
    """(id, title) of the sections that have it, in order."""


@dataclass(frozen=True, slots=True)
class EditionView:
    """One sibling of the brief: another language or another length."""

    language: str
    language_name: str
    """What the language calls itself."""
    direction: str
    length: str
    label: str
    """Name of the length in the sibling's language."""
    href: str
    """Address of the HTML edition, relative to the page."""
    pdf: str
    """Address of the PDF edition, relative to the page."""
    address: str
    """Where the HTML edition is published; the relative address where that is unknown."""
    current: bool


@dataclass(frozen=True, slots=True)
class StyleView:
    """One stylesheet."""

    medium: str
    href: str
    """Relative address, on paper; empty where the text is embedded."""
    css: Markup
    """The stylesheet itself, on screens."""


@dataclass(frozen=True, slots=True)
class BriefView:
    """The one value that the template of a brief gets."""

    name: str
    """Stem of the brief's output files."""
    language: str
    direction: str
    script: str
    length: str
    template: str
    """Template of the length, by which stylesheets tell kinds of pages apart."""
    label: str
    """Name of the length for readers."""
    medium: str
    """"print" or "screen"."""
    address: str
    """Where this edition is published; empty where unknown."""
    follows: str
    """The line that says the brief lags behind its original; empty where it does not."""
    series: SeriesView
    issue: IssueView
    blocks: tuple[BlockView, ...]
    sources: tuple[SourceView, ...]
    notes: tuple[NoteView, ...]
    terms: tuple[TermView, ...]
    """The index of terms; empty where none is wanted."""
    languages: tuple[EditionView, ...]
    """The switcher of languages: this length, or the nearest there is, in each."""
    lengths: tuple[EditionView, ...]
    """The switcher of lengths, in this language."""
    styles: tuple[StyleView, ...]
