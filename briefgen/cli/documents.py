"""Commands for single documents: the engine alone, and what a PDF says of itself."""

import json
from pathlib import Path

import click

from briefgen.cli.common import Report, common, tell
from briefgen.diagnostics import Place, error


@click.command()
@click.argument("page", metavar="IN.html", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT.pdf", type=click.Path(path_type=Path))
@common
def typeset(page: Path, target: Path, project: Path | None, report: Report) -> int:
    """Typeset any HTML page as PDF: the engine alone. It reads only files below the page's folder."""
    from briefgen import build as building
    from briefgen import files

    root = project or files.find_project(Path()) or page.parent
    files.write(target, building.typeset_page(page, files.font_folders(root)))
    click.echo(target)
    return 0


@click.command()
@click.argument("file", metavar="FILE.pdf", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def verify(file: Path, project: Path | None, report: Report) -> int:
    """Tell what a machine can of a PDF: tags, fonts, languages, reading order."""
    from briefgen import verify
    from briefgen.files import Files

    found = verify.verify(Files(file.parent).read_bytes(file.name, verify.MAX_SIZE), ask_verapdf=True)
    if report == "json":
        click.echo(json.dumps(verify.as_json(found), ensure_ascii=False))
    elif report == "github":
        tell(
            [error(Place(str(file)), f"{each.condition}: {each.message}") for each in found.findings], report
        )
    else:
        from rich.console import Console

        Console().print(verify.as_table(found))
    return int(not found.passed)
