"""docs/checklist.md: every item of the right-to-left checklist with the tests that hold it."""

import ast
import re
from pathlib import Path

import pytest
from conftest import REPOSITORY

ROW = re.compile(r"^\| (?P<number>\d+) \| (?P<item>[^|]+) \| (?P<tests>[^|]+) \|$", re.MULTILINE)
ROWS = {int(row["number"]): row for row in ROW.finditer((REPOSITORY / "docs" / "checklist.md").read_text())}
NAMED = re.compile(r"`(test_\w+)::(test_\w+)`")


def named_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_bytes())
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_item_is_there() -> None:
    assert sorted(ROWS) == list(range(1, 38))


@pytest.mark.parametrize("number", range(1, 38))
def test_the_named_in_an_item_exist(number: int) -> None:
    named = NAMED.findall(ROWS[number]["tests"])
    assert named, "an item without a test"
    for module, name in named:
        assert name in named_in(REPOSITORY / "tests" / f"{module}.py"), f"{module}::{name}"


def test_every_test_of_the_checklist_is_named() -> None:
    named = {pair for row in ROWS.values() for pair in NAMED.findall(row["tests"])}
    for path in (REPOSITORY / "tests").glob("test_checklist_*.py"):
        assert {name for name in named_in(path)} <= {name for module, name in named if module == path.stem}
