"""What is known of a PDF: the values that conditions look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from briefgen.verify.fonts import Font, Known
from briefgen.verify.marks import Mark
from briefgen.verify.objects import Key
from briefgen.verify.structure import Element, Tree
from briefgen.verify.survey import Stream


@dataclass(slots=True)
class Codes:
    """Codes of one font that are shown on one page."""

    font: Font
    read: set[int] = field(default_factory=set)
    """Those that stand for themselves."""
    silent: set[int] = field(default_factory=set)
    """Those that an ActualText replaces."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is to be read in one language, of one stream that is drawn on a page."""

    page: int
    """Counted from 1."""
    language: str
    """Empty where it is unknown."""
    letters: tuple[tuple[Font, frozenset[int]], ...]
    """Codes that stand for themselves, by font."""
    actual: frozenset[str]
    """Each ActualText."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One content stream where it is drawn: a page's, or a form's."""

    page: int
    owner: Key
    around: tuple[Mark, ...]
    """Marks around the form."""
    stream: Stream = field(repr=False)
    fonts: Mapping[bytes, Font] = field(repr=False)
    """Name, as the stream writes it → font, where there is one."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation of a page."""

    page: int
    key: Key
    kind: str
    contents: str | None
    hidden: bool
    """Whether readers must pass over it: hidden, or outside the page."""
    name: str | None
    """A form field's TU."""
    address: str
    """The URI or file it leads to."""
    flags: int
    struct_parent: int = -1
    """Its key in the ParentTree."""
    action: str = ""
    """Type of its action: URI, GoTo, Launch, …"""
    appearance: bool = True
    """Whether it is drawn from an appearance of its own, or needs none."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's own facts."""

    key: Key
    box: tuple[float, float, float, float]
    tabs: str
    has_annotations: bool


Irregular = tuple[str, Element, str]
"""What keeps a table from being a grid: condition, element, message."""


@dataclass(slots=True)
class Document:
    """What is known of a file."""

    version: str
    catalog: Mapping[str, Any]
    """The entries of the catalog that conditions ask for, as plain values."""
    language: str
    metadata: str
    """The XMP packet, empty without one."""
    title: str
    """Its title in the information dictionary, for files whose metadata have none."""
    tree: Tree
    pages: list[Page]
    all_pages: int = 0
    """Pages of the file, also those that are not read."""
    page_numbers: dict[Key, int] = field(default_factory=dict)
    drawn: list[Drawn] = field(default_factory=list)
    spoken: list[Spoken] = field(default_factory=list)
    codes: dict[tuple[int, int], Codes] = field(default_factory=dict, repr=False)
    """(page, id of a font) → the codes shown."""
    fonts: dict[Key, Font] = field(default_factory=dict)
    programs: Known = field(default_factory=dict, repr=False)
    """What fonts share."""
    annotations: list[Annotation] = field(default_factory=list)
    struct_parents: dict[Key, int] = field(default_factory=dict)
    """Page or form → its key in the ParentTree."""
    cmyk: set[int] = field(default_factory=set)
    """Pages with colours of a printing press."""
    form_uses: dict[Key, int] = field(default_factory=dict)
    """Form XObject that holds MCIDs → how often it is drawn."""
    images: list[tuple[int, Any]] = field(default_factory=list)
    """(page, dictionary) of each image drawn."""
    forms: list[tuple[int, Any]] = field(default_factory=list)
    """(page, dictionary) of each form XObject drawn."""
    outlines: list[tuple[str, str]] = field(default_factory=list)
    """Title and address of each bookmark."""
    files: list[Any] = field(default_factory=list)
    """File specifications of embedded files, as plain values."""
    permissions: int | None = None
    """The P entry of an encrypted file."""
    encrypted: bool = False
    dynamic_form: bool = False
    """Whether its form is a dynamic XFA form."""
    has_identifier: bool = False
    identifiers: dict[str, Key] = field(default_factory=dict)
    """The IDTree: name → element."""
    irregular: dict[Element, Irregular | None] = field(default_factory=dict)
    """Table → why it is no grid, found when it is first asked for."""
    addresses: list[str] = field(default_factory=list)
    """Where annotations, outlines, the file and its attachments lead."""

    def page_number(self, key: Key) -> int:
        """Return the number of a page, from 1; 0 for anything else."""
        if not self.page_numbers:
            self.page_numbers = {page.key: index for index, page in enumerate(self.pages, start=1)}
        return self.page_numbers.get(key, 0)
