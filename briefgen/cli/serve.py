"""The command that shows a project in a browser while it is written."""

from pathlib import Path

import click

from briefgen.cli.common import Report, common, root_of


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on; default: this machine alone.")
@click.option("--port", type=click.IntRange(0, 65535), default=8077, help="Port; 0 takes one that is free.")
@click.option(
    "--editor",
    default="vscode://file/{path}:{line}",
    metavar="ADDRESS",
    help="What opens a file in your editor: an address with {path} and {line}.",
)
@common
def serve(host: str, port: int, editor: str, project: Path | None, report: Report) -> int:
    """Show the briefs in a browser, as they are after every save."""
    from briefgen import serve

    def ready(address: str, is_open: bool) -> None:
        click.echo(address)
        if is_open:
            what = "warning: whoever reaches this machine can read the project; there is no password"
            click.echo(what, err=True)
        click.echo("Ctrl-C ends the preview.", err=True)

    serve.serve(root_of(project), host, port, editor, ready)
    return 0
