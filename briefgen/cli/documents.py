"""Commands for single documents: the engine alone, and what a PDF says of itself."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from briefgen.cli.common import Report, common, limited, tell, tell_path
from briefgen.diagnostics import Place, error


@click.command()
@click.argument("page", metavar="IN.html", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT.pdf", type=click.Path(path_type=Path))
@common
def typeset(page: Path, target: Path, project: Path | None, report: Report) -> int:
    """Typeset any HTML page as PDF: the engine alone. It reads only files below the page's folder."""
    from briefgen import disk, files, making
    from briefgen.sandbox import Limits

    root = project or files.find_project(Path()) or page.parent
    data, warnings = making.typeset_page(page, files.font_folders(root), Limits())
    disk.write(target, data)
    tell(warnings, report)
    tell_path(target)
    return 0


@click.command()
@click.argument("file", metavar="FILE.pdf", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--text",
    "expected",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="EXPECTED",
    help="What its text should be, a paragraph a line.",
)
@click.option(
    "--pdfjs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The package pdfjs-dist, to measure Firefox's reader too.",
)
@limited
@common
def verify(
    file: Path,
    expected: Path | None,
    pdfjs: Path | None,
    limits: Mapping[str, int],
    project: Path | None,
    report: Report,
) -> int:
    """Tell what a machine can of a PDF: tags, fonts, languages, reading order, text."""
    from briefgen import verify, workers
    from briefgen.files import Files
    from briefgen.sandbox import Limits
    from briefgen.verify import textmeter, textreport, verapdf

    pdf = Files(file.parent).read_bytes(file.name, verify.MAX_SIZE)

    def read() -> bytes:
        return json.dumps(verify.as_json(verify.verify(pdf))).encode()

    found = verify.from_json(json.loads(workers.apart(str(file), read, Limits(**limits))))
    scores: tuple[textmeter.Score, ...] = ()
    faults: tuple[textmeter.Faults, ...] = ()
    if found.facts:
        found = replace(found, verapdf=verapdf.ask(pdf, found.facts.claims))
        faults = textmeter.faults(pdf, pdfjs=pdfjs)
        if expected:
            wanted = textmeter.expected_text(Files(expected.parent).read_text(expected.name))
            scores = textmeter.measure(pdf, wanted, pdfjs=pdfjs)
    if report == "json":
        values = {**verify.as_json(found), **textreport.text_json(scores, faults)}
        click.echo(json.dumps(values, ensure_ascii=False))
    elif report == "github":
        place = Place(str(file))
        tell([error(place, f"{each.condition}: {each.message}") for each in found.findings], report)
    else:
        from rich.console import Console

        console = Console()
        console.print(textreport.text_tables(scores, faults))
        console.print(verify.as_table(found))
    return int(not found.passed)
