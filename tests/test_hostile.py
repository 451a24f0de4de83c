"""Content that means harm is told of or harmless: no traceback, no leak, no connection, nothing endless.

Each input of `hostile` is laid over a project that was built, and that is built again.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import CORPUS
from hostile import CANARY, Input, files, grown, texts, theme, trial

INPUTS = {each.name: each for family in (files, texts, theme, grown) for each in family.inputs()}
_DRAWN = ("drawing", "picture", "css", "font", "fit", "csv")
"""Beginnings of the names of inputs whose harm would be done on paper."""


@dataclass(frozen=True)
class Base:
    """The project that inputs are laid over, as it was built."""

    folder: Path
    output: Mapping[str, bytes]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    trial.warm()
    home = tmp_path_factory.mktemp("hostile")
    shutil.copytree(CORPUS / "base", home / "project")
    ran = trial.run(home, "build")
    assert ran.code == 0 and not list(trial.faults(ran)), ran
    return Base(home / "project", trial.outputs(home / "project"))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder for a project and what stands beside it, which goes with the test."""
    yield tmp_path
    shutil.rmtree(tmp_path)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take every third input, which are some of each kind; all where that is asked for."""
    if "name" in metafunc.fixturenames:
        step = 1 if metafunc.config.getoption("--every-input") else 3
        rare = 20 if metafunc.function is test_check_tells_what_a_build_tells else 1
        metafunc.parametrize("name", list(INPUTS)[:: step * rare], ids=ascii)


def _arguments(name: str) -> list[str]:
    """Return how to build: on paper what is about drawing, and a third of the rest, which takes most time."""
    printed = name.startswith(_DRAWN) or sum(name.encode()) % 3 == 0
    return ["build", "--length", "full", *([] if printed else ["--format", "html"])]


def test_input(base: Base, home: Path, name: str) -> None:
    trial.lay_out(INPUTS[name], base.folder, home)
    ran = trial.run(home, *_arguments(name))
    found = [*trial.faults(ran), *trial.changed(ran, base.output, trial.outputs(home / "project"))]
    assert not found, f"{found}\n{ran.told[-2000:]}"


def test_check_tells_what_a_build_tells(base: Base, home: Path, name: str) -> None:
    trial.lay_out(INPUTS[name], base.folder, home)
    checked = trial.run(home, "check")
    assert not list(trial.faults(checked)), checked
    if checked.code:
        assert trial.run(home, "build").code == checked.code


def test_the_canary_would_be_seen(base: Base, home: Path) -> None:
    """What the other tests hold would fail for a command that leaks, calls home or steers a terminal."""
    trial.lay_out(Input("none"), base.folder, home)
    (home / "project/content/1-first/en/background.md").write_text(f"{CANARY} and root:x:0:0.\n")
    ran = trial.run(home, "build", "--length", "full", "--lang", "en")
    told = list(trial.changed(ran, base.output, trial.outputs(home / "project")))
    assert ran.code == 0 and len([each for each in told if "holds" in each]) >= 4, (ran, told)
    assert {"\x1b", "\u202e", "\u2028"} == {each for each in "a\x1bא\n\u202e\u2028" if trial.steers(each)}
    odd = trial.Ran(1, "", "\x9b Traceback", 31, 1025, ("socket.connect",))
    assert len(list(trial.faults(odd))) == 6
