"""The glossary: terms with their forms in every language, and where a text has them.

A cell holds the spellings of a term, of which an issue uses one, with `|` between them. The forms of a
spelling, short or inflected, have `;` between them. `!` before a form refuses it, `^` says that it is short
for
the others.
"""

import csv
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from operator import itemgetter

from briefgen import compiled
from briefgen.diagnostics import Diagnostic, Place, error
from briefgen.figures import plain, words
from briefgen.languages import Language
from briefgen.model import Block, Issue, Series, Term

COLUMNS = ("term_id", "type", "issues", "notes")
"""The columns beside those of the languages."""
NAMES = frozenset({"person", "place", "organisation", "group"})
"""Types of terms whose capital letters count."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"[0-9]{1,9}")
_ALIKE = str.maketrans({"'": "’", "׳": "’", '"': "״", "\u05bc": None})
_ATTACHED = "(?:ا|ه|ها|هم|هما|هن|نا|كم)?"
"""What Arabic joins to the end of a word: case and possessors."""
_JOINT = r"[\s\u05be-]+"
_JOINTS = re.compile(_JOINT)
_PREFIXES = 5
"""Most letters before the first word of a form that belong to it."""


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a text has a form of a term."""

    term: Term
    spelling: int
    """Ordinal of the spelling, from 0; -1 for a refused form."""
    form: str
    """As the glossary has it."""
    text: str
    """As the text has it."""
    start: int
    """Place in the text that was searched, in characters."""
    end: int
    place: Place


def read(text: str, path: str, series: Series) -> tuple[tuple[Term, ...], list[Diagnostic]]:
    """Return the terms of a glossary's sound rows, and what is wrong with the others."""
    faults: list[Diagnostic] = []
    reader = csv.reader(StringIO(text), strict=True)
    codes = [language.code for language in series.languages]
    terms: dict[str, Term] = {}
    head: list[str] = []
    line = 1
    try:
        for row in reader:
            place, line = Place(path, line), reader.line_num + 1
            if not head:
                head = [cell.strip() for cell in row]
                faults += _head(head, codes, place)
                if faults:
                    break
            elif any(row):
                term = _row(dict(zip(head, row, strict=False)), codes, place)
                if len(row) != len(head):
                    what = f"has {len(row)} cells in a row; the head has {len(head)}"
                    faults.append(error(place, what, 'put a cell that has a comma in quotes: "a, b"'))
                elif isinstance(term, Diagnostic):
                    faults.append(term)
                elif term.id in terms:
                    what = f'has the term "{term.id}" twice, first on line {terms[term.id].place.line}'
                    faults.append(error(place, what, "make one row of them"))
                else:
                    terms[term.id] = term
    except csv.Error as fault:
        faults.append(error(Place(path, reader.line_num), f"is not a table: {fault}", "check the quotes"))
    return tuple(terms.values()), [*faults, *_twice(terms.values())]


def _head(head: Sequence[str], codes: Sequence[str], place: Place) -> Iterator[Diagnostic]:
    if "term_id" not in head:
        yield error(place, 'lacks the column "term_id"', f"the columns are {', '.join((*COLUMNS, *codes))}")
    for name in head:
        if name not in {*COLUMNS, *codes}:
            known = ", ".join((*COLUMNS, *codes))
            yield error(place, f'has an unknown column "{name}"', f"known columns: {known}")


def _row(cells: dict[str, str], codes: Sequence[str], place: Place) -> Term | Diagnostic:
    id = cells.get("term_id", "").strip()
    if not _ID.fullmatch(id):
        return error(
            place, f'has a row whose id is "{id}"', "use small Latin letters, digits and hyphens: red-lines"
        )
    accepted, refused, abbreviations = {}, {}, {}
    for code in codes:
        spellings = [_forms(spelling) for spelling in cells.get(code, "").split("|")]
        every = [form for forms in spellings for form in forms]
        if not all(_parts(form.lstrip("!^")) for form in every):
            return error(place, f'has an empty form in the column "{code}"', "write a form after ! and ^")
        refused[code] = tuple(form[1:].strip() for form in every if form.startswith("!"))
        abbreviations[code] = tuple(form[1:].strip() for form in every if form.startswith("^"))
        kept = (tuple(form.lstrip("^") for form in forms if not form.startswith("!")) for forms in spellings)
        accepted[code] = tuple(forms for forms in kept if forms)
    issues = _forms(cells.get("issues", ""))
    if not all(map(_NUMBER.fullmatch, issues)):
        return error(place, f'has "{cells["issues"]}" in the column "issues"', "write their numbers: 1; 2")
    limits = tuple(map(int, issues))
    return Term(id, cells.get("type", "").strip(), accepted, refused, abbreviations, place, limits)


def _forms(spelling: str) -> list[str]:
    return [form.strip() for form in spelling.split(";") if form.strip()]


def _twice(terms: Iterable[Term]) -> Iterator[Diagnostic]:
    """Tell forms that a glossary has in two places."""
    met: dict[tuple[str, str], list[Term]] = {}
    for term in terms:
        for code, spellings in term.accepted.items():
            every = [*(form for forms in spellings for form in forms), *term.refused[code]]
            for form in every:
                others = met.setdefault((code, form), [])
                other = next((each for each in reversed(others) if _meet(each, term)), None)
                if other:
                    what = f'has the form "{form}" on line {other.place.line} too'
                    yield error(term.place, what, "one form belongs to one term, accepted or refused")
                others.append(term)


def _meet(one: Term, other: Term) -> bool:
    """Tell whether two terms hold for one issue."""
    return not one.issues or not other.issues or not set(one.issues).isdisjoint(other.issues)


def holding(series: Series, issue: Issue) -> tuple[Term, ...]:
    """Return the terms of a series that hold for an issue."""
    return tuple(term for term in series.terms if not term.issues or issue.number in term.issues)


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a block as it is searched."""

    text: str
    lines: tuple[tuple[int, int], ...]
    """(place in the text, line of the file), in order."""
    path: str

    def place(self, at: int) -> Place:
        """Return the place in the file of a place in the text."""
        index = bisect_right(self.lines, at, key=itemgetter(0))
        start, line = self.lines[index - 1] if index else (0, 0)
        return Place(self.path, line + self.text.count("\n", start, at) if line else 0)


def reading(block: Block) -> Reading:
    """Return the title, text and notes of a block without vowel points, marks of one kind for all."""
    parts, lines, at = [block.title], [(0, 1)], len(block.title) + 2
    for tokens in (block.text.tokens, *block.text.notes.values()):
        for token in tokens:
            if token.type == "inline":
                lines.append((at, token.map[0] if token.map else 0))
                parts.append(alike(words(token.children or ())))
                at += len(parts[-1]) + 2
    parts[0] = alike(parts[0]).ljust(len(block.title))
    return Reading("\f\f".join(parts), tuple(lines), block.path)


def alike(text: str) -> str:
    """Return text without vowel points, with one kind of apostrophe, gershayim and digits."""
    return plain(text).translate(_ALIKE)


@dataclass(frozen=True, slots=True)
class Finder:
    """What finds one form of a term."""

    term: Term
    spelling: int
    """Ordinal of the spelling, from 0; -1 for a refused form."""
    form: str
    body: str
    """Pattern of its words and what may stand between them."""
    ends: "_Ends"
    words: tuple[str, ...]
    """What a paragraph must have for the pattern to find anything, in small letters."""

    def spans(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where the form stands in a paragraph of a text, with its prefixes and endings."""
        body, at, done = _compiled(self.body, self.ends.flags), start, start
        while match := body.search(text, at, end):
            before = self.ends.before.search(text, max(done, match.start() - _PREFIXES), match.start())
            after = self.ends.after.match(text, match.end(), end)
            at = match.start() + 1
            if before and after:
                at = done = after.end()
                yield before.start(), done


def finders(terms: Iterable[Term], language: Language) -> list[Finder]:
    """Return what finds the forms of terms in texts of a language."""
    return [
        Finder(term, spelling, form, *_pattern(form, language, term.type in NAMES))
        for term in terms
        for spelling, forms in [*enumerate(term.accepted[language.code]), (-1, term.refused[language.code])]
        for form in forms
    ]


def uses(text: Reading, known: Sequence[Finder]) -> list[Use]:
    """Return where a text has terms, in its order; a term within a longer one is left out."""
    found: list[Use] = []
    folded, paragraphs = text.text.casefold(), list(_paragraphs(text.text))
    for row in known:
        if not all(word in folded for word in row.words):
            continue
        for start, end, paragraph in paragraphs:
            if all(word in paragraph for word in row.words):
                for span in row.spans(text.text, start, end):
                    said, place = text.text[slice(*span)], text.place(span[0])
                    found.append(Use(row.term, row.spelling, row.form, said, *span, place))
    # Of two at one place that stands first which the glossary has as it is: הסדרה before ה with סדרה.
    found.sort(key=lambda use: (use.start, -use.end, -len(use.form)))
    kept: list[Use] = []
    end = -1
    for use in found:
        if use.end > end:
            kept.append(use)
            end = use.end
    return kept


def _paragraphs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each paragraph of a reading begins and ends, and its text in small letters."""
    start = 0
    for part in text.split("\f"):
        yield start, start + len(part), part.casefold()
        start += len(part) + 1


def _parts(form: str) -> list[str]:
    """Return the words of a form as they are searched; none where it is hyphens, points or spaces alone."""
    return [part for part in _JOINTS.split(alike(form)) if part]


@cache
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    """Return the pattern of a form ready to use; most of a glossary stand in no text of an issue."""
    return re.compile(pattern, flags)


@cache
def _pattern(form: str, language: Language, is_name: bool) -> tuple[str, "_Ends", tuple[str, ...]]:
    """Return what finds a form with prefixes and endings, and the words that it cannot be without."""
    parts, joint, later = _parts(form), _JOINT, ""
    if language.script == "Hebr":
        later = "ה?"
    elif language.script == "Arab":
        # A form given with the article is found without it too.
        parts = [part.removeprefix("ال") if len(part) > 4 else part for part in parts]
        joint, later = _ATTACHED + _JOINT, "(?:ال)?"
    body = (joint + later).join(map(re.escape, parts))
    words = tuple(part.casefold() for part in parts)
    return body, _ends(language, 0 if is_name else re.IGNORECASE), words


@dataclass(frozen=True, slots=True)
class _Ends:
    """What may stand before and after the words of a form: the same for all, and slow to compile."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    flags: int


@cache
def _ends(language: Language, flags: int) -> _Ends:
    first, ending = "", ""
    if language.script == "Hebr":
        first = rf"(?:[{language.prefixes or 'ובהלמשכ'}]{{1,4}}\u05be?)?"
    elif language.script == "Arab":
        # Before the article ل becomes لل.
        first, ending = "[وف]?(?:[بكل]?ال|لل|[بكل])?", _ATTACHED
    elif language.code == "en":
        ending = "(?:’s|’|s|es)?"
    before = compiled.pattern(rf"(?<![\w’״]){first}\Z", flags)
    return _Ends(before, compiled.pattern(rf"{ending}(?![\w$]|[’״]\w)", flags), flags)
