"""Build a copy of a project that nothing was ever built in, as the command does.

Run: python cold_build.py PROJECT [idle].

With `idle` the PDF engine is not loaded and does nothing: what is left is the time of all the rest.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from briefgen import compiled

compiled.start()
with compiled.kept():
    from briefgen import build, formats, request
    from briefgen.formats import Format

if sys.argv[2:] == ["idle"]:
    formats.FORMATS["pdf"] = Format("pdf", "print", lambda bundle, fonts: (b"", {}))
with TemporaryDirectory() as folder:
    copy = Path(folder)
    shutil.copy(Path(sys.argv[1], "briefgen.yaml"), copy)
    shutil.copytree(Path(sys.argv[1], "content"), copy / "content")
    outcome = build.build(copy, request.Choice(), build.Work(copy / "output", jobs=1))
if outcome.exit_code:
    sys.exit("\n".join(map(str, outcome.diagnostics)))
