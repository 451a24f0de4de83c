"""Print how long WeasyPrint takes for the full Hebrew brief, in seconds: `engine.py PROJECT ours|stock`.

Both set the same bundle with the same fonts as PDF/UA, after one turn that loads fonts and code.
"""

import sys
import time
from pathlib import Path
from statistics import median

from weasyprint import HTML

from briefgen import build, files, request
from briefgen.formats import FORMATS
from briefgen.model import Brief
from briefgen.select import briefs
from briefgen.typeset import engine, fetcher, typeset

root = Path(sys.argv[1])
project = request.read(root)
(issue,) = (issue for issue in project.issues if issue.number == 2077)
(brief,) = (each for each in briefs(project.series, issue, ["he"], ["full"]) if isinstance(each, Brief))
bundle = build.bundle(build.Edition(brief, FORMATS["pdf"]), project, request.theme(root))
fonts = files.font_folders(root)


def stock() -> None:
    """Typeset with WeasyPrint as it comes."""
    configuration = engine._font_configuration(fonts)
    fetch = fetcher.Fetcher(bundle.name, bundle.files, lambda path: Path(path).read_bytes())
    html = HTML(string=bundle.html, base_url=fetcher.BASE, url_fetcher=fetch)
    html.write_pdf(font_config=configuration, pdf_variant=engine.VARIANT)


def ours() -> None:
    """Typeset with briefgen's engine."""
    typeset(bundle, fonts)


times = []
for _ in range(4):
    start = time.process_time()
    {"ours": ours, "stock": stock}[sys.argv[2]]()
    times.append(time.process_time() - start)
print(median(times[1:]))
