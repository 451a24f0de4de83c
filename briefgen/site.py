"""The pages around the editions: an index and a feed per language, a choice of languages, a site map."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from briefgen import markdown
from briefgen.model import Brief, Issue, Series
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


def pages(series: Series, briefs: Sequence[Brief], theme: Theme) -> dict[str, bytes]:
    """Return the pages of a series by their paths in the output folder.

    Addresses are relative. A site map needs whole ones: it is left out where the series has no `url`.
    """
    found: dict[str, bytes] = {}
    groups = _by(briefs, lambda brief: brief.language.code)
    for language in series.languages:
        words = theme.strings(language)
        index = _index(series, groups.get(language.code, []), theme, words)
        found[f"{language.code}/index.html"] = theme.page("series.html", words, index=index).encode()
        found[f"{language.code}/feed.atom"] = theme.page("feed.atom", words, index=index).encode()
    first = series.languages[0]
    chooser = _index(series, [], theme, theme.strings(first), folder="")
    found["index.html"] = theme.page("languages.html", theme.strings(first), index=chooser).encode()
    if series.url:
        entries = _sitemap(series, briefs)
        found["sitemap.xml"] = theme.page("sitemap.xml", theme.strings(first), pages=entries).encode()
    return found


def _index(
    series: Series, briefs: Sequence[Brief], theme: Theme, words: Strings, folder: str = "../"
) -> IndexView:
    """Return a page of one language; `folder` leads from it to the output folder."""
    code = words.language.code
    groups = _by(briefs, lambda brief: brief.issue.name).values()
    latest = sorted(groups, key=lambda group: _age(group[0].issue), reverse=True)
    entries = tuple(_entry(series, group, theme, words) for group in latest)
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
        issues=entries,
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


def _age(issue: Issue) -> tuple[object, int]:
    return issue.date.first_day, issue.number


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


def _sitemap(series: Series, briefs: Sequence[Brief]) -> list[SitemapEntry]:
    indexes = tuple(
        (language.code, f"{series.url}{language.code}/index.html") for language in series.languages
    )
    entries = [SitemapEntry(series.url, "", indexes)]
    entries += [SitemapEntry(address, "", indexes) for _, address in indexes]
    for versions in _by(briefs, lambda brief: f"{brief.issue.name}/{brief.length.name}").values():
        alternates = tuple((brief.language.code, published(brief)) for brief in versions)
        entries += [SitemapEntry(published(brief), str(brief.issue.date), alternates) for brief in versions]
    return entries
