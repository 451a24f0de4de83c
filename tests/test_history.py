"""The past of a project: old texts, dates and moves from git, and nothing where there is no git."""

import os
import subprocess
from pathlib import Path

import pytest

from briefgen import history
from briefgen.files import MAX_BINARY, blob_id
from briefgen.history import History

AUTHOR = {
    "GIT_AUTHOR_NAME": "Editor",
    "GIT_AUTHOR_EMAIL": "editor@example.org",
    "GIT_COMMITTER_NAME": "Editor",
    "GIT_COMMITTER_EMAIL": "editor@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(root: Path, *arguments: str, day: str = "2026-03-01") -> str:
    dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    environment = {**os.environ, **AUTHOR, **dates}
    done = subprocess.run(["git", *arguments], cwd=root, env=environment, check=True, capture_output=True)
    return done.stdout.decode()


def commit(root: Path, day: str = "2026-03-01") -> None:
    if not (root / ".git").exists():
        git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Edit", day=day)


def write(root: Path, path: str, text: str) -> str:
    """Write a file and return its blob id."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    return blob_id(text.encode())


def lines(first: int, last: int) -> str:
    return "".join(f"This is the sentence with the number {number}.\n" for number in range(first, last))


def test_texts_come_back_by_whole_and_short_ids(tmp_path: Path) -> None:
    old = write(tmp_path, "content/a.md", "שלום\n")
    commit(tmp_path)
    write(tmp_path, "content/a.md", "other\n")
    commit(tmp_path)
    found = History(tmp_path).texts({old, old[:9], "0" * 40, "fffffff", ""})
    assert found == {old: "שלום\n".encode(), old[:9]: "שלום\n".encode()}


def test_trees_and_commits_are_no_texts(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", "text\n")
    commit(tmp_path)
    ids = {git(tmp_path, "rev-parse", name).strip() for name in ("HEAD", "HEAD^{tree}")}
    assert History(tmp_path).texts(ids) == {}


def test_two_processes_serve_all_texts(tmp_path: Path) -> None:
    blobs = {write(tmp_path, f"content/{number}.md", f"{number}\n") for number in range(50)}
    commit(tmp_path)
    count = tmp_path / "count"
    program = tmp_path / "counting-git"
    program.write_text(f'#!/bin/sh\necho x >> "{count}"\nexec git "$@"\n')
    program.chmod(0o755)
    history = History(tmp_path, str(program))
    assert len(history.texts(blobs)) == 50
    assert all(history.texts([blob]) for blob in blobs)
    assert count.read_text() == "x\nx\n"


def test_a_blob_larger_than_any_file_is_not_read(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "zeros").write_bytes(bytes(MAX_BINARY + 1))
    small = write(tmp_path, "small.md", "small")
    huge = git(tmp_path, "hash-object", "-w", "zeros").strip()
    git(tmp_path, "hash-object", "-w", "small.md")
    assert History(tmp_path).texts([huge, small]) == {small: b"small"}


def test_texts_are_not_more_than_a_project_may_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q")
    blobs = [write(tmp_path, f"{number}.md", f"{number}" * 100) for number in range(5)]
    git(tmp_path, "hash-object", "-w", *(f"{number}.md" for number in range(5)))
    assert len(History(tmp_path).texts(blobs)) == 5
    monkeypatch.setattr(history, "MAX_ALL", 350)
    assert len(History(tmp_path).texts(blobs)) == 3


def test_a_tree_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MAX_SAID", 1 << 20)
    write(tmp_path, "content/a.md", "a")
    commit(tmp_path)
    assert History(tmp_path).listing("HEAD", ["content"])
    tree = git(tmp_path, "rev-parse", "HEAD:content").strip()
    for names in [*["0123456789"] * 9, ["content"]]:  # each holds the one before ten times: a billion files
        rows = "".join(f"040000 tree {tree}\t{name}\n" for name in names)
        command = ["git", "-C", tmp_path, "mktree"]
        made = subprocess.run(command, input=rows, text=True, capture_output=True, check=True)
        tree = made.stdout.strip()
    bomb = git(tmp_path, "commit-tree", tree, "-m", "All").strip()
    assert History(tmp_path).listing(bomb, ["content"]) == {}


def test_dates_are_of_the_first_time(tmp_path: Path) -> None:
    old = write(tmp_path, "content/a.md", "old\n")
    commit(tmp_path, "2026-03-01")
    new = write(tmp_path, "content/a.md", "new\n")
    commit(tmp_path, "2026-05-07")
    write(tmp_path, "content/a.md", "old\n")
    commit(tmp_path, "2026-06-01")
    history = History(tmp_path)
    assert (history.date(old), history.date(new[:8]), history.date("0" * 40)) == (
        "2026-03-01",
        "2026-05-07",
        "",
    )


def test_renames_are_followed_step_by_step(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", lines(0, 20))
    commit(tmp_path)
    git(tmp_path, "mv", "content/a.md", "content/b.md")
    commit(tmp_path)
    git(tmp_path, "mv", "content/b.md", "content/ג.md")
    write(tmp_path, "content/ג.md", lines(1, 20))
    commit(tmp_path)
    assert History(tmp_path).moved("content/a.md") == ["content/b.md", "content/ג.md"]


def test_a_split_file_is_followed_into_its_parts(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", lines(0, 40))
    commit(tmp_path)
    write(tmp_path, "content/a.md", lines(0, 20))
    write(tmp_path, "content/b.md", lines(20, 40))
    commit(tmp_path)
    assert History(tmp_path).moved("content/a.md") == ["content/b.md"]


def test_moves_and_days_of_a_branch_that_was_merged(tmp_path: Path) -> None:
    write(tmp_path, "content/a.md", lines(0, 20))
    commit(tmp_path)
    git(tmp_path, "checkout", "--quiet", "-b", "side")
    aside = write(tmp_path, "content/a.md", lines(0, 21))
    commit(tmp_path, "2026-03-02")
    git(tmp_path, "checkout", "--quiet", "-")
    write(tmp_path, "content/b.md", "other\n")
    commit(tmp_path, "2026-03-03")
    # The merge takes nothing of the branch, and moves the file itself.
    git(tmp_path, "merge", "--quiet", "--no-commit", "--strategy=ours", "side")
    git(tmp_path, "mv", "content/a.md", "content/c.md")
    git(tmp_path, "commit", "--quiet", "--message", "Merge", day="2026-03-04")
    history = History(tmp_path)
    assert history.date(aside) == "2026-03-02"
    assert history.moved("content/a.md") == ["content/c.md"]


def test_paths_are_those_of_the_project_in_a_larger_repository(tmp_path: Path) -> None:
    project = tmp_path / "papers"
    old = write(project, "content/a.md", lines(0, 20))
    commit(tmp_path)
    git(tmp_path, "mv", "papers/content/a.md", "papers/content/b.md")
    commit(tmp_path)
    history = History(project)
    assert history.moved("content/a.md") == ["content/b.md"] and history.texts([old])


@pytest.mark.parametrize("program", ["git", "no-such-program"])
def test_without_git_the_past_is_empty(tmp_path: Path, program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    history = History(tmp_path, program)
    assert (history.texts(["0" * 40]), history.date("0" * 40), history.moved("a")) == ({}, "", [])
    assert not history.is_kept


def test_no_program_that_a_repository_names_is_run(tmp_path: Path) -> None:
    old = write(tmp_path, "content/a.md", "text\n")
    commit(tmp_path)
    trap = tmp_path / "trap"
    trap.write_text(f'#!/bin/sh\ntouch "{tmp_path}/sprung"\n')
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "core.pager", "core.hooksPath", "gpg.program"):
        git(tmp_path, "config", key, str(trap))
    git(tmp_path, "config", "log.showSignature", "true")
    history = History(tmp_path)
    assert history.texts([old]) and history.date(old) and history.is_kept
    assert not (tmp_path / "sprung").exists()
