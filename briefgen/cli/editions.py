"""Commands that build and check the editions of a series."""

import json
from pathlib import Path

import click

from briefgen.cli.common import LimitWords, Progress, Report, ShardWord, Words, common, root_of, row, tell
from briefgen.sandbox import Limits
from briefgen.shards import WHOLE, Shard


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
    "--limit", "limits", type=LimitWords(), help="Of one document: seconds=30,memory=1024,output=64 (MB)."
)
@click.option(
    "--shard",
    type=ShardWord(),
    default=WHOLE,
    help="Only this share of the editions, as 3/10: for several machines.",
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
    limits: Limits | None,
    shard: Shard,
    project: Path | None,
    report: Report,
) -> int:
    """Build what changed of the named issues, or of all."""
    from briefgen import build as building
    from briefgen import request

    root = root_of(project)
    target = output or root / building.OUTPUT
    choice = request.Choice(issues, languages, lengths, formats, shard)
    with Progress(report) as progress:
        outcome = building.build(
            root, choice, building.Work(target, jobs, strict, limits or Limits()), progress
        )
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
            click.echo(target / path)
        if not outcome.exit_code:
            gone = f", {len(outcome.removed)} removed" if outcome.removed else ""
            click.echo(f"{len(outcome.written)} written, {outcome.current} current{gone}", err=True)
    return outcome.exit_code


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
    facts, findings = building.fits(root, choice, building.Work(root / building.OUTPUT))
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
