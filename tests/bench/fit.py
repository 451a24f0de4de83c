"""Print what the search for a brief's setting costs, as multiples of one layout by WeasyPrint as it comes.

Run: python fit.py PROJECT [LENGTH…]. Processor time, every brief of the project or of these lengths, warm.
"""

import json
import sys
from pathlib import Path
from statistics import median
from time import process_time

from weasyprint import HTML

from briefgen import build, files, request
from briefgen.formats import FIT
from briefgen.model import Bundle
from briefgen.typeset import engine, fetcher, patches
from briefgen.typeset.fit import fit


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


def main(root: Path, *lengths: str) -> None:
    """Print each brief's layouts and ratio, then what the bench compares with its limits."""
    project, look, fonts = request.read(root), request.theme(root), files.font_folders(root)
    briefs, _ = request.chosen(project, request.Choice(lengths=lengths))
    engine.warm(fonts)
    rows = []
    for number, brief in enumerate(briefs):
        bundle = build.bundle(build.Edition(brief, FIT), project, look)
        if not number:
            stock(bundle, fonts), fit(bundle, fonts)
        one = min(stock(bundle, fonts) for _ in range(3))
        times = []
        for _ in range(2):
            start = process_time()
            found = fit(bundle, fonts)
            times.append(process_time() - start)
        rows.append((found.layouts, min(times) / one))
        told = f"{found.layouts} layouts, step {found.trial.setting.step}: {min(times) / one:.2f}"
        print(f"{brief.name}: {told}", file=sys.stderr, flush=True)
    preferred = [ratio for layouts, ratio in rows if layouts == 1]
    ratios = [ratio for _, ratio in rows]
    print(json.dumps({"preferred": median(preferred), "median": median(ratios), "worst": max(ratios)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
