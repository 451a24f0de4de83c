"""What a command asks for: the project and its look, the briefs chosen, and all that is wrong with them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from briefgen import checks, colours, disk, files, layout, mending, parse, select, timeline, workers
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error, warning
from briefgen.files import Files
from briefgen.formats import known
from briefgen.history import History
from briefgen.model import Brief, Issue, Project, Series
from briefgen.shards import WHOLE, Shard
from briefgen.theme import Theme
from briefgen.translations import dated


@dataclass(frozen=True, slots=True)
class Choice:
    """What a command asks for; an empty collection means all."""

    issues: Collection[str] = ()
    languages: Collection[str] = ()
    lengths: Collection[str] = ()
    formats: Collection[str] = ()
    shard: Shard = WHOLE


def read(root: Path) -> Project:
    """Return the project in a folder. Raises BriefgenError with exit code 2 for an unsound configuration."""
    return parse.project(Files(root))


def theme(root: Path) -> Theme:
    """Return the templates of a project over the built-in ones."""
    builtin = Files(files.builtin("templates").parent).tree("templates")
    web = Files(files.builtin("fonts")).tree("web")
    own = {} if files.is_builtin(root) else Files(root).tree("templates")
    return Theme([own, builtin] if own else [builtin], web, workers.apart)


def chosen(
    project: Project, choice: Choice, history: History | None = None
) -> tuple[list[Brief], list[Diagnostic]]:
    """Return the briefs a command asks for, and all that is wrong with their issues.

    The history tells the day of the version that a stale brief follows, for the page.

    Raises BriefgenError with exit code 2 for a name the project does not know.
    """
    names = issue_names(project, choice)
    findings = [finding for finding in project.diagnostics if _concerns(finding, names)]
    unreadable = {finding.place.path for finding in project.diagnostics}
    briefs: list[Brief] = []
    for issue in project.issues:
        if issue.name in names:
            its, missing = of_issue(project.series, issue, choice, unreadable, history)
            briefs += its
            findings += [*rules(project.series, issue), *missing]
    return briefs, in_order(findings)


def of_issue(
    series: Series, issue: Issue, choice: Choice, unreadable: Collection[str], history: History | None = None
) -> tuple[list[Brief], list[Diagnostic]]:
    """Return the briefs of one issue that a command asks for, and what they lack.

    `unreadable` are the paths of files of which that has been told already.
    """
    found = list(select.briefs(series, issue, choice.languages, choice.lengths))
    briefs = [dated(each, history) for each in found if isinstance(each, Brief)]
    missing = [each for each in found if isinstance(each, Diagnostic) and each.place.path not in unreadable]
    return briefs, missing


def rules(series: Series, issue: Issue) -> list[Diagnostic]:
    """Return all that is wrong with an issue, whatever is asked for."""
    return checks.check(Project(series, (issue,), ())) + list(_timelines(series, issue))


def in_order(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings by their places, each told once: a block may be missing from several lengths."""
    return sorted(dict.fromkeys(findings), key=lambda finding: finding.place)


def contrast(look: Theme) -> Iterator[Diagnostic]:
    """Yield the colours of a theme that are hard to read; an error below 4.5 (WCAG 2.2, 1.4.3 AA)."""
    place = Place("templates/style/theme.css")
    try:
        for each in colours.contrasts(look):
            if each.ratio < each.least:
                message = (
                    f"{each.scheme}: --{each.text} on --{each.ground} has a contrast of {each.ratio:.1f}"
                )
                tell = error if each.ratio < colours.AA else warning
                yield tell(place, message, f"make it at least {each.least}: darken one or lighten the other")
    except ValueError as fault:
        yield error(place, str(fault), "write the colour as #rrggbb")


def _timelines(series: Series, issue: Issue) -> Iterator[Diagnostic]:
    """Yield what keeps a table of an issue from being drawn."""
    folder = issue.place.path.rpartition("/")[0]
    for name, data in issue.figures.items():
        for language in series.languages if name.endswith(".csv") else ():
            try:
                path = f"{folder}/{name}"
                timeline.read(files.decode(data, path), path, language.code)
            except BriefgenError as fault:
                yield from fault.diagnostics


def issue_names(project: Project, choice: Choice) -> set[str]:
    """Return the names of the issues asked for, which may be given by number or folder."""
    folders = {issue.name for issue in project.issues}
    # An issue that could not be read is named by its faults alone.
    folders |= {name for finding in project.diagnostics if (name := _folder(finding))}
    return names_among(project.series, folders, choice)


def names_among(series: Series, folders: Collection[str], choice: Choice) -> set[str]:
    """Return those of the folders that a command asks for.

    Raises BriefgenError with exit code 2 for a name the project does not know.
    """
    select.refuse_unknown("language", choice.languages, [language.code for language in series.languages])
    select.refuse_unknown("length", choice.lengths, [length.name for length in series.lengths])
    select.refuse_unknown("format", choice.formats, list(known()))
    return select.named(folders, choice.issues)


def _folder(finding: Diagnostic) -> str:
    parts = finding.place.path.split("/")
    return parts[1] if len(parts) > 1 and parts[0] == layout.CONTENT else ""


def _concerns(finding: Diagnostic, names: set[str]) -> bool:
    """Tell whether a fault found while reading stands in one of these issues, or above them all."""
    return not _folder(finding) or _folder(finding) in names


def mend(root: Path, choice: Choice) -> Iterator[str]:
    """Mend the texts of the issues a command asks for, and yield the lines of a diff."""
    project = read(root)
    texts = mending.mended(Files(root), project, issue_names(project, choice))
    disk.write_all({root / path: new for path, (_, new) in texts.items()})
    for path, (old, new) in texts.items():
        yield from mending.difference(path, old, new)
