"""Commands that start projects and issues."""

from pathlib import Path

import click

from briefgen.cli.common import Report, common, root_of, tell_path


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--ci",
    type=click.Choice(["github"]),
    help="Also write what this service needs to check, build and publish.",
)
@common
def init(folder: Path, ci: str | None, project: Path | None, report: Report) -> int:
    """Make a working project in DIR, with one issue to write over."""
    from briefgen import starter
    from briefgen.files import CONFIGURATION, Files

    written = []
    if not (ci and Files(folder).is_file(CONFIGURATION)):
        written = starter.project(folder)
    for path in written + (starter.workflow(folder, ci) if ci else []):
        tell_path(folder / path)
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

    root = root_of(project)
    for path in starter.issue(root, number, slug):
        tell_path(root / path)
    return 0
