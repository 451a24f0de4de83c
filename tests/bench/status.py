"""Lay out a project of many issues in three languages, committed to git, for the cost of `briefgen status`.

Run: python tests/bench/status.py FOLDER [ISSUES].
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import Command, medians, python

from briefgen.files import blob_id

ISSUES = 2000
KINDS = ("summary", "background", "insights")
SETTINGS = """\
series:
  id: many
  name: {he: תדריכים, ar: موجزات, en: Briefs}
  publisher: {he: מכון, ar: معهد, en: Institute}
languages: {he: , ar: , en: }
"""
LENGTHS = "lengths: {short: {blocks: [summary, background, insights], sources: false}}\n"
ISSUE = """\
number: {number}
date: 2026-01
source-language: he
title:
  he: גיליון {number}
  ar: العدد {number}
  en: Issue {number}
authors: [editor]
"""
TEXTS = {
    "he": "פסקה של גיליון {number} בפרק {kind}, ובה 12 מילים.",
    "ar": "فقرة من العدد {number} في القسم {kind}، وفيها 12 كلمة.",
    "en": "A paragraph of issue {number} in section {kind}, of 12 words.",
}


def lay_out(folder: Path, issues: int = ISSUES, lengths: str = LENGTHS) -> None:
    """Write a project whose translations follow their sources, and commit it."""
    (folder / "content").mkdir(parents=True)
    (folder / "briefgen.yaml").write_text(SETTINGS + lengths)
    (folder / ".gitignore").write_text("/.briefgen/\n")
    (folder / "content" / "people.yaml").write_text("editor: {name: {he: עורך, ar: محرر, en: Editor}}\n")
    for number in range(1, issues + 1):
        _issue(folder / "content" / f"{number}-issue", number)
    name = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")
    for command in (["init", "-q"], ["add", "-A"], [*name, "commit", "-q", "-m", "Lay out"]):
        subprocess.run(["git", *command], cwd=folder, check=True)


def _issue(folder: Path, number: int) -> None:
    folder.mkdir()
    (folder / "issue.yaml").write_text(ISSUE.format(number=number))
    for language, text in TEXTS.items():
        (folder / language).mkdir()
        for kind in KINDS:
            body = text.format(number=number, kind=kind)
            head = f"title: {kind}\n"
            if language != "he":
                source = (folder / "he" / f"{kind}.md").read_bytes()
                head += f"translation-of: he/{kind}.md@{blob_id(source)}\n"
            (folder / language / f"{kind}.md").write_text(f"---\n{head}---\n{body}\n")


def commands(folder: Path) -> dict[str, Command]:
    """Return what is compared: the status of the translations, and of the working tree."""
    entry = "from briefgen.__main__ import main; main()"
    return {
        "status": python("-c", entry, "status", "--project", folder),
        "git": ["git", "-C", folder, "status", "--porcelain"],
    }


def over_git() -> float:
    """Return the processor time of `briefgen status` over that of `git status`, both with warm indexes."""
    with TemporaryDirectory() as folder:
        lay_out(Path(folder, "many"))
        # The first status reads every file, the second writes down that none has changed since.
        medians(commands(Path(folder, "many")), 2)
        times = medians(commands(Path(folder, "many")), 9)
    return times["status"] / times["git"]


def main(arguments: Sequence[str]) -> None:
    """Lay the project out where there is none, and print the two."""
    folder, issues = Path(arguments[0]), int(arguments[1]) if arguments[1:] else ISSUES
    if not folder.exists():
        lay_out(folder, issues)
        os.sync()
    for name, seconds in medians(commands(folder), 5).items():
        print(f"{name:8}{seconds:8.3f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
