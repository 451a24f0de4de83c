"""What verification found, as a value, as JSON and as a table."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType

CLEAN = "no machine-checkable failure found"
"""The best verdict there is: half of what PDF/UA asks only a human can judge."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition that is not met, and where."""

    condition: str
    """Number or name of the condition."""
    summary: str
    """The kind of fault."""
    message: str
    """The fault itself."""
    page: int = 0
    """Counted from 1; 0 for the file as a whole."""
    element: str = ""
    """Way from the root of the structure tree."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What veraPDF says, where it is installed."""

    profile: str
    """The rules it applied, such as PDF/UA-1."""
    failures: int
    """Rules that failed."""
    rules: tuple[str, ...]
    """Clause and test number of each."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file says of itself."""

    pages: int
    version: str
    language: str
    claims: tuple[str, ...]
    """Standards that the metadata claim."""
    languages: tuple[str, ...]
    """Languages of its elements, the document's first."""
    fonts: tuple[str, ...]
    elements: int
    """Elements of the structure tree."""
    links: int


@dataclass(frozen=True, slots=True)
class Report:
    """The result of verifying one file."""

    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    """What a human should look at; no failures."""
    conditions: tuple[str, ...]
    """Numbers of all conditions that were asked."""
    facts: Facts | None
    """None where the file could not be read."""
    verapdf: tuple[Verdict, ...] = ()

    @property
    def passed(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings and not any(verdict.failures for verdict in self.verapdf)

    @property
    def verdict(self) -> str:
        """Return the result in words."""
        if self.passed:
            return f"{CLEAN} ({len(self.conditions)} conditions)"
        kinds = len({finding.condition for finding in self.findings})
        return f"{len(self.findings)} failures of {kinds} kinds found ({len(self.conditions)} conditions)"


def as_json(report: Report) -> dict[str, Any]:
    """Return a report as values that JSON can hold."""
    return {"passed": report.passed, "verdict": report.verdict, **asdict(report)}


def from_json(values: Mapping[str, Any]) -> Report:
    """Return the report that `as_json` made these values of, but for what veraPDF says."""
    facts = values["facts"]
    several = {name: tuple(facts[name]) for name in ("claims", "languages", "fonts")} if facts else {}
    return Report(
        findings=tuple(Finding(**each) for each in values["findings"]),
        notes=tuple(Finding(**each) for each in values["notes"]),
        conditions=tuple(values["conditions"]),
        facts=Facts(**{**facts, **several}) if facts else None,
    )


def as_table(report: Report) -> "RenderableType":
    """Return a report for a terminal: facts, findings by condition, verdict."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    parts: list[RenderableType] = []
    if report.facts:
        facts = Table.grid(padding=(0, 2))
        for name, value in _rows(report.facts):
            facts.add_row(Text(name, style="dim"), Text(value))
        parts.append(facts)
    for title, found in (("Failures", report.findings), ("To look at", report.notes)):
        if found:
            table = Table(title=title, title_justify="left", show_edge=False)
            for name in ("condition", "page", "element", "what"):
                table.add_column(name, overflow="fold")
            for finding in found:
                page = str(finding.page or "")
                table.add_row(*map(Text, (finding.condition, page, finding.element, finding.message)))
            parts.append(table)
    for verdict in report.verapdf:
        failed = (
            f"{verdict.failures} rules failed: {', '.join(verdict.rules)}" if verdict.failures else "nothing"
        )
        parts.append(Text(f"veraPDF, {verdict.profile}: {failed}"))
    parts.append(Text(report.verdict, style="green" if report.passed else "bold red"))
    return Group(*parts)


def _rows(facts: Facts) -> Iterable[tuple[str, str]]:
    yield "pages", str(facts.pages)
    yield "claims", ", ".join(facts.claims) or "none"
    yield "languages", ", ".join(facts.languages) or "none"
    yield "fonts", ", ".join(facts.fonts) or "none"
    yield "elements", str(facts.elements)
    yield "links", str(facts.links)
