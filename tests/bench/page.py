"""Write the page of a project’s brief in a language, and all it needs: `page.py PROJECT LANGUAGE FOLDER`."""

import sys
from pathlib import Path

from briefgen import build, disk, request
from briefgen.formats import FORMATS

root, target = Path(sys.argv[1]), Path(sys.argv[3])
project = request.read(root)
((brief,), _) = request.chosen(project, request.Choice(languages=[sys.argv[2]]))
bundle = build.bundle(build.Edition(brief, FORMATS["pdf"]), project, request.theme(root))
for path, data in {**bundle.files, "brief.html": bundle.html.encode()}.items():
    disk.write(target / path, data)
