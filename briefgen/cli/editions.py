"""Commands that build and check the editions of a series."""

import json
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli.common import (
    Progress,
    Report,
    ShardWord,
    Words,
    common,
    limited,
    root_of,
    row,
    tell,
    tell_path,
)
from briefgen.shards import WHOLE, Shard

if TYPE_CHECKING:
    from briefgen.build import Outcome


@click.command()
@click.argument("issues", nargs=-1, metavar="[ISSUE]…")
@click.option("--lang", "languages", type=Words(), default=(), help="Only these languages.")
@click.option("--length", "lengths", type=Words(), default=(), help="Only these lengths.")
@click.option("--format", "formats", type=Words(), default=(), help="Only these formats.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="Where the files go; default: output in the project."
)
@click.option(
    "--jobs", type=click.IntRange(0), default=0, help="How many processes; default: one for each processor."
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--keep-going/--no-keep-going",
    default=True,
    help="Whether to go on with others after an issue or edition that fails.",
)
@click.option("--no-index", is_flag=True, help="Read every file, however it looks from outside.")
@limited
@click.option(
    "--shard",
    type=ShardWord(),
    default=WHOLE,
    help="Only this share of the editions, as 3/10: for several machines.",
)
@click.option(
    "--cluster",
    default="",
    metavar="ADDRESS",
    help="Make PDFs on a Dask cluster: tcp://HOST:8786, its scheduler.",
)
@common
def build(
    issues: tuple[str, ...],
    languages: tuple[str, ...],
    lengths: tuple[str, ...],
    formats: tuple[str, ...],
    output: Path | None,
    jobs: int,
    strict: bool,
    keep_going: bool,
    no_index: bool,
    limits: Mapping[str, int],
    shard: Shard,
    cluster: str,
    project: Path | None,
    report: Report,
) -> int:
    """Build what changed of the named issues, or of all."""
    from briefgen import compiled

    with compiled.kept():
        from briefgen import build as building
        from briefgen import index, request

    root = root_of(project)
    target = output or root / building.OUTPUT
    choice = request.Choice(issues, languages, lengths, formats, shard)
    before = {} if no_index else index.latest(str(root))
    work = building.Work(target.absolute(), jobs, strict, limits, keep_going, before, cluster)
    with Progress(report) as progress:
        outcome = building.build(root, choice, work, progress)
    _tell(outcome, target, report)
    arguments = click.get_current_context().obj
    if arguments and not no_index and outcome.rows is not None:
        _keep(outcome, arguments, root, report)
    return outcome.exit_code


def _keep(outcome: "Outcome", arguments: list[str], root: Path, report: Report) -> None:
    """Keep what the same command would say if it were given again with nothing changed."""
    from briefgen import index

    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        _tell(replace(outcome, written=[], removed=[]), root, report)
    path = index.record_path(str(root), arguments)
    now = index.clock(str(root / index.CACHE / "index"))
    told = index.asked(arguments), outcome.exit_code, out.getvalue(), err.getvalue()
    # A folder that cannot be written to makes the next build slow, not wrong.
    with suppress(OSError):
        index.record(told, outcome.rows or {}, now).save(path)


def _tell(outcome: "Outcome", target: Path, report: Report) -> None:
    """Print what a build did."""
    if report == "json":
        rows = [row(finding) for finding in outcome.diagnostics]
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
            tell_path(target / path)
        if outcome.files:
            gone = f", {len(outcome.removed)} removed" if outcome.removed else ""
            click.echo(f"{len(outcome.written)} written, {outcome.current} current{gone}", err=True)


@click.command()
@click.argument("issues", nargs=-1, metavar="[ISSUE]…")
@click.option("--lang", "languages", type=Words(), default=(), help="Only these languages.")
@click.option("--length", "lengths", type=Words(), default=(), help="Only these lengths.")
@common
def fit(
    issues: tuple[str, ...],
    languages: tuple[str, ...],
    lengths: tuple[str, ...],
    project: Path | None,
    report: Report,
) -> int:
    """Tell how well briefs fit their pages; write nothing."""
    from briefgen import build as building
    from briefgen import fits, request

    root = root_of(project)
    choice = request.Choice(issues, languages, lengths)
    facts, findings = fits.measured(root, choice, building.Work(root / building.OUTPUT))
    if report == "json":
        rows = [row(finding) for finding in findings]
        click.echo(json.dumps({"fits": facts, "diagnostics": rows}, ensure_ascii=False))
    else:
        click.echo(fits.table(facts), nl=False)
        tell(findings, report)
    return building.Outcome(findings).exit_code


@click.command()
@click.argument("issues", nargs=-1, metavar="[ISSUE]…")
@click.option("--fix", is_flag=True, help="Mend what needs no judgement in the texts, and show the changes.")
@common
def check(issues: tuple[str, ...], fix: bool, project: Path | None, report: Report) -> int:
    """Apply every rule to the named issues, or to all; write nothing but what --fix mends."""
    from briefgen import build as building
    from briefgen import request

    root, choice = root_of(project), request.Choice(issues)
    _, findings = request.chosen(request.read(root), choice)
    if fix and not building.Outcome(findings).exit_code:
        for line in request.mend(root, choice):
            click.echo(line, err=report == "json")
        _, findings = request.chosen(request.read(root), choice)
    findings += request.contrast(request.theme(root))
    tell(findings, report)
    return building.Outcome(findings).exit_code
