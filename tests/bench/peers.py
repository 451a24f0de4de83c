"""What we are compared with: WeasyPrint as it comes, and Typst with pandoc, under GNU make too.

Both get our fonts. Typst's page is like ours, its text the same; pandoc turns Markdown into its input. The
Python package of Typst has no program: a Python that loads nothing else calls it (about 20 ms).
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypandoc
from measure import HERE, ROOT, Command, python

PANDOC = Path(pypandoc.get_pandoc_path())
FONTS = ROOT / "fonts"
_TYPST = [sys.executable, "-E", "-s", HERE / "typst_peer.py", FONTS]
_STOCK = """
import sys
from weasyprint import HTML
HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")"""
_FONTCONFIG = """<?xml version="1.0"?><fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>"""
_RULES = """
all: $(patsubst %%.md,%%.pdf,$(wildcard *.md))
%%.typ: %%.md peer.typ
	%s $< --template peer.typ --output $@
%%.pdf: %%.typ
	%s $< $@
.PRECIOUS: %%.typ
"""

Pair = tuple[Path, Path]
"""A Markdown file and the PDF of it."""


def stock(page: Path, target: Path) -> Command:
    """Return the command that makes a PDF/UA of an HTML page with WeasyPrint as it comes."""
    return python("-c", _STOCK, page, target)


def fonts_for_stock(folder: Path) -> dict[str, str]:
    """Return the environment in which it finds our fonts, no others to search, and a cache of its own."""
    settings = folder / "fonts.conf"
    settings.write_text(_FONTCONFIG % (FONTS, folder / "fontcache"))
    return {"FONTCONFIG_FILE": str(settings)}


def typst(pairs: Sequence[Pair]) -> Iterator[Command]:
    """Yield the commands that make these PDFs: pandoc for each, then Typst for all in one process."""
    template = pairs[0][0].parent / "peer.typ"
    for source, _ in pairs:
        yield [PANDOC, source, "--template", template, "--output", source.with_suffix(".typ")]
    yield [*_TYPST, *(path for source, target in pairs for path in (source.with_suffix(".typ"), target))]


def makefile(folder: Path) -> Command:
    """Write the rules by which GNU make makes the PDFs of a folder; return the command that does."""
    rules = _RULES % (PANDOC, " ".join(map(str, _TYPST)))
    (folder / "Makefile").write_text(rules)
    return ["make", "--silent", "--directory", folder, "all"]
