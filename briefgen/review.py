"""A change shown to reviewers in one HTML file: words of each block before and after, pages side by side."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefgen import changes, files, pagepictures, plates
from briefgen.build import Edition, Work
from briefgen.changes import Difference, Touched
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.languages import Language
from briefgen.model import Brief, Series
from briefgen.passages import Part, parts
from briefgen.plates import Plates
from briefgen.strings import Strings
from briefgen.switcher import length_label
from briefgen.theme import Theme, data_address, embedded_css
from briefgen.views import StyleView

_SUFFIX = re.compile(r"\.(?:pdf|html)$")


@dataclass(frozen=True, slots=True)
class Page:
    """A page before and after; or some that are the same, which have no pictures."""

    label: str
    before: str
    """Address of its picture; empty where there was no such page."""
    after: str
    bands: tuple[tuple[float, float], ...]
    """Where the two differ: (top, height) in percent."""

    @property
    def same(self) -> bool:
        """Tell whether nothing on it changed."""
        return not self.before and not self.after


@dataclass(frozen=True, slots=True)
class Sheet:
    """A brief that a change touches, in its own language."""

    id: str
    language: Language
    fate: str
    """As a class of stylesheets: added, removed or changed."""
    said: str
    """The same for readers."""
    title: str
    meta: tuple[str, ...]
    why: tuple[str, ...]
    parts: tuple[Part, ...]
    pages: tuple[Page, ...]
    heads: tuple[str, str]
    """What stands over the two sides."""
    nothing: str
    """What is said where no word changed; empty where some did."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the page shows."""

    language: Language
    title: str
    count: str
    sheets: tuple[Sheet, ...]
    styles: tuple[StyleView, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A finished report."""

    html: str
    sheets: int
    """How many briefs it shows."""
    diagnostics: tuple[Diagnostic, ...]


def report(root: Path, revision: str, editions: Collection[str], work: Work) -> Shown:
    """Return a page that shows what changed since a revision in the named editions, or in all.

    An edition is named by its file, with or without folder and suffix, or as NUMBER.LANGUAGE.LENGTH. Raises
    BriefgenError with exit code 2 for what is not known, and where no pictures can be drawn.
    """
    pagepictures.library()
    named = {_SUFFIX.sub("", name.rpartition("/")[2]) for name in editions}
    difference = changes.since(root, revision, {name.split(".", 1)[0] for name in named})
    found: dict[str, list[Touched]] = {}
    for touched in difference.touched:
        name = _SUFFIX.sub("", touched.path.rpartition("/")[2])
        if not named or named & {name, _numbered(name)}:
            found.setdefault(name, []).append(touched)
    _refuse_unknown(named, difference)
    paths = [touched.path for rows in found.values() for touched in rows]
    pictures, faults = plates.drawn(root, difference, paths, work)
    look, series = difference.after.look, difference.after.project.series
    briefs = sorted(found.values(), key=lambda rows: _place(_brief(difference, rows), series))
    sheets = tuple(_sheet(difference, rows, pictures, look) for rows in briefs)
    language = series.languages[0]
    words = look.strings(language)
    scripts = dict.fromkeys([language.script, *(sheet.language.script for sheet in sheets)])
    count = words.ngettext("%(count)s brief changes", "%(count)s briefs change", len(sheets))
    view = Report(
        language=language,
        title=words.gettext("Changes since %(revision)s") % {"revision": f"\u2068{revision}\u2069"},
        count=count % {"count": words.number(len(sheets))},
        sheets=sheets,
        styles=tuple(_styles(look, scripts)),
    )
    html = look.page("review.html", words, report=view)
    return Shown(html, len(sheets), (*difference.diagnostics, *faults))


def _numbered(name: str) -> str:
    """Return the name of a brief with the number of its issue only."""
    issue, _, rest = name.partition(".")
    return f"{issue.split('-', 1)[0]}.{rest}"


def _refuse_unknown(named: set[str], difference: Difference) -> None:
    """Raise BriefgenError with exit code 2 for a brief that neither state has, as far as they were read."""
    states = difference.before, difference.after
    known = {edition.brief.name for state in states for edition in state.editions.values()}
    issues = {issue for name in known for issue in (name.split(".", 1)[0], name.split("-", 1)[0])}
    known |= {_numbered(name) for name in known}
    for name in sorted(named - known):
        if name.split(".", 1)[0] in issues:
            hint = f"known: {', '.join(sorted(known))}"
            raise BriefgenError([error(Place(files.printable(name)), "is no brief of this project", hint)], 2)


def _place(brief: Brief, series: Series) -> tuple[int, int, int]:
    """Return a sort key: issues by number, languages and lengths as the series has them, gone ones last."""
    codes = [each.code for each in series.languages]
    names = [each.name for each in series.lengths]
    code, name = brief.language.code, brief.length.name
    return (
        brief.issue.number,
        codes.index(code) if code in codes else len(codes),
        names.index(name) if name in names else len(names),
    )


def _either(difference: Difference, rows: Sequence[Touched]) -> tuple[Edition | None, Edition | None]:
    """Return an edition of the brief before and after."""
    old, new = (
        next((state.editions[row.path] for row in rows if row.path in state.editions), None)
        for state in (difference.before, difference.after)
    )
    return old, new


def _brief(difference: Difference, rows: Sequence[Touched]) -> Brief:
    """Return the brief as it is, or as it was where it is gone."""
    old, new = _either(difference, rows)
    edition = new or old
    assert edition
    return edition.brief


def _sheet(difference: Difference, rows: Sequence[Touched], pictures: Plates, look: Theme) -> Sheet:
    old, new = _either(difference, rows)
    brief = _brief(difference, rows)
    language, words = brief.language, look.strings(brief.language)
    fate = rows[0].fate
    changed = tuple(parts(old, new, difference, words)) if old and new else ()
    named = {part.path for part in changed}
    number = words.gettext("No. %(number)s") % {"number": words.number(brief.issue.number)}
    return Sheet(
        id=brief.name,
        language=language,
        fate=fate,
        said=_fates(words)[fate],
        title=brief.issue.title.get(language.code, brief.issue.name),
        meta=(language.name, length_label(brief.length, words), number),
        why=tuple(dict.fromkeys(why for row in rows for why in row.why if why not in named)),
        parts=changed,
        pages=tuple(_pages(rows, pictures, words)),
        heads=(
            words.pgettext("side of a comparison", "Before"),
            words.pgettext("side of a comparison", "After"),
        ),
        nothing="" if changed or not (old and new) else words.gettext("No word of it changed."),
    )


def _fates(words: Strings) -> Mapping[str, str]:
    return {
        "added": words.pgettext("fate of an edition", "new"),
        "removed": words.pgettext("fate of an edition", "gone"),
        "changed": words.pgettext("fate of an edition", "changed"),
    }


def _pages(rows: Sequence[Touched], pictures: Plates, words: Strings) -> Iterator[Page]:
    """Yield the pages that changed, and a line for those between them that did not."""
    for row in rows:
        before, after = pictures.get(f"before {row.path}", ()), pictures.get(f"after {row.path}", ())
        same: list[str] = []
        for index in range(max(len(before), len(after))):
            old, new = (pages[index] if index < len(pages) else b"" for pages in (before, after))
            bands = pagepictures.bands(old, new) if old and new else []
            number = words.number(index + 1)
            if old and new and not bands:
                same.append(number)
                continue
            yield from _unchanged(same, words)
            same = []
            places = tuple((round(100 * top, 2), round(100 * height, 2)) for top, height in bands)
            label = words.gettext("Page %(number)s") % {"number": number}
            yield Page(label, _address(old), _address(new), places)
        yield from _unchanged(same, words)


def _unchanged(numbers: Sequence[str], words: Strings) -> Iterator[Page]:
    if numbers:
        said = words.ngettext("Page %(numbers)s: unchanged", "Pages %(numbers)s: unchanged", len(numbers))
        yield Page(said % {"numbers": words.names(numbers)}, "", "", ())


def _address(picture: bytes) -> str:
    return data_address("page.png", picture) if picture else ""


def _styles(look: Theme, scripts: Collection[str]) -> Iterator[StyleView]:
    """Yield the stylesheets of the page with the fonts of every script on it."""
    fonts = [path for script in scripts for media, path in look.sheets("site", script) if "/fonts." in path]
    for path in (*fonts, "style/tokens.css", "style/theme.css", "style/review.css"):
        yield StyleView("all", "", embedded_css(look.sheet(path)))
