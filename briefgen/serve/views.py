"""What the templates of the preview see, in the language of its interface."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from briefgen.diagnostics import Diagnostic
from briefgen.languages import BUILTIN, Language
from briefgen.model import Issue, Series
from briefgen.serve.desk import Desk
from briefgen.serve.editions import Known
from briefgen.serve.notes import told
from briefgen.strings import Strings
from briefgen.switcher import length_label
from briefgen.translations import State, standing

VIEWS = ("html", "pages")


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another view."""

    label: str
    href: str
    current: bool
    language: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be known of an edition or an issue."""

    state: str
    """"fresh", "stale", "long", "errors" or "unknown", as a class of the stylesheet."""
    label: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A brief on the board."""

    name: str
    length: str
    href: str
    mark: Mark
    cover: str
    """Digest of its picture; empty where there is none yet."""


@dataclass(frozen=True, slots=True)
class Group:
    """The editions of an issue in one language."""

    name: str
    """Of the language."""
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An issue on the board."""

    name: str
    number: str
    date: str
    title: str
    language: str
    href: str
    words: str
    """All by which a search finds it."""
    marks: tuple[Mark, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of the preview has."""

    language: Language
    title: str
    """Of the series, or of the issue."""
    look: str
    """Digest of the preview's own files."""
    languages: tuple[Link, ...]
    faults: tuple[Diagnostic, ...]
    texts: str
    """What scripts say, as JSON."""


@dataclass(frozen=True, slots=True)
class Pane:
    """One of the editions side by side."""

    name: str
    language: Language
    title: str
    view: str
    languages: tuple[Link, ...]
    lengths: tuple[Link, ...]
    views: tuple[Link, ...]
    beside: Link
    """Opens a second pane, or closes this one."""


def frame(desk: Desk, words: Strings, title: str, path: str, look: str) -> Frame:
    """Return the frame of a page; `path` is its address without the language of the interface."""
    own = words.language
    return Frame(
        own,
        title,
        look,
        tuple(
            Link(each.name, f"/{each.code}/{path}", each is own, each.code, each.direction)
            for each in BUILTIN.values()
        ),
        desk.manuscript.wrong,
        json.dumps(_texts(words), ensure_ascii=False),
    )


def _texts(words: Strings) -> dict[str, str]:
    """Return what scripts say."""
    return {
        "lost": words.gettext("The preview has ended. It comes back by itself once it is started again."),
        "copied": words.gettext("Copied"),
        "error": words.gettext("Error"),
        "warning": words.gettext("Warning"),
        "stale": words.gettext("Stale"),
        "page": words.gettext("Page %(number)s"),
        "fault": words.gettext("Not up to date: what follows keeps this edition from being made."),
    }


def series_name(series: Series, words: Strings) -> str:
    """Return the name of a series in the language of the interface, else in its first one."""
    return series.name.get(words.language.code) or next(iter(series.name.values()), series.id)


def entries(desk: Desk, words: Strings) -> tuple[Entry, ...]:
    """Return the issues of the board, the latest first."""
    issues = desk.manuscript.issues
    latest = sorted(issues, key=lambda issue: (issue.date.first_day, issue.number), reverse=True)
    return tuple(_entry(desk, issue, words) for issue in latest)


def _entry(desk: Desk, issue: Issue, words: Strings) -> Entry:
    own = words.language.code
    code = own if own in issue.title else issue.source_language
    title = issue.title.get(code) or issue.name
    names = desk.manuscript.names(issue)
    groups = tuple(
        Group(
            words.language_name(language.code),
            tuple(
                _edition(desk, issue, name, words) for name in names if name.split(".")[1] == language.code
            ),
        )
        for language in desk.manuscript.series.languages
    )
    return Entry(
        name=issue.name,
        number=words.number(issue.number),
        date=words.date(issue.date),
        title=title,
        language=code,
        href=f"/{own}/issue/{issue.name}",
        words=" ".join([issue.name, str(issue.number), str(issue.date), *issue.title.values(),
                        *(person.name.get(code, "") for person in issue.authors)]).lower(),
        marks=_marks(desk, issue, groups, words),
        groups=groups,
    )  # fmt: skip


def _edition(desk: Desk, issue: Issue, name: str, words: Strings) -> Edition:
    length = desk.manuscript.series.length(name.split(".")[2])
    assert length
    cover = desk.covers.made.get(name)
    return Edition(
        name,
        length_label(length, words),
        f"/{words.language.code}/issue/{issue.name}?show={name}:html",
        _mark(desk, issue, name, words),
        cover.digest if cover else "",
    )


def _mark(desk: Desk, issue: Issue, name: str, words: Strings) -> Mark:
    """Return the gravest of what is to be told of an edition."""
    if desk.manuscript.faults(name):
        return Mark("errors", words.gettext("Errors"))
    cover = desk.covers.made.get(name)
    if cover and cover.too_long:
        return Mark("long", words.gettext("Too long"))
    brief, _ = desk.manuscript.brief(name)
    if brief and any(standing(issue, block).state is State.STALE for block in brief.blocks):
        return Mark("stale", words.gettext("Stale"))
    known = desk.manuscript.known.get(issue.name, Known())
    if cover and known.checked:
        return Mark("fresh", words.gettext("Fresh"))
    return Mark("unknown", words.gettext("Not checked yet"))


def _marks(desk: Desk, issue: Issue, groups: Sequence[Group], words: Strings) -> tuple[Mark, ...]:
    """Return what is to be told of an issue as a whole."""
    states = [edition.mark.state for group in groups for edition in group.editions]
    known = desk.manuscript.known.get(issue.name, Known())
    found = []
    if count := states.count("errors"):
        text = words.ngettext("%(count)s edition with errors", "%(count)s editions with errors", count)
        found.append(Mark("errors", text % {"count": words.number(count)}))
    if count := states.count("long"):
        text = words.ngettext("%(count)s edition too long", "%(count)s editions too long", count)
        found.append(Mark("long", text % {"count": words.number(count)}))
    if known.stale:
        # A change of the original counts once, however many translations it makes stale.
        counts = {each.source: each.words for each in known.stale}
        total = None if None in counts.values() else sum(count or 0 for count in counts.values())
        found.append(Mark("stale", told(total, words)))
    if not found and states and all(state == "fresh" for state in states):
        found.append(Mark("fresh", words.gettext("All editions are fresh")))
    return tuple(found)


def panes(desk: Desk, issue: Issue, shows: Sequence[tuple[str, str]], words: Strings) -> tuple[Pane, ...]:
    """Return the panes of an issue; `shows` are one or two pairs of (edition, view)."""
    return tuple(_pane(desk, issue, shows, number, words) for number in range(len(shows)))


def _pane(desk: Desk, issue: Issue, shows: Sequence[tuple[str, str]], number: int, words: Strings) -> Pane:
    series, (name, view) = desk.manuscript.series, shows[number]
    _, code, size = name.split(".")
    language, length = series.language(code), series.length(size)
    assert language
    assert length

    def address(name: str, view: str) -> str:
        changed = [*shows[:number], (name, view), *shows[number + 1 :]]
        return _address(issue, changed, words)

    def other(code: str, size: str) -> str:
        return f"{issue.name}.{code}.{size}"

    return Pane(
        name=name,
        language=language,
        title=f"{words.language_name(code)} · {length_label(length, words)}",
        view=view,
        languages=tuple(
            Link(
                each.name, address(other(each.code, size), view), each is language, each.code, each.direction
            )
            for each in series.languages
        ),
        lengths=tuple(
            Link(length_label(each, words), address(other(code, each.name), view), each is length)
            for each in series.lengths
            if each.name in issue.lengths
        ),
        views=(
            Link(words.pgettext("view", "Text"), address(name, "html"), view == "html"),
            Link(words.pgettext("view", "Pages"), address(name, "pages"), view == "pages"),
        ),
        beside=_beside(desk, issue, shows, number, words),
    )


def _beside(desk: Desk, issue: Issue, shows: Sequence[tuple[str, str]], number: int, words: Strings) -> Link:
    if len(shows) > 1:
        rest = [show for at, show in enumerate(shows) if at != number]
        return Link(words.gettext("Close"), _address(issue, rest, words), current=False)
    name, view = shows[0]
    _, code, size = name.split(".")
    others = [each.code for each in desk.manuscript.series.languages if each.code != code]
    lengths = [each for each in issue.lengths if each != size]
    second = (
        f"{issue.name}.{others[0]}.{size}" if others
        else f"{issue.name}.{code}.{lengths[0]}" if lengths
        else name
    )  # fmt: skip
    label = words.gettext("Side by side")
    return Link(label, _address(issue, [*shows, (second, view)], words), current=False)


def _address(issue: Issue, shows: Sequence[tuple[str, str]], words: Strings) -> str:
    query = "&".join(f"show={name}:{view}" for name, view in shows)
    return f"/{words.language.code}/issue/{issue.name}?{query}"
