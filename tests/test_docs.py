"""The documents against the code: commands, options, configuration keys, modules, links."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import pytest

from briefgen import po, schema, xliff
from briefgen.cli import cli
from briefgen.model import Stale
from briefgen.parcel import Entry, Parcel, Part, Slot
from briefgen.translations import State

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCUMENTS = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "fonts/FONTS.md",
    "docs/rebuilding.md",
    "docs/ci.md",
    "docs/translations.md",
]


def table(text: str, head: str) -> list[list[str]]:
    """Return the cells of the table whose first heading is given."""
    (block,) = re.findall(rf"^\| {re.escape(head)} \|.*\n\|[ -|]*\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [re.split(r"(?<!\\)\|", line)[1:-1] for line in block.splitlines()]


def code(cell: str) -> str:
    """Return the first code span of a cell."""
    match = re.search(r"`([^`]+)`", cell)
    assert match, cell
    return match[1]


def commands(group: click.Group, prefix: str = "briefgen") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


COMMANDS = dict(commands(cli))


def arguments(command: click.Command) -> list[str]:
    """Return what stands for the arguments of a command in its usage line."""
    context = click.Context(cli)
    return [each.make_metavar(context) for each in command.params if isinstance(each, click.Argument)]


def test_readme_lists_every_command_with_its_arguments():
    listed = {code(row[0]) for row in table(README, "command")}
    assert listed == {" ".join([words, *arguments(command)]) for words, command in COMMANDS.items()}


def test_readme_lists_every_option_and_its_commands():
    listed = {code(row[0]).split()[0]: row[1].strip() for row in table(README, "option")}
    actual: dict[str, set[str]] = {}
    for words, command in COMMANDS.items():
        for option in command.params:
            if isinstance(option, click.Option):
                actual.setdefault(option.opts[0], set()).add(words.split(" ", 1)[1])
    everywhere = {words.split(" ", 1)[1] for words in COMMANDS}
    assert listed == {
        option: "all" if users == everywhere else ", ".join(sorted(users)) for option, users in actual.items()
    }


def test_readme_says_what_options_are_not_given_for():
    """Every option and command explains itself on the command line too."""
    silent = [words for words, command in COMMANDS.items() if not command.help]
    silent += [
        f"{words} {option.opts[0]}"
        for words, command in COMMANDS.items()
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("head", "shape"),
    [
        ("key", schema.ProjectFile),
        ("key of `series`", schema.SeriesRow),
        ("key of a length", schema.LengthRow),
        ("key of a language", schema.LanguageRow),
        ("key of an issue", schema.IssueFile),
        ("key of a source", schema.SourceRow),
    ],
)
def test_readme_lists_every_key(head, shape):
    listed = [code(row[0]) for row in table(README, head)]
    assert listed == [field.alias or name for name, field in shape.model_fields.items()]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files(document):
    path = ROOT / document
    targets = re.findall(r"\]\((?!https?:|figures/)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_contributing_lists_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    listed = [code(row[0]).removeprefix("make").strip() for row in table(CONTRIBUTING, "command")]
    assert sorted(name or "default" for name in listed) == sorted(phony.split())


def test_version_has_an_entry():
    from briefgen import __version__

    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", changes, re.MULTILINE)


def test_number_of_conditions_is_told() -> None:
    from briefgen.verify.conditions import CONDITIONS

    told = (ROOT / "docs/accessibility.md").read_text(encoding="utf-8")
    assert f"asks {len(CONDITIONS)} conditions" in told


def first_cells(head: str) -> list[str]:
    """Return the first column of a table of docs/translations.md."""
    text = (ROOT / "docs/translations.md").read_text(encoding="utf-8")
    return [row[0].strip(" `") for row in table(text, head)]


def test_states_and_policies_are_told() -> None:
    assert first_cells("state") == [state.value for state in State if state is not State.SOURCE]
    assert first_cells("`stale`") == list(get_args(Stale))


def test_placeholders_are_written_as_told() -> None:
    said = ("{", Slot(1, "alone"), Slot(2, "open"), "…", Slot(2, "close"))
    parcel = Parcel("1-a", "he", "en", [Part("he/a.md", "en/a.md", "", [Entry("a.1", said, said, True)])])
    text = (ROOT / "docs/translations.md").read_text(encoding="utf-8")
    rows = table(text, "in a text")
    gettext, exchanged = po.write(parcel).decode(), xliff.write(parcel).decode()
    assert "{{{1}{2}…{/2}" in gettext
    for _, in_xliff, in_po in rows:
        assert in_po.strip(" `") in gettext
        opening = re.split(r"[/>…]", in_xliff.strip(" `"))[0]
        assert opening in exchanged
