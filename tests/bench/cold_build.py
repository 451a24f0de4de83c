"""Build a copy of this project cold, in one process, and print the share of the time outside the PDF engine.

The share counts the start of Python, all imports but the engine's, reading, checks, rendering, HTML, the site
and writing; the engine's part is whatever happens inside the `pdf` format, imports of WeasyPrint included.
"""

import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from briefgen import build, formats

PROJECT = ("briefgen.yaml", "content", "templates")


def main() -> None:
    """Build and print the share."""
    engine = 0.0
    pdf = formats.FORMATS["pdf"]

    def timed(*arguments: object) -> bytes:
        nonlocal engine
        start = time.process_time()
        data: bytes = pdf.make(*arguments)  # type: ignore[arg-type]
        engine += time.process_time() - start
        return data

    formats.FORMATS["pdf"] = replace(pdf, make=timed)  # type: ignore[index]
    root = Path(__file__).parents[2]
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in PROJECT:
            source = root / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
        copied = time.process_time()
        outcome = build.build(copy, build.Choice(), build.Work(copy / "output", jobs=1))
        total = time.process_time() - (copied - started)
    if outcome.exit_code:
        sys.exit("\n".join(map(str, outcome.diagnostics)))
    print((total - engine) / total)


started = time.process_time()
main()
