"""Commands: a thin layer that turns options into calls and results into lines."""

import click

from briefgen import __version__
from briefgen.cli import cache, changes, documents, editions, projects, serve, translations


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="briefgen")
def cli() -> None:
    """Policy briefs in Hebrew, Arabic and English from modular content blocks."""


for _command in (
    projects.init,
    projects.new,
    editions.build,
    editions.check,
    editions.fit,
    cache.cache,
    changes.changed,
    changes.diff,
    serve.serve,
    documents.typeset,
    documents.verify,
    translations.status,
    translations.glossary,
    translations.translation,
):
    cli.add_command(_command)
