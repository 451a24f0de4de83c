"""The pages around the editions: an index and a feed per language, a choice of languages, a site map."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from briefgen import markdown
from briefgen.model import Brief, Series
from briefgen.strings import Strings
from briefgen.switcher import edition, published
from briefgen.theme import Theme, embedded_css
from briefgen.views import EditionView, StyleView


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """An issue in the index or the feed of one language."""

    id: str
    """A name for feed readers that never changes."""
    number: str
    title: str
    date: str
    date_iso: str
    updated: str
    """Midnight of the issue's first possible day, as feeds write it."""
    authors: tuple[str, ...]
    byline: str
    description: str
    editions: tuple[EditionView, ...]
    """From the longest to the shortest."""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The way to the index in a language."""

    code: str
    name: str
    direction: str
    series: str
    """Name of the series in that language."""
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class IndexView:
    """The one value that the templates of the site get."""

    id: str
    language: str
    direction: str
    script: str
    name: str
    publisher: str
    disclaimer: str
    licence: str
    issn: str
    url: str
    """Address of this page; empty where unknown."""
    updated: str
    """Of the latest issue."""
    issues: tuple[IssueEntry, ...]
    """From the latest to the earliest."""
    languages: tuple[LanguageLink, ...]
    styles: tuple[StyleView, ...]


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page and its versions in every language."""

    address: str
    date: str
    """Empty where the page has none of its own."""
    alternates: tuple[tuple[str, str], ...]
    """(language, address), the page itself among them."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What the pages of a series say of one issue."""

    day: str
    """The issue's first possible day, by which issues are sorted."""
    number: int
    entries: Mapping[str, IssueEntry]
    """Language → entry."""
    addresses: tuple[SitemapEntry, ...]
    """Of its editions; none where the series has no address."""


def listing(series: Series, briefs: Sequence[Brief], theme: Theme) -> Listing:
    """Return what the pages of a series say of the issue of these briefs."""
    issue, groups = briefs[0].issue, _by(briefs, lambda brief: brief.language.code)
    return Listing(
        issue.date.first_day.isoformat(),
        issue.number,
        {code: _entry(series, own, theme, theme.strings(own[0].language)) for code, own in groups.items()},
        tuple(_addresses(briefs)) if series.url else (),
    )


def as_row(listing: Listing) -> dict[str, Any]:
    """Return a listing as values that JSON can hold."""
    return asdict(listing)


def from_row(row: Mapping[str, Any]) -> Listing:
    """Return the listing of such values."""
    entries = {code: _entry_of(said) for code, said in row["entries"].items()}
    addresses = (
        SitemapEntry(said["address"], said["date"], tuple(map(tuple, said["alternates"])))
        for said in row["addresses"]
    )
    return Listing(row["day"], row["number"], entries, tuple(addresses))


def _entry_of(said: Mapping[str, Any]) -> IssueEntry:
    editions = tuple(EditionView(**each) for each in said["editions"])
    return IssueEntry(**{**said, "authors": tuple(said["authors"]), "editions": editions})


def pages(series: Series, briefs: Sequence[Brief], theme: Theme) -> dict[str, bytes]:
    """Return the pages of a series by their paths in the output folder."""
    groups = _by(briefs, lambda brief: brief.issue.name).values()
    return pages_of(series, [listing(series, group, theme) for group in groups], theme)


def pages_of(series: Series, listings: Sequence[Listing], theme: Theme) -> dict[str, bytes]:
    """Return the pages of a series whose issues are listed so, by their paths in the output folder.

    Addresses are relative. A site map needs whole ones: it is left out where the series has no `url`.
    """
    found: dict[str, bytes] = {}
    latest = sorted(listings, key=lambda each: (each.day, each.number), reverse=True)
    for language in series.languages:
        words = theme.strings(language)
        entries = [each.entries[language.code] for each in latest if language.code in each.entries]
        index = _index(series, entries, theme, words)
        found[f"{language.code}/index.html"] = theme.page("series.html", words, index=index).encode()
        found[f"{language.code}/feed.atom"] = theme.page("feed.atom", words, index=index).encode()
    first = series.languages[0]
    chooser = _index(series, [], theme, theme.strings(first), folder="")
    found["index.html"] = theme.page("languages.html", theme.strings(first), index=chooser).encode()
    if series.url:
        addresses = _sitemap(series, listings)
        found["sitemap.xml"] = theme.page("sitemap.xml", theme.strings(first), pages=addresses).encode()
    return found


def _index(
    series: Series, entries: Sequence[IssueEntry], theme: Theme, words: Strings, folder: str = "../"
) -> IndexView:
    """Return a page of one language; `folder` leads from it to the output folder."""
    code = words.language.code
    return IndexView(
        id=_urn(f"{series.url or series.id}/{code}"),
        language=code,
        direction=words.language.direction,
        script=words.language.script,
        name=series.name.get(code, ""),
        publisher=series.publisher.get(code, ""),
        disclaimer=series.disclaimer.get(code, ""),
        licence=series.licence.get(code, ""),
        issn=series.issn,
        url=f"{series.url}{code}/index.html" if series.url and folder else series.url,
        updated=max((entry.updated for entry in entries), default="1970-01-01T00:00:00Z"),
        issues=tuple(entries),
        languages=tuple(
            LanguageLink(
                other.code,
                other.name,
                other.direction,
                series.name.get(other.code, ""),
                f"{folder}{other.code}/index.html",
                other.code == code,
            )
            for other in series.languages
        ),
        styles=tuple(
            StyleView(media, "", embedded_css(theme.sheet(path)))
            for media, path in theme.sheets("site", words.language.script)
        ),
    )


def _by(briefs: Sequence[Brief], key: Callable[[Brief], str]) -> dict[str, list[Brief]]:
    groups: dict[str, list[Brief]] = {}
    for brief in briefs:
        groups.setdefault(key(brief), []).append(brief)
    return groups


def _entry(series: Series, briefs: Sequence[Brief], theme: Theme, words: Strings) -> IssueEntry:
    issue, language = briefs[0].issue, words.language
    order = [length.name for length in series.lengths]
    longest = sorted(briefs, key=lambda brief: order.index(brief.length.name), reverse=True)
    authors = tuple(person.name[language.code] for person in issue.authors)
    return IssueEntry(
        id=_urn(f"{series.url or series.id}/{issue.name}/{language.code}"),
        number=words.number(issue.number),
        title=issue.title[language.code],
        date=words.date(issue.date),
        date_iso=str(issue.date),
        updated=f"{issue.date.first_day.isoformat()}T00:00:00Z",
        authors=authors,
        byline=words.names(authors),
        description=_description(longest[-1]),
        editions=tuple(edition(brief, theme.strings, folder=f"../{issue.name}/") for brief in longest),
    )


def _description(brief: Brief) -> str:
    """Return the first paragraph of the shortest brief: it was written to be read alone."""
    return next((text for block in brief.blocks for text in markdown.paragraphs(block.text.tokens)), "")


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _sitemap(series: Series, listings: Sequence[Listing]) -> list[SitemapEntry]:
    indexes = tuple(
        (language.code, f"{series.url}{language.code}/index.html") for language in series.languages
    )
    entries = [SitemapEntry(series.url, "", indexes)]
    entries += [SitemapEntry(address, "", indexes) for _, address in indexes]
    return entries + [address for each in listings for address in each.addresses]


def _addresses(briefs: Sequence[Brief]) -> Iterator[SitemapEntry]:
    for versions in _by(briefs, lambda brief: brief.length.name).values():
        alternates = tuple((brief.language.code, published(brief)) for brief in versions)
        for brief in versions:
            yield SitemapEntry(published(brief), str(brief.issue.date), alternates)
