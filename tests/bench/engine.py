"""Print how long a brief takes in a warm process when a paragraph changed: `engine.py PROJECT ours|stock`.

Both make PDF/UA of the same pages with the same fonts, after a turn that loads fonts and code. Ours looks for
the setting, writes the text layer and verifies what it wrote, as builds do. Seconds of the processor.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median

import series
from weasyprint import HTML

from briefgen import build, files, request
from briefgen.formats import FORMATS
from briefgen.model import Bundle
from briefgen.typeset import engine, fetcher

TURNS = 5
root = Path(sys.argv[1])
fonts = files.font_folders(root)


def stock(bundle: Bundle) -> None:
    """Typeset with WeasyPrint as it comes."""
    configuration = engine._font_configuration(fonts)
    fetch = fetcher.Fetcher(bundle.name, bundle.files, lambda path: Path(path).read_bytes())
    html = HTML(string=bundle.html, base_url=fetcher.BASE, url_fetcher=fetch)
    html.write_pdf(font_config=configuration, pdf_variant=engine.VARIANT)


def ours(bundle: Bundle) -> None:
    """Make the document as a worker does."""
    FORMATS["pdf"].make(bundle, fonts)


def changed(turn: int) -> list[Bundle]:
    """Change a paragraph in each language; return the briefs."""
    for block in root.glob("content/*/*/background.md"):
        series.edit(block, f"Turn {turn}.")
    project, look = request.read(root), request.theme(root)
    briefs, _ = request.chosen(project, request.Choice())
    return [build.bundle(build.Edition(brief, FORMATS["pdf"]), project, look) for brief in briefs]


times = []
for turn in range(TURNS):
    bundles = changed(turn)
    assert len(bundles) == len(series.LANGUAGES)
    began = time.process_time()
    for each in bundles:
        {"ours": ours, "stock": stock}[sys.argv[2]](each)
    times.append(time.process_time() - began)
print(json.dumps(median(times[1:])))
