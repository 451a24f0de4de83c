"""What the engine costs over WeasyPrint as it comes, warm, from the same HTML with the same fonts.

Run: python tests/bench/warm.py [PROJECT [RUNS]] prints a table of ratios. Each engine has a process of its
own that has set a page of each kind before; documents go to them in turns, and processor time counts.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from measure import ROOT
from pages import LANGUAGES, Texts
from tag_cost import untagged_pdf

from briefgen import files
from briefgen.model import Bundle
from briefgen.typeset import engine, typeset
from briefgen.verify import verify

RUNS = 5
FONTS = files.font_folders(ROOT)


def stock(bundle: Bundle) -> None:
    """Typeset with WeasyPrint as it comes: it is loaded before anything of briefgen's engine."""
    from weasyprint import HTML

    from briefgen.typeset import fetcher

    configuration = engine._font_configuration(FONTS)
    fetch = fetcher.Fetcher(bundle.name, bundle.files, lambda path: Path(path).read_bytes())
    HTML(string=bundle.html, base_url=fetcher.BASE, url_fetcher=fetch).write_pdf(font_config=configuration)


def untagged(bundle: Bundle) -> None:
    """Typeset with briefgen's engine, without tags and what else PDF/UA and PDF/A ask for."""
    untagged_pdf(engine.lay_out(bundle, FONTS), bundle)


def ours(bundle: Bundle) -> None:
    """Typeset with briefgen's engine."""
    typeset(bundle, FONTS)


def verified(bundle: Bundle) -> None:
    """Typeset with briefgen's engine and verify the file, as a build does."""
    verify(typeset(bundle, FONTS))


ENGINES: Mapping[str, Callable[[Bundle], None]] = {
    "stock": stock,
    "untagged": untagged,
    "ours": ours,
    "verified": verified,
}


def timed(name: str, bundle: Bundle) -> float:
    """Return the processor time an engine takes for a document, in seconds."""
    start = time.process_time()
    ENGINES[name](bundle)
    return time.process_time() - start


Pages = Callable[[int], Bundle]
"""Gives the document of a turn, counted from 0."""


def times(kinds: Mapping[str, Pages], runs: int) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield for each kind of page the time of each engine."""
    with ExitStack() as stack:
        workers = {
            name: stack.enter_context(ProcessPoolExecutor(1, get_context("spawn"))) for name in ENGINES
        }
        for kind, page in kinds.items():
            found: dict[str, list[float]] = {name: [] for name in ENGINES}
            for turn in range(runs + 1):
                for name, worker in workers.items():
                    found[name].append(worker.submit(timed, name, page(turn)).result())
            yield kind, {name: median(values[1:]) for name, values in found.items()}


def kinds(texts: Texts) -> dict[str, Pages]:
    """Return every kind of page that is measured."""
    found: dict[str, Pages] = {}
    for name in LANGUAGES:
        for count in (2, 10):
            found[f"{name}, {count} dense pages, other words"] = partial(texts.dense, name, count)
        found[f"{name}, 4 dense pages again"] = partial(_again, texts.dense(name, 4, 0))
        found[f"{name}, full brief again"] = partial(_again, texts.bundles[name])
        found[f"{name}, full brief, a paragraph changed"] = partial(texts.changed, name)
    return found


def _again(bundle: Bundle, turn: int) -> Bundle:
    return bundle


def main(root: Path = ROOT, runs: int = RUNS) -> None:
    """Print the ratios."""
    print(f"{'':40}{'stock ms':>10}{'ours':>8}{'verified':>10}{'tags and verify':>18}")
    for kind, found in times(kinds(Texts.of(root)), runs):
        stock, built = found["stock"], found["verified"]
        extra = built / found["untagged"] - 1
        row = f"{1000 * stock:>10.0f}{found['ours'] / stock:>8.2f}{built / stock:>10.2f}{extra:>18.1%}"
        print(f"{kind:40}{row}", flush=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]), *map(int, sys.argv[2:3]))
