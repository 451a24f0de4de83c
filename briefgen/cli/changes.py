"""Commands that compare a project with what it was."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from briefgen.cli.common import Report, common, root_of, row, tell, tell_path


@click.command()
@click.argument("issues", nargs=-1, metavar="[ISSUE]…")
@click.option("--since", "revision", metavar="REV", required=True, help="A commit, tag or branch of git.")
@common
def changed(issues: tuple[str, ...], revision: str, project: Path | None, report: Report) -> int:
    """Tell which editions a change touches, from their content and not from the names of files."""
    from briefgen import build, changes, tally

    found = changes.since(root_of(project), revision, issues)
    if report == "json":
        rows = [row(finding) for finding in found.diagnostics]
        touched = [asdict(each) for each in found.touched]
        click.echo(json.dumps({"editions": touched, "diagnostics": rows}, ensure_ascii=False))
    else:
        lines = [(each.path, each.fate, ", ".join(each.why)) for each in found.touched]
        if report == "text" and lines:
            click.echo(tally.columns([("edition", "is", "because of"), *lines]), nl=False)
        tell(found.diagnostics, report)
        click.echo(f"touched: {len(lines)}", err=True)
    return build.Outcome(list(found.diagnostics)).exit_code


@click.command()
@click.argument("revision", metavar="REV")
@click.argument("editions", nargs=-1, metavar="[EDITION]…")
@click.option(
    "--output", type=click.Path(path_type=Path), help="Where the page goes; default: diff.html in the output."
)
@common
def diff(
    revision: str, editions: tuple[str, ...], output: Path | None, project: Path | None, report: Report
) -> int:
    """Show what changed since REV, word by word and page by page, in one HTML file."""
    from briefgen import build, disk, review

    root = root_of(project)
    target = output or root / build.OUTPUT / "diff.html"
    shown = review.report(root, revision, editions, build.Work(root / build.OUTPUT))
    disk.write(target, shown.html.encode())
    if report == "json":
        rows = [row(finding) for finding in shown.diagnostics]
        result = {"report": str(target), "briefs": shown.sheets, "diagnostics": rows}
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        tell(shown.diagnostics, report)
        tell_path(target)
        click.echo(f"briefs shown: {shown.sheets}", err=True)
    return build.Outcome(list(shown.diagnostics)).exit_code
