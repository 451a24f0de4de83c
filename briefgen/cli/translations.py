"""Commands that keep the languages in step."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli.common import Report, common, root_of, row, tell, tell_path
from briefgen.diagnostics import BriefgenError, Diagnostic
from briefgen.garbage import lasting

if TYPE_CHECKING:
    from briefgen.exchange import Desk

WIDTH = 120
"""Columns of a table that goes into a file or a pipe."""


@click.command()
@click.argument("issues", nargs=-1, metavar="[ISSUE]…")
@click.option("--html", type=click.Path(path_type=Path), help="Write a page with the result to this file.")
@common
@lasting()
def status(issues: tuple[str, ...], html: Path | None, project: Path | None, report: Report) -> int:
    """Tell how far the translations follow their sources: current, stale, missing."""
    from briefgen import tally, translations
    from briefgen.history import History

    root = root_of(project)
    history = History(root)
    series, read, rows = translations.told(root, issues, history, texts=html is not None)
    findings = [each for issue in read for each in translations.unknown(issue, history)]
    if html:
        from briefgen import board, disk, request

        disk.write(html, board.page(series, read, rows, request.theme(root)).encode())
    if report == "json":
        result = {
            "rows": [each._asdict() for each in rows],
            "totals": tally.totals(rows),
            "diagnostics": [row(each) for each in findings],
        }
        click.echo(json.dumps(result, ensure_ascii=False))
        return 0
    if report == "text":
        met = {each.length for each in rows}
        _show(tally.table(rows, [each.name for each in series.lengths if each.name in met]))
        _show(tally.sums(rows))
    tell(findings, report)
    return 0


@click.command()
@click.argument("issues", nargs=-1, metavar="[ISSUE]…")
@common
def glossary(issues: tuple[str, ...], project: Path | None, report: Report) -> int:
    """Tell how often each brief has the terms of the glossary, and what is wrong with them."""
    from briefgen import checks, concordance, request

    whole = request.read(root_of(project))
    names = request.issue_names(whole, request.Choice(issues))
    chosen = [issue for issue in whole.issues if issue.name in names]
    rows = [each for issue in chosen for each in concordance.entries(whole.series, issue)]
    findings = [each for issue in chosen for each in checks.glossary.terms(whole.series, issue)]
    if report == "json":
        told = [row(each) for each in findings]
        click.echo(json.dumps({"terms": [*map(asdict, rows)], "diagnostics": told}, ensure_ascii=False))
        return 0
    if report == "text":
        _show(concordance.table(whole.series, rows))
    tell(findings, report)
    return 0


@click.group()
def translation() -> None:
    """See what changed in the source of a translation, accept it, or give it to a translator."""


@translation.command()
@click.argument("block", metavar="BLOCK")
@click.option("--html", type=click.Path(path_type=Path), help="Write a page with the result to this file.")
@common
def diff(block: str, html: Path | None, project: Path | None, report: Report) -> int:
    """Tell what changed in the source of BLOCK since it was translated, word by word."""
    from briefgen import board, disk, request, translations
    from briefgen.history import History

    root = root_of(project)
    whole, history = request.read(root), History(root)
    issue, its = translations.block_named(whole, block)
    found = translations.standing(issue, its, history)
    changes = translations.changes(its, found, history)
    if found.state is translations.State.CURRENT:
        changes = []
    if changes is None:
        raise BriefgenError([translations.incomparable(its, found, history)])
    rows = board.comparisons(changes, its)
    source = found.sources[0]
    if html:
        page = board.sheet(its, source, rows, request.theme(root), whole.series)
        disk.write(html, page.encode())
    if report == "json":
        words = sum(change.words for change in changes)
        result = {"source": source.path, "words": words, "changes": [asdict(change) for change in changes]}
        click.echo(json.dumps(result, ensure_ascii=False))
    elif rows:
        _print(board.difference(rows, source.path, its.path))
    else:
        click.echo(f"{its.path} follows {source.path} as it stands", err=True)
    return 0


@translation.command()
@click.argument("blocks", nargs=-1, required=True, metavar="BLOCK…")
@common
def accept(blocks: tuple[str, ...], project: Path | None, report: Report) -> int:
    """Record that each BLOCK follows its source as that stands; nothing else in its file changes."""
    from briefgen import acceptance, disk, files, request, translations
    from briefgen.history import History

    root = root_of(project)
    whole, history = request.read(root), History(root)
    texts: dict[str, bytes] = {}
    faults: list[Diagnostic] = []
    for name in blocks:
        issue, its = translations.block_named(whole, name)
        try:
            data = files.Files(root).read_bytes(its.path)
            texts[its.path] = acceptance.accepted(issue, its, data, history)
        except BriefgenError as fault:
            faults += fault.diagnostics
    if faults:
        raise BriefgenError(faults)
    for path in disk.write_all({root / path: data for path, data in texts.items()}):
        tell_path(path.relative_to(root))
    return 0


@translation.command()
@click.argument("issue", metavar="ISSUE")
@click.option("--lang", "language", required=True, help="The language to translate into.")
@click.option("--to", "form", type=click.Choice(["po", "xliff"]), default="xliff", help="The kind of file.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="The file; default: ISSUE.LANG.xlf or .po, here."
)
@common
def export(
    issue: str, language: str, form: str, output: Path | None, project: Path | None, report: Report
) -> int:
    """Write the paragraphs of ISSUE for a translator's tool, beside what is translated already."""
    from briefgen import disk, exchange, select

    desk = _desk(project)
    (name,) = select.named({each.name for each in desk.project.issues}, [issue])
    parcel = exchange.export(desk, desk.issue(name, issue), language)
    suffix, write, _ = exchange.FORMS[form]
    target = output or Path(f"{name}.{language}{suffix}")
    disk.write(target, write(parcel))
    tell(desk.findings, report)
    if report != "json":
        tell_path(target)
    return 0


@translation.command("import")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def import_(file: Path, project: Path | None, report: Report) -> int:
    """Take the translations in FILE back into blocks; all of it or nothing is written."""
    from briefgen import disk, exchange, files, intake

    desk = _desk(project)
    data = files.Files(file.parent).read_bytes(file.name, exchange.MAX_SIZE)
    texts = intake.received(desk, exchange.read(data, file.name), file.name)
    root = desk.files.root
    changed = disk.write_all({root / path: new for path, new in texts.items()})
    written = [path.relative_to(root).as_posix() for path in changed]
    if report == "json":
        rows = [row(each) for each in desk.findings]
        click.echo(json.dumps({"written": written, "diagnostics": rows}, ensure_ascii=False))
    else:
        tell(desk.findings, report)
        for path in written:
            tell_path(path)
    return 0


def _desk(project: Path | None) -> "Desk":
    from briefgen import exchange, request
    from briefgen.files import Files
    from briefgen.history import History

    exchange.require_tools()
    root = root_of(project)
    return exchange.Desk(Files(root), request.read(root), History(root))


def _show(lines: Sequence[Sequence[str]]) -> None:
    """Print a table: ruled and coloured on a terminal, in plain columns elsewhere."""
    from briefgen import tally

    if sys.stdout.isatty():
        _print(tally.grid(lines))
    else:
        click.echo(tally.columns(lines))


def _print(table: object) -> None:
    from rich.console import Console

    console = Console()
    (console if console.is_terminal else Console(width=WIDTH)).print(table)
