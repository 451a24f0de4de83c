"""Build a project into an empty folder: `cold_build.py PROJECT [idle]`.

With `idle` the PDF engine is not loaded and does nothing: what is left is the time of all the rest.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from briefgen import build, formats
from briefgen.formats import Format

if sys.argv[2:] == ["idle"]:
    formats.FORMATS["pdf"] = Format("pdf", "print", lambda bundle, fonts: (b"", {}))
with TemporaryDirectory() as folder:
    outcome = build.build(Path(sys.argv[1]), build.Choice(), build.Work(Path(folder), jobs=1))
if outcome.exit_code:
    sys.exit("\n".join(map(str, outcome.diagnostics)))
