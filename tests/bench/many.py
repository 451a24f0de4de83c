"""Series of many editions in a format that costs next to nothing: what is left is all but the engine.

The format is real: a package of its own offers it, workers make it, it is remembered and published as PDF is.
"""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import Command, Cost, briefgen, cost
from status import lay_out

EDITIONS = 9
"""Of an issue: three languages in three lengths."""
LENGTHS = """\
lengths:
  one-page: {blocks: [summary], sources: false}
  short: {blocks: [summary, background], sources: false}
  full: {blocks: [summary, background, insights], sources: false}
"""
STUB = '''"""A format of a few bytes, which counts as slow: a worker makes it."""
from hashlib import sha256
from briefgen.formats import Format

def make(bundle, fonts):
    return sha256(bundle.html.encode()).hexdigest().encode(), {"pages": 1}

def warm(fonts):
    return list(fonts)

FORMAT = Format("stub", "print", make, warm)
'''


@dataclass(frozen=True)
class Project:
    """A project of many editions, with the package of the format beside it."""

    folder: Path
    editions: int

    def build(self, *more: str) -> Command:
        """Return the command that builds it."""
        return briefgen("build", "--format", "stub", "--project", self.folder / "series", *more)

    @property
    def variables(self) -> Mapping[str, str]:
        """Return what the environment must say for the format to be found."""
        return {"PYTHONPATH": str(self.folder / "package")}

    def built(self, *more: str) -> Cost:
        """Build, and return what it cost."""
        return cost(self.build(*more), self.variables)

    def committed(self, *, output: bool) -> Cost:
        """Commit the project, with or without what was built; return what `git status` costs then."""
        root = self.folder / "series"
        (root / ".gitignore").write_text("/.briefgen/\n" + ("" if output else "/output/\n"))
        name = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")
        shutil.rmtree(root / ".git")
        for command in (["init", "-q"], ["add", "-A"], [*name, "commit", "-q", "-m", "All"]):
            subprocess.run(["git", *command], cwd=root, check=True)
        return min(
            (cost(["git", "-C", root, "status", "--porcelain"]) for _ in range(5)), key=lambda each: each.wall
        )


def project(folder: Path, editions: int) -> Project:
    """Lay out a project of at least so many editions."""
    issues = -(-editions // EDITIONS)
    lay_out(folder / "series", issues, LENGTHS)
    package = folder / "package"
    (package / "stub-1.dist-info").mkdir(parents=True)
    (package / "stub.py").write_text(STUB)
    (package / "stub-1.dist-info/METADATA").write_text("Metadata-Version: 2.1\nName: stub\nVersion: 1\n")
    (package / "stub-1.dist-info/entry_points.txt").write_text("[briefgen.formats]\nstub = stub:FORMAT\n")
    return Project(folder, issues * EDITIONS)


@cache
def grown(sizes: Sequence[int]) -> dict[str, float]:
    """Build series of so many editions from nothing, and again; return what the table tells of them.

    "growth" is the processor time of an edition of the largest over one of the smallest, "memory" the peak of
    the largest's parent in megabytes, "status" the seconds of a build with nothing to do over those of `git
    status`, where git keeps what was built as well, so that both look at the same files.
    """
    per_edition = []
    for size in sizes:
        with TemporaryDirectory() as name:
            made = project(Path(name), size)
            whole = made.built()
            per_edition.append(whole.cpu / made.editions)
            if size == sizes[-1]:
                made.built(), made.built(), made.built()
                ours = min((made.built() for _ in range(5)), key=lambda each: each.wall)
                git = made.committed(output=True)
    found = {"growth": per_edition[-1] / per_edition[0], "memory": whole.memory / 1e6, "ours": ours.wall}
    return {**found, "status": ours.wall / git.wall, "status cpu": ours.cpu / git.cpu}
