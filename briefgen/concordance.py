"""Where the briefs of an issue have the terms of the glossary, and how often."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from briefgen.glossary import finders, holding, reading, uses
from briefgen.model import Brief, Issue, Series
from briefgen.select import briefs
from briefgen.tally import Lines


@dataclass(frozen=True, slots=True)
class Entry:
    """A term in the briefs of an issue."""

    issue: str
    term: str
    type: str
    counts: Mapping[str, Mapping[str, int]]
    """Language → length → how often the brief has the term."""
    forms: Mapping[str, Mapping[str, int]]
    """Language → form as the texts have it → how often, through all lengths."""
    refused: int
    """How often briefs have a form that the glossary refuses."""


def entries(series: Series, issue: Issue) -> Iterator[Entry]:
    """Yield a row for each term that a brief of an issue has, in the order of the glossary."""
    counts: dict[str, dict[str, Counter[str]]] = {}
    forms: dict[str, dict[str, Counter[str]]] = {}
    refused = Counter[str]()
    terms = holding(series, issue)
    known = {language.code: finders(terms, language) for language in series.languages}
    for brief in (each for each in briefs(series, issue) if isinstance(each, Brief)):
        for block in brief.blocks:
            for use in uses(reading(block), known[block.language]):
                code = brief.language.code
                of_lengths = counts.setdefault(use.term.id, {}).setdefault(code, Counter())
                of_lengths[brief.length.name] += 1
                forms.setdefault(use.term.id, {}).setdefault(code, Counter())[use.text] += 1
                refused[use.term.id] += use.spelling < 0
    for term in terms:
        if term.id in counts:
            own = {code: dict(each.most_common()) for code, each in forms[term.id].items()}
            times = {code: dict(each) for code, each in counts[term.id].items()}
            yield Entry(issue.name, term.id, term.type, times, own, refused[term.id])


def table(series: Series, rows: Sequence[Entry]) -> Lines:
    """Return a head, a line for each term with a column for each language and length, and their sums."""
    columns = [
        (language.code, length.name)
        for language in series.languages
        for length in series.lengths
        if any(length.name in each for row in rows for each in row.counts.values())
    ]
    lines = [("issue", "term", *(f"{code} {length}" for code, length in columns), "refused")]
    for row in rows:
        found = [row.counts.get(code, {}).get(length, 0) for code, length in columns]
        lines.append((row.issue, row.term, *(str(count or "") for count in found), str(row.refused or "")))
    sums = [sum(row.counts.get(code, {}).get(length, 0) for row in rows) for code, length in columns]
    total = str(sum(row.refused for row in rows))
    return [*lines, ("", f"{len(rows)} terms", *map(str, sums), total)]
