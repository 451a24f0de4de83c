"""What stands where: the status of translations as a page, and what changed in a source as table and page."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.table import Table
from rich.text import Text

from briefgen.languages import Language
from briefgen.model import Block, Issue, Series
from briefgen.strings import Strings
from briefgen.switcher import length_label
from briefgen.tally import gathered, totals
from briefgen.theme import Theme
from briefgen.translations import Row, State
from briefgen.worddiff import Change, Piece, paragraphs

_DONE = frozenset({State.SOURCE, State.CURRENT})
_MARKUP = re.compile(r"\[[@^][^\]]*\]|(?<=\]\()[^()\s]+(?=\))|(?:\[[^\[\]]*\])?\{[^{}]*\}")
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

    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The blocks of one language of an issue."""

    language: str
    code: str
    lengths: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """An issue, with a grid for each language that it is translated into."""

    title: str
    number: str
    original: str
    """What says in which language it was written."""
    tasks: tuple[Cell, ...]
    """How many blocks wait for somebody, by state; none where all translations follow."""
    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How many blocks are in a state, a number for each language."""

    state: Cell
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """The board as readers of one language see it."""

    language: Language
    title: str
    section: str
    """What readers call a block."""
    languages: tuple[str, ...]
    totals: tuple[Total, ...]
    papers: tuple[Paper, ...]


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
    languages: tuple[Language, Language]
    """Of the source, and of the translation."""
    heads: tuple[str, str]
    rows: tuple[Comparison, ...]


def page(series: Series, read: Iterable[Issue], rows: Sequence[Row], theme: Theme) -> str:
    """Return the board as one HTML document with a side for each language of the series."""
    issues = {issue.name: issue for issue in read}
    sides = tuple(
        _side(series, issues, rows, theme.strings(language), language) for language in series.languages
    )
    words = theme.strings(series.languages[0])
    return theme.page("status.html", words, sides=sides, title=sides[0].title)


def _side(
    series: Series, issues: Mapping[str, Issue], rows: Sequence[Row], words: Strings, language: Language
) -> Side:
    counts = totals(rows)
    return Side(
        language=language,
        title=words.gettext("State of the translations"),
        section=words.gettext("Section"),
        languages=tuple(words.language_name(code) for code in counts),
        totals=tuple(
            Total(Cell(_class(state), name), tuple(words.number(its[state]) for its in counts.values()))
            for state, name in _states(words).items()
        ),
        papers=tuple(
            _paper(series, issues[name], list(its), words)
            for name, its in groupby(rows, key=lambda row: row.issue)
        ),
    )


def _class(state: State) -> str:
    return state.name.lower()


def _paper(series: Series, issue: Issue, rows: Sequence[Row], words: Strings) -> Paper:
    states, open_ones = _states(words), Counter(row.state for row in rows if row.state not in _DONE)
    original = words.gettext("Original: %(language)s") % {
        "language": words.language_name(issue.source_language)
    }
    return Paper(
        title=issue.title.get(words.language.code, issue.name),
        number=words.number(issue.number),
        original=original,
        tasks=tuple(
            Cell(_class(state), f"{name}: {words.number(open_ones[state])}")
            for state, name in states.items()
            if open_ones[state]
        ),
        grids=tuple(
            _grid(series, issue, code, list(its), words)
            for code, its in groupby(rows, key=lambda row: row.language)
            if code != issue.source_language
        ),
    )


def _grid(series: Series, issue: Issue, code: str, rows: Sequence[Row], words: Strings) -> Grid:
    met = {row.length for row in rows}
    lengths = [length for length in series.lengths if length.name in met]
    states, lines = _states(words), []
    for (_, _, kind), cells in gathered(rows):
        shown = {cell.length: _cell(cell, states, words) for cell in cells}
        row = tuple(shown.get(length.name, Cell("none", "")) for length in lengths)
        lines.append(Line(_kind(series, issue, kind, words), row))
    labels = tuple(length_label(length, words) for length in lengths)
    return Grid(words.language_name(code), code, labels, tuple(lines))


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
    return Cell(_class(row.state), text)


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
    grid = Table(show_lines=True)
    for head in (source, path):
        # What stands in an address may be what changed.
        grid.add_column(head, overflow="fold")
    for row in rows:
        left = Text()
        for kind, pieces in groupby(row.pieces, key=lambda piece: piece.kind):
            text = "".join(piece.text for piece in pieces)
            space = text[: len(text) - len(text.lstrip())]
            opening, closing = _MARKS[kind]
            left.append(space).append(opening + text.lstrip() + closing, _STYLES[kind])
        grid.add_row(left, Text(row.beside))
    return grid


def _spaced(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces of which those that changed begin with a word, so that no space is struck out."""
    for piece in pieces:
        words = piece.text.lstrip() if piece.kind != "same" else piece.text
        if len(words) < len(piece.text):
            yield Piece("same", " ")
        yield Piece(piece.kind, _apart(words))


def _apart(text: str) -> str:
    """Return text with its markup isolated, so that addresses keep their order among letters."""
    return _MARKUP.sub("\u2068\\g<0>\u2069", text)


def sheet(block: Block, source: Block, rows: Sequence[Comparison], theme: Theme, series: Series) -> str:
    """Return the difference as one HTML document, each side in its own direction."""
    own, language = series.language(source.language), series.language(block.language)
    assert own
    assert language
    words = theme.strings(language)
    heads = words.gettext("What changed in the original"), words.gettext("The translation")
    view = Sheet(
        path=block.path,
        source=source.path,
        languages=(own, language),
        heads=heads,
        rows=tuple(Comparison(tuple(_spaced(row.pieces)), _apart(row.beside)) for row in rows),
    )
    return theme.page("difference.html", words, sheet=view)
