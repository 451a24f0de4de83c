"""What stands where: the status of translations as a page, and what changed in a source as table and page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.table import Table
from rich.text import Text

from briefgen.languages import Language, direction_of
from briefgen.model import Block, Issue, Project, Series
from briefgen.strings import Strings
from briefgen.switcher import length_label
from briefgen.tally import gathered, totals
from briefgen.theme import Theme
from briefgen.translations import Row, State
from briefgen.worddiff import Change, Piece, paragraphs

_CITATION = re.compile(r"\[@[^\]\s]*\]")
_STYLES = {"same": "", "gone": "red strike", "new": "green"}
_MARKS = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}


@dataclass(frozen=True, slots=True)
class Cell:
    """A block of one length on the board."""

    state: str
    """As a class of stylesheets: a word in English."""
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of block in one language of one issue, through all lengths."""

    issue: str
    number: str
    language: str
    code: str
    """Code of that language."""
    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How many blocks of a language are in which state."""

    language: str
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """The board as readers of one language see it."""

    language: str
    direction: str
    name: str
    title: str
    heads: tuple[str, str, str]
    states: tuple[str, ...]
    lengths: tuple[str, ...]
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A paragraph of the source that changed, beside the paragraph of the translation at its place."""

    pieces: tuple[Piece, ...]
    beside: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page of a difference shows."""

    path: str
    source: str
    source_language: str
    source_direction: str
    language: str
    direction: str
    heads: tuple[str, str]
    rows: tuple[Comparison, ...]


def page(project: Project, rows: Sequence[Row], theme: Theme) -> str:
    """Return the board as one HTML document with a side for each language of the project."""
    sides = tuple(
        _side(project, rows, theme.strings(language), language) for language in project.series.languages
    )
    words = theme.strings(project.series.languages[0])
    return theme.page("status.html", words, sides=sides, title=sides[0].title)


def _side(project: Project, rows: Sequence[Row], words: Strings, language: Language) -> Side:
    issues = {issue.name: issue for issue in project.issues}
    states = _states(words)
    met = {row.length for row in rows}
    lengths = [length for length in project.series.lengths if length.name in met]
    lines = []
    for (name, code, kind), cells in gathered(rows):
        shown = {cell.length: _cell(cell, states, words) for cell in cells}
        lines.append(
            Line(
                issue=issues[name].title.get(language.code, name),
                number=words.number(issues[name].number),
                language=words.language_name(code),
                code=code,
                kind=_kind(project.series, issues[name], kind, words),
                cells=tuple(shown.get(length.name, Cell("none", "")) for length in lengths),
            )
        )
    return Side(
        language=language.code,
        direction=language.direction,
        name=language.name,
        title=words.gettext("State of the translations"),
        heads=(words.gettext("Issue"), words.gettext("Language"), words.gettext("Section")),
        states=tuple(states.values()),
        lengths=tuple(length_label(length, words) for length in lengths),
        lines=tuple(lines),
        totals=tuple(
            Total(words.language_name(code), tuple(words.number(count) for count in counts.values()))
            for code, counts in totals(rows).items()
        ),
    )


def _states(words: Strings) -> Mapping[State, str]:
    return {
        State.SOURCE: words.pgettext("state of a translation", "source"),
        State.CURRENT: words.pgettext("state of a translation", "current"),
        State.STALE: words.pgettext("state of a translation", "stale"),
        State.MISSING: words.pgettext("state of a translation", "missing"),
        State.UNTRACKED: words.pgettext("state of a translation", "untracked"),
        State.UNREVIEWED: words.pgettext("state of a translation", "never reviewed"),
    }


def _cell(row: Row, states: Mapping[State, str], words: Strings) -> Cell:
    text = states[row.state]
    if row.words is not None:
        count = words.ngettext("%(count)s word changed", "%(count)s words changed", row.words)
        text += ": " + count % {"count": words.number(row.words)}
    return Cell(row.state.name.lower(), text)


def _kind(series: Series, issue: Issue, kind: str, words: Strings) -> str:
    """Return what readers of a language call a kind of block: its name, else the title of such a block."""
    code = words.language.code
    builtin = {
        "summary": words.pgettext("kind of block", "Summary"),
        "key-points": words.pgettext("kind of block", "Key points"),
        "background": words.pgettext("kind of block", "Background"),
        "developments": words.pgettext("kind of block", "Developments"),
        "insights": words.pgettext("kind of block", "Insights"),
        "recommendations": words.pgettext("kind of block", "Recommendations"),
    }
    own = series.kinds.get(kind, {}).get(code) or builtin.get(kind)
    titles = (block.title for (its, other, _), block in issue.blocks.items() if (its, other) == (code, kind))
    return own or next((title for title in titles if title), kind)


def comparisons(changes: Sequence[Change], block: Block) -> tuple[Comparison, ...]:
    """Return the changes of a source, each with the translation's paragraph of the same ordinal beside it."""
    own = [paragraph.text for paragraph in paragraphs(block.source)]
    beside = [own[change.before] if change.before < len(own) else "" for change in changes]
    # A paragraph that several changes stand at is shown once.
    return tuple(
        Comparison(change.pieces, text if index == 0 or beside[index - 1] != text else "")
        for index, (change, text) in enumerate(zip(changes, beside, strict=True))
    )


def difference(rows: Sequence[Comparison], source: str, path: str) -> Table:
    """Return a table of what changed in a source beside its translation; marks tell it without colour too."""
    grid = Table(source, path, show_lines=True)
    for row in rows:
        left = Text()
        for kind, pieces in groupby(row.pieces, key=lambda piece: piece.kind):
            text = "".join(piece.text for piece in pieces)
            space = text[: len(text) - len(text.lstrip())]
            opening, closing = _MARKS[kind]
            left.append(space).append(opening + text.lstrip() + closing, _STYLES[kind])
        grid.add_row(left, Text(row.beside))
    return grid


def _apart(text: str) -> str:
    """Return text with its citations isolated, so that their letters keep their order among others."""
    return _CITATION.sub("\u2066\\g<0>\u2069", text)


def sheet(block: Block, source: Block, rows: Sequence[Comparison], theme: Theme, series: Series) -> str:
    """Return the difference as one HTML document, each side in its own direction."""
    language = series.language(block.language)
    assert language
    words = theme.strings(language)
    heads = words.gettext("What changed in the original"), words.gettext("The translation")
    view = Sheet(
        path=block.path,
        source=source.path,
        source_language=source.language,
        source_direction=direction_of(source.language),
        language=language.code,
        direction=language.direction,
        heads=heads,
        rows=tuple(
            Comparison(
                tuple(Piece(piece.kind, _apart(piece.text)) for piece in row.pieces), _apart(row.beside)
            )
            for row in rows
        ),
    )
    return theme.page("difference.html", words, sheet=view)
