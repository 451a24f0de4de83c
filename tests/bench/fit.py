"""Print what the search for a brief's setting costs, as multiples of one layout by WeasyPrint as it comes.

Run: python fit.py PROJECT [LENGTH…]. Processor time, warm: every brief of the project or of these lengths;
each of several pages again with fewer, down to one, for which most are too long.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import process_time

from weasyprint import HTML

from briefgen import build, files, request
from briefgen.formats import FIT
from briefgen.model import Bundle
from briefgen.typeset import engine, fetcher, patches
from briefgen.typeset.fit import Fit, fit


@dataclass(frozen=True)
class Row:
    """What a search found and cost."""

    found: Fit
    own: bool
    """Whether the brief has the pages of its length, not fewer."""
    ratio: float


def stock(bundle: Bundle, fonts: tuple[Path, ...]) -> float:
    """Return the time of one layout without any of our replacements."""
    patches.uninstall()
    configuration = engine._font_configuration(fonts)
    start = process_time()
    fetch = fetcher.Fetcher(bundle.name, bundle.files, lambda path: None)
    HTML(string=bundle.html, base_url=fetcher.BASE, url_fetcher=fetch).render(font_config=configuration)
    seconds = process_time() - start
    patches.install()
    return seconds


def on(bundle: Bundle, pages: int) -> Bundle:
    """Return a bundle that may fill so many pages."""
    assert bundle.budget
    shorter = bundle.shorter and on(bundle.shorter, pages)
    return replace(bundle, budget=replace(bundle.budget, pages=pages), shorter=shorter)


def rows(bundle: Bundle, fonts: tuple[Path, ...]) -> Iterator[Row]:
    """Measure a brief with its pages, and with ever fewer."""
    assert bundle.budget
    one = min(stock(bundle, fonts) for _ in range(3))
    for pages in range(bundle.budget.pages or 1, 0, -1):
        brief = on(bundle, pages)
        times = []
        for _ in range(2):
            start = process_time()
            found = fit(brief, fonts)
            times.append(process_time() - start)
        row = Row(found, pages == bundle.budget.pages, min(times) / one)
        facts = found.facts
        told = f"{facts['layouts']} layouts, step {facts['step']}, {facts['cut']} words too many"
        told = f"{told}, {facts['tried']} tried: {row.ratio:.2f}"
        print(f"{bundle.name}, pages {pages}: {told}", file=sys.stderr, flush=True)
        yield row


def main(root: Path, *lengths: str) -> None:
    """Print each brief's layouts and ratio, then what the bench compares with its limits."""
    project, look, fonts = request.read(root), request.theme(root), files.font_folders(root)
    briefs, _ = request.chosen(project, request.Choice(lengths=lengths))
    engine.warm(fonts)
    bundles = [build.bundle(build.Edition(brief, FIT), project, look) for brief in briefs]
    stock(bundles[0], fonts), fit(bundles[0], fonts)
    found = [row for bundle in bundles for row in rows(bundle, fonts)]
    own = [row for row in found if row.own]
    told = {
        "preferred": median(row.ratio for row in own if row.found.layouts == 1),
        "median": median(row.ratio for row in own),
        "worst": max(row.ratio for row in found if not row.found.too_long),
        "too long": max(row.ratio for row in found if row.found.too_long),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
