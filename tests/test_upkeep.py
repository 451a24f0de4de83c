"""What the memo holds goes by age, then by size; builds make again what they miss."""

import json
import os
import shutil
import time
from pathlib import Path

from click.testing import CliRunner
from conftest import CORPUS
from test_build import contents
from test_check import lay_out

from briefgen import build, memo, request, upkeep
from briefgen.cli import cli

DAY = 86_400


def entries(root: Path, **ages: float) -> None:
    """Put an entry of 400,000 bytes for each name, last used so many days ago."""
    store = memo.Store(root / memo.FOLDER)
    for name, days in ages.items():
        store.put(name, (bytes(400_000), {}))
        path = root / memo.FOLDER / memo.path(name)
        os.utime(path, (time.time() - days * DAY,) * 2)


def names(root: Path) -> list[str]:
    return ["".join(Path(each.path).parts[-2:]) for each in upkeep.kept(root)]


def test_what_was_not_used_for_long_goes(tmp_path: Path) -> None:
    entries(tmp_path, aa1=0, bb2=29, cc3=31)
    gone = upkeep.prune(tmp_path)
    assert [Path(each.path).name for each in gone] == ["3"] and names(tmp_path) == ["aa1", "bb2"]
    assert upkeep.prune(tmp_path) == []


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    entries(tmp_path, aa1=3, bb2=1, cc3=2, dd4=0)
    upkeep.prune(tmp_path, megabytes=1)
    assert names(tmp_path) == ["dd4", "bb2"]
    upkeep.prune(tmp_path, megabytes=0)
    assert names(tmp_path) == []


def test_the_command_tells_and_prunes(tmp_path: Path) -> None:
    root = tmp_path / "project"
    lay_out(CORPUS / "base", root)
    build.build(root, request.Choice(formats=["html"]), build.Work(root / "output"))
    before = contents(root)
    entries(root, aa1=40)

    def told(*more: str) -> dict[str, int]:
        result = CliRunner().invoke(cli, ["cache", *more, "--project", str(root), "--report", "json"])
        assert result.exit_code == 0, result.output
        found: dict[str, int] = json.loads(result.output)
        return found

    there = told()
    assert there["entries"] > 1 and there["removed"] == 0 and told() == there
    assert told("--prune")["entries"] == there["entries"] - 1
    assert told("--prune", "--days", "0") | {"removed": 0} == {"entries": 0, "bytes": 0, "removed": 0}
    shutil.rmtree(root / "output")
    build.build(root, request.Choice(formats=["html"]), build.Work(root / "output"))
    assert contents(root) == before
    result = CliRunner().invoke(cli, ["cache", "--project", str(root)])
    assert "entries, " in result.output and "MB" in result.output
