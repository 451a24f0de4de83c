"""What tags and verification cost over the same build without them: cold builds of PDFs, processor time.

Run: python tests/bench/tag_cost.py [RUNS] prints the shares as JSON, by language and for the whole project.
Builds with and without take turns, each in a process of its own: `tag_cost.py build with LANGUAGE` is one.
A share is the median of those of the pairs, so that a machine that slows down for a while changes little.
"""

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from measure import ROOT, python, ratio

from briefgen import build, formats, request
from briefgen.formats import Format
from briefgen.model import Bundle

RUNS = 9
LANGUAGES = ("he", "ar", "en")


def untagged_pdf(document: Any, bundle: Bundle) -> bytes:
    """Write a document under the same conditions as tagged ones are."""
    from briefgen.typeset import engine
    from briefgen.typeset.finish import compress

    with engine._told(bundle):
        pdf: bytes = document.write_pdf(finisher=lambda document, pdf: compress(document, pdf, bundle))
        return pdf


def untagged(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, Mapping[str, Any]]:
    """Make a PDF as a build does, less tags, what else PDF/UA and PDF/A ask for, and verification."""
    from briefgen.typeset import engine, fit

    fit.write = untagged_pdf
    if bundle.budget:
        return fit.fitted(bundle, fonts)
    return untagged_pdf(engine.lay_out(bundle, fonts), bundle), {}


def one(kind: str, language: str) -> None:
    """Build the full brief of issue 2077 in a language, or all editions, in a copy of the project."""
    if kind == "without":
        formats.FORMATS = {**formats.FORMATS, "pdf": Format("pdf", "print", untagged, formats._warm)}
    with TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / "briefgen.yaml", folder)
        shutil.copytree(ROOT / "content", folder / "content")
        whole = language == "all"
        choice = request.Choice(
            issues=() if whole else ("2077",),
            formats=("pdf",),
            languages=() if whole else (language,),
            lengths=() if whole else ("full",),
        )
        outcome = build.build(folder, choice, build.Work(folder / "output", jobs=1))
    if outcome.exit_code:
        sys.exit("\n".join(map(str, outcome.diagnostics)))


def shares(runs: int = RUNS) -> dict[str, float]:
    """Return what tags and verification add, as a share of the build without them: a median of pairs."""
    here = Path(__file__)
    return {
        name: ratio(python(here, "build", "with", name), python(here, "build", "without", name), runs) - 1
        for name in (*LANGUAGES, "all")
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["build"]:
        one(*sys.argv[2:4])
    else:
        print(json.dumps(shares(*map(int, sys.argv[1:2]))))
