"""Check the content of a project: a rule is one function in a visible list."""

from collections.abc import Callable, Iterator

from briefgen.checks import (
    agreement,
    direction,
    glossary,
    mentions,
    prose,
    references,
    structure,
    translation,
    wording,
)
from briefgen.diagnostics import Diagnostic
from briefgen.model import Issue, Project, Series

Rule = Callable[[Series, Issue], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    references.citations,
    references.uncited_sources,
    references.notes,
    references.links,
    references.images,
    references.pictures,
    mentions.mentions,
    structure.empty_blocks,
    structure.headings,
    structure.stray_markup,
    structure.texts,
    wording.link_texts,
    wording.table_heads,
    direction.controls,
    translation.sources,
    translation.staleness,
    agreement.figures,
    glossary.terms,
    prose.slips,
    prose.long_winded,
)
"""Every rule, in the order in which its findings are told within a line."""


def check(project: Project, issues: frozenset[str] = frozenset()) -> list[Diagnostic]:
    """Return what the rules find in the named issues, or in all, sorted by place."""
    chosen = [issue for issue in project.issues if not issues or issue.name in issues]
    found = [finding for issue in chosen for rule in RULES for finding in rule(project.series, issue)]
    return sorted(found, key=lambda finding: finding.place)
