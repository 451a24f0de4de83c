"""Grow a one-page Arabic brief word by word and draw what becomes of its type and pages: docs/fit-growth.svg.

Run: python tests/bench/growth.py [FIRST LAST [STEP]]. The words are those of the model issue in Arabic.
"""

import itertools
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measure import ROOT

from briefgen import build, files, request
from briefgen.formats import FIT
from briefgen.model import Bundle
from briefgen.typeset import engine
from briefgen.typeset.fit import fit

TARGET = ROOT / "docs" / "fit-growth.svg"
KINDS = ("summary", "background", "developments", "insights")
ENDS = (0, 40, 110, 210, 100_000)
"""The word with which each block begins, so that a word more is one at the end."""
SETTINGS = """
series: {id: growth, name: {ar: موجزات}, publisher: {ar: معهد}}
languages: {ar: {locale: ar_PS}}
lengths: {one-page: {blocks: [summary, background, developments, insights], pages: 1, sources: false}}
"""
ISSUE = """
number: 1
date: 2026-01
source-language: ar
title: {ar: "روسيا في سوريا: عودة من باب الأمن؟"}
"""


@dataclass(frozen=True)
class Point:
    """The brief at some number of words."""

    words: int
    type: float
    """Size of its type in points."""
    share: float
    """How far along its scale it is set, 0 preferred, 1 the floor."""
    pages: int
    """Pages it takes; where it is too long, at the floor."""
    fits: bool
    layouts: int


def texts() -> list[str]:
    """Return the words of the model issue in Arabic, without citations, notes and marks."""
    folder = ROOT / "content" / "2077-russia-syria" / "ar"
    whole = "\n".join((folder / f"{kind}.md").read_text().split("---", 2)[2] for kind in KINDS[1:])
    lines = (line for line in whole.splitlines() if not re.match(r"[#!:\[|]|\[\^", line))
    return re.sub(r"\[@[^\]]*\]|\[\^[^\]]*\]|\{[^}]*\}|[\[\]*]|\([^)]*\)", "", " ".join(lines)).split()


def brief(words: list[str], count: int, folder: Path) -> Bundle:
    """Return the one-page brief of the first words, in paragraphs of 40."""
    issue = folder / "content" / "1-growth"
    (issue / "ar").mkdir(parents=True, exist_ok=True)
    (folder / "briefgen.yaml").write_text(SETTINGS)
    (folder / "content" / "people.yaml").write_text("{}")
    (issue / "issue.yaml").write_text(ISSUE)
    for number, kind in enumerate(KINDS):
        part = words[ENDS[number] : min(count, ENDS[number + 1])]
        paragraphs = [" ".join(part[at : at + 40]) for at in range(0, len(part), 40)]
        title = "" if not number else f"---\ntitle: {'القسم'} {number}\n---\n"
        (issue / "ar" / f"{kind}.md").write_text(title + "\n\n".join(paragraphs) + "\n")
    project = request.read(folder)
    briefs, findings = request.chosen(project, request.Choice())
    assert briefs, findings
    return build.bundle(build.Edition(briefs[0], FIT), project, request.theme(folder))


def points(first: int, last: int, step: int) -> Iterator[Point]:
    """Yield what becomes of the brief at each number of words."""
    fonts = files.font_folders(ROOT)
    engine.warm(fonts)
    words = texts()
    assert len(words) >= last
    with tempfile.TemporaryDirectory() as folder:
        for count in range(first, last + 1, step):
            found = fit(brief(words, count, Path(folder)), fonts)
            trial = found.trial
            floor = sum(row.steps for row, _ in trial.setting.values)
            share = trial.setting.step / floor
            yield Point(
                count, trial.extent.body, share, trial.extent.pages, not found.too_long, found.layouts
            )


def drawing(found: list[Point]) -> str:
    """Return the plot as SVG: type size above, position on the scale and pages below, words along."""
    left, width, first, last = 70, 620, found[0].words, found[-1].words

    def x(words: float) -> float:
        return round(left + (words - first) / (last - first) * width, 1)

    def path(values: Iterator[tuple[int, float]]) -> str:
        return "M" + "L".join(f"{x(words)} {round(y, 1)}" for words, y in values)

    most, least = max(point.type for point in found), min(point.type for point in found)

    def type_y(value: float) -> float:
        return 50 + (most - value) / (most - least or 1) * 110

    fit_until = max((point.words for point in found if point.fits), default=first)
    preferred = max((point.words for point in found if point.share == 0), default=first)
    same = max((point.words for point in found if point.type == most), default=first)
    steps = [
        f'<path class="far" d="M{x(fit_until)} 40H{left + width}V360H{x(fit_until)}z"/>',
        f'<path class="line" d="{path((p.words, type_y(p.type)) for p in found)}"/>',
        f'<path class="line" d="{path((p.words, 300 - p.share * 90) for p in found)}"/>',
        f'<path class="line" d="{path((p.words, 385 - p.pages * 25) for p in found)}"/>',
    ]
    labels = [
        (left - 8, type_y(most) + 4, "end", f"{most:.1f} pt"),
        (left - 8, type_y(least) + 4, "end", f"{least:.1f} pt"),
        (left - 8, 304, "end", "preferred"),
        (left - 8, 214, "end", "floor"),
        (left - 8, 364, "end", "1 page"),
        (left - 8, 339, "end", "2"),
        (left, 30, "start", "Size of type"),
        (left, 200, "start", "Setting"),
        (left, 328, "start", "Pages"),
        (x(preferred), 400, "middle", f"{preferred}: preferred setting"),
        (x(same), 416, "middle", f"{same}: type of its size"),
        (x(fit_until), 400, "middle", f"{fit_until}: last that fits"),
        (left, 436, "start", f"{first} words"),
        (left + width, 436, "end", f"{last} words"),
        (left + width - 8, 60, "end", "too long: not written"),
    ]
    marks = [f'<path class="mark" d="M{x(at)} 40V388"/>' for at in (preferred, same, fit_until)]
    texts = [f'<text x="{at}" y="{y}" text-anchor="{anchor}">{text}</text>' for at, y, anchor, text in labels]
    style = (
        "text{font:12px sans-serif;fill:#171b1f}.line{fill:none;stroke:#0b5563;stroke-width:2}"
        ".mark{stroke:#c3cbce;stroke-dasharray:3 3}.far{fill:#eef3f3}"
    )
    body = "\n".join([*steps, *marks, *texts])
    title = f"A one-page Arabic brief grown from {first} to {last} words"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 450" role="img" aria-label="{title}">\n'
        f'<rect width="720" height="450" fill="#ffffff"/>\n<style>{style}</style>\n{body}\n</svg>\n'
    )


def main(first: int = 250, last: int = 700, step: int = 1) -> None:
    """Draw the plot and print what it shows."""
    found = list(points(first, last, step))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(drawing(found))
    for before, after in itertools.pairwise(found):
        if after.type > before.type:
            print("larger type with a word more:", before, after)
    counts = sorted(point.layouts for point in found)
    print(f"layouts: median {counts[len(counts) // 2]}, most {counts[-1]}")
    print(TARGET)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
