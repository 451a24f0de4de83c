"""Commands: a thin layer that turns options into calls and results into lines."""

import json
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click

from briefgen import __version__
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, error
from briefgen.sandbox import Limits

Report = str


class _Words(click.ParamType[tuple[str, ...]]):
    """Words separated by commas."""

    name = "name,…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        return value if isinstance(value, tuple) else tuple(word for word in value.split(",") if word)


class _Limits(click.ParamType[Limits]):
    """Limits given as words: seconds=30,memory=1024."""

    name = "what=number,…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Limits:
        if isinstance(value, Limits):
            return value
        given = dict(word.partition("=")[::2] for word in value.split(","))
        if not given.keys() <= set(Limits.__slots__) or not all(text.isdigit() for text in given.values()):
            self.fail(f"{value} is not like seconds=30,memory=1024,output=64", param, ctx)
        return Limits(**{what: int(number) for what, number in given.items()})


def _common(command: Callable[..., int]) -> Callable[..., None]:
    """Give a command the options all have, and end it with its exit code."""
    folder_help = "The project's folder; default: here or the nearest above."
    forms = click.Choice(["text", "json", "github"])

    @click.option("--project", type=click.Path(path_type=Path), help=folder_help)
    @click.option("--report", type=forms, default="text", help="How findings are told.")
    @wraps(command)
    def run(**values: Any) -> None:
        try:
            code = command(**values)
        except BriefgenError as fault:
            tell(fault.diagnostics, values["report"])
            code = fault.exit_code
        except OSError as fault:
            place = Place(str(fault.filename or "briefgen"))
            tell([error(place, fault.strerror or str(fault))], values["report"])
            code = 3
        sys.exit(code)

    return run


def _root(given: Path | None) -> Path:
    """Return the project's folder. Raises BriefgenError with exit code 2 where there is none."""
    from briefgen.files import CONFIGURATION, Files, find_project

    root = find_project(given or Path())
    if root is None or (given and not Files(given).is_file(CONFIGURATION)):
        place = Place(str(given or "."))
        raise BriefgenError([error(place, f"there is no {CONFIGURATION} here", "run: briefgen init DIR")], 2)
    return root


def tell(findings: Sequence[Diagnostic], report: Report) -> None:
    """Print diagnostics: for people on stderr, for machines on stdout."""
    from briefgen.files import printable

    if report == "json":
        click.echo(json.dumps({"diagnostics": [_row(finding) for finding in findings]}, ensure_ascii=False))
        return
    for finding in findings:
        if report == "github":
            click.echo(_annotation(finding))
        else:
            click.echo("\n".join(printable(line) for line in str(finding).split("\n")), err=True)


def _row(finding: Diagnostic) -> dict[str, object]:
    place = finding.place
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "severity": finding.severity.label,
        "message": finding.message,
        "hint": finding.hint,
    }


def _annotation(finding: Diagnostic) -> str:
    """Return a workflow command that GitHub shows on the line."""

    def escaped(text: str, more: str = "") -> str:
        for character in "%\r\n" + more:
            text = text.replace(character, f"%{ord(character):02X}")
        return text

    place = finding.place
    spot = f"file={escaped(place.path, ',:')}" + (f",line={place.line}" if place.line else "")
    message = finding.message + (f"\nhint: {finding.hint}" if finding.hint else "")
    return f"::{finding.severity.label} {spot}::{escaped(message)}"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="briefgen")
def cli() -> None:
    """Policy briefs in Hebrew, Arabic and English from modular content blocks."""


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@_common
def init(folder: Path, project: Path | None, report: Report) -> int:
    """Make a working project in DIR, with one issue to write over."""
    from briefgen import starter

    for path in starter.project(folder):
        click.echo(path)
    return 0


@cli.group()
def new() -> None:
    """Add something to a project."""


@new.command()
@click.argument("number", type=click.IntRange(1))
@click.argument("slug")
@_common
def issue(number: int, slug: str, project: Path | None, report: Report) -> int:
    """Add the issue NUMBER with a stub for every language and block, in the folder NUMBER-SLUG."""
    from briefgen import starter

    for path in starter.issue(_root(project), number, slug):
        click.echo(path)
    return 0


@cli.command()
@click.argument("issues", nargs=-1, metavar="[ISSUE]…")
@click.option("--lang", "languages", type=_Words(), default=(), help="Only these languages.")
@click.option("--length", "lengths", type=_Words(), default=(), help="Only these lengths.")
@click.option("--format", "formats", type=_Words(), default=(), help="Only these formats.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="Where the files go; default: output in the project."
)
@click.option(
    "--jobs", type=click.IntRange(0), default=0, help="How many processes; default: one for each processor."
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--limit", "limits", type=_Limits(), help="Of one document: seconds=30,memory=1024,output=64 (MB)."
)
@_common
def build(
    issues: tuple[str, ...],
    languages: tuple[str, ...],
    lengths: tuple[str, ...],
    formats: tuple[str, ...],
    output: Path | None,
    jobs: int,
    strict: bool,
    limits: Limits | None,
    project: Path | None,
    report: Report,
) -> int:
    """Build what changed of the named issues, or of all."""
    from briefgen import build as building

    root = _root(project)
    target = output or root / building.OUTPUT
    choice = building.Choice(issues, languages, lengths, formats)
    with _Progress(report) as progress:
        outcome = building.build(
            root, choice, building.Work(target, jobs, strict, limits or Limits()), progress
        )
    if report == "json":
        rows = [_row(finding) for finding in outcome.diagnostics]
        result = {
            "written": outcome.written,
            "removed": outcome.removed,
            "current": outcome.current,
            "diagnostics": rows,
        }
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        tell(outcome.diagnostics, report)
        for path in outcome.written:
            click.echo(target / path)
        if not outcome.exit_code:
            gone = f", {len(outcome.removed)} removed" if outcome.removed else ""
            click.echo(f"{len(outcome.written)} written, {outcome.current} current{gone}", err=True)
    return outcome.exit_code


@cli.command()
@click.argument("issues", nargs=-1, metavar="[ISSUE]…")
@click.option("--lang", "languages", type=_Words(), default=(), help="Only these languages.")
@click.option("--length", "lengths", type=_Words(), default=(), help="Only these lengths.")
@_common
def fit(
    issues: tuple[str, ...],
    languages: tuple[str, ...],
    lengths: tuple[str, ...],
    project: Path | None,
    report: Report,
) -> int:
    """Tell how well briefs fit their pages; write nothing."""
    from briefgen import build as building
    from briefgen import fits

    root = _root(project)
    choice = building.Choice(issues, languages, lengths)
    facts, findings = building.fits(root, choice, building.Work(root / building.OUTPUT))
    if report == "json":
        rows = [_row(finding) for finding in findings]
        click.echo(json.dumps({"fits": facts, "diagnostics": rows}, ensure_ascii=False))
    else:
        click.echo(fits.table(facts), nl=False)
        tell(findings, report)
    return building.Outcome(findings).exit_code


@cli.command()
@click.argument("issues", nargs=-1, metavar="[ISSUE]…")
@_common
def check(issues: tuple[str, ...], project: Path | None, report: Report) -> int:
    """Apply every rule to the named issues, or to all; write nothing."""
    from briefgen import build as building

    _, findings = building.chosen(building.read(_root(project)), building.Choice(issues))
    tell(findings, report)
    return building.Outcome(findings).exit_code


@cli.command()
@click.argument("page", metavar="IN.html", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT.pdf", type=click.Path(path_type=Path))
@_common
def typeset(page: Path, target: Path, project: Path | None, report: Report) -> int:
    """Typeset any HTML page as PDF: the engine alone. It reads only files below the page's folder."""
    from briefgen import build as building
    from briefgen import files

    root = project or files.find_project(Path()) or page.parent
    files.write(target, building.typeset_page(page, files.font_folders(root)))
    click.echo(target)
    return 0


class _Progress:
    """A progress bar on a terminal, nothing elsewhere: the written files are listed at the end."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.bar: Any = None

    def __enter__(self) -> Callable[[str, int, int], None] | None:
        if self.report != "text" or not sys.stderr.isatty():
            return None
        from rich.console import Console
        from rich.progress import Progress

        self.bar = Progress(console=Console(stderr=True), transient=True)
        self.bar.start()
        task = self.bar.add_task("building", total=None)
        return lambda path, done, total: self.bar.update(task, completed=done, total=total, description=path)

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()
