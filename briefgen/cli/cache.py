"""The command that looks after what builds remember."""

import json
from pathlib import Path

import click

from briefgen.cli.common import Report, common, root_of


@click.command()
@click.option("--prune", is_flag=True, help="Remove what was not used for long, and what is too much.")
@click.option(
    "--days",
    type=click.IntRange(0),
    help="How long what is not used stays; default: 30.",
)
@click.option(
    "--size",
    type=click.IntRange(0),
    help="Most megabytes that stay; default: 1024.",
)
@common
def cache(prune: bool, days: int | None, size: int | None, project: Path | None, report: Report) -> int:
    """Tell what builds have remembered, and with --prune remove what has grown old."""
    from briefgen import upkeep

    root = root_of(project)
    days = upkeep.DAYS if days is None else days
    size = upkeep.MEGABYTES if size is None else size
    gone = upkeep.prune(root, days, size) if prune else []
    kept = upkeep.kept(root)
    facts = {"entries": len(kept), "bytes": sum(each.size for each in kept), "removed": len(gone)}
    if report == "json":
        click.echo(json.dumps(facts))
    else:
        removed = f", {facts['removed']} removed" if prune else ""
        click.echo(f"{facts['entries']} entries, {facts['bytes'] / 1e6:.1f} MB{removed}")
    return 0
