"""Commands that start projects and issues."""

from pathlib import Path

import click

from briefgen.cli.common import Report, common, root_of


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@common
def init(folder: Path, project: Path | None, report: Report) -> int:
    """Make a working project in DIR, with one issue to write over."""
    from briefgen import starter

    for path in starter.project(folder):
        click.echo(path)
    return 0


@click.group()
def new() -> None:
    """Add something to a project."""


@new.command()
@click.argument("number", type=click.IntRange(1))
@click.argument("slug")
@common
def issue(number: int, slug: str, project: Path | None, report: Report) -> int:
    """Add the issue NUMBER with a stub for every language and block, in the folder NUMBER-SLUG."""
    from briefgen import starter

    for path in starter.issue(root_of(project), number, slug):
        click.echo(path)
    return 0
