"""A series made in shares: together they are the whole, and a plain build takes them in."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import CORPUS
from hypothesis import given
from hypothesis import strategies as st
from test_build import contents, run
from test_check import lay_out

from briefgen import formats, shards
from briefgen.cli import cli
from briefgen.shards import Shard

COUNT = 3


@given(st.text(), st.integers(1, 50))
def test_every_name_belongs_to_one_share(name: str, of: int) -> None:
    assert sum(Shard(number, of).holds(name) for number in range(1, of + 1)) == 1


def test_shares_are_about_equal() -> None:
    names = [f"{n}-issue/{n}-issue.he.full.pdf" for n in range(2000)]
    sizes = [sum(map(Shard(number, 10).holds, names)) for number in range(1, 11)]
    assert max(sizes) < 1.3 * min(sizes)


@pytest.mark.parametrize("word", ["0/3", "4/3", "3", "a/b", "1/0", "-1/3", "1/3/5", "", "1/1000000"])
def test_other_words_are_refused(word: str) -> None:
    with pytest.raises(ValueError):
        shards.shard(word)
    assert CliRunner().invoke(cli, ["build", "--shard", word]).exit_code == 2


def test_the_shares_together_are_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, merged = tmp_path / "whole", tmp_path / "merged"
    for folder in (whole, merged):
        lay_out(CORPUS / "base", folder)
    assert run(whole).exit_code == 0
    made: set[str] = set()
    for number in range(1, COUNT + 1):
        folder = tmp_path / f"machine-{number}"
        lay_out(CORPUS / "base", folder)
        outcome = run(folder, shard=Shard(number, COUNT))
        assert outcome.exit_code == 0 and not made & set(outcome.written)
        assert ("index.html" in outcome.written) == (number == 1)
        made |= set(outcome.written)
        for kept in (path for path in folder.iterdir() if path.name in {"output", ".briefgen"}):
            shutil.copytree(kept, merged / kept.name, dirs_exist_ok=True)
    assert made == contents(whole).keys() - {"manifest.json"}

    # What one machine has made no other makes again.
    def fail(*_: object) -> tuple[bytes, formats.Facts]:
        raise AssertionError

    pdf = formats.FORMATS["pdf"]
    stuck = formats.Format("pdf", "print", fail, pdf.warm)
    monkeypatch.setitem(formats.FORMATS, "pdf", stuck)  # type: ignore[misc]
    outcome = run(merged)
    assert outcome.exit_code == 0 and outcome.written == []
    assert contents(merged) == contents(whole)
