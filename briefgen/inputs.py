"""All that a build is made of, as digests: the content, the look, the fonts, the code and its libraries."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from briefgen import files, formats, installed, memo
from briefgen.files import CONFIGURATION, Files
from briefgen.index import Seen
from briefgen.layout import CONTENT

PACKAGES = (
    *("weasyprint", "pydyf", "fonttools", "tinycss2", "cssselect2", "tinyhtml5", "pyphen", "pillow"),
    *("pikepdf", "jinja2", "markupsafe", "markdown-it-py", "mdit-py-plugins", "babel", "ruamel-yaml"),
    *("pydantic", "nh3"),
)
"""Packages that what is told and made depends on."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of what a build is made of."""

    engine: str
    """Of what turns a bundle into bytes: this package, others, native libraries, fonts."""
    common: str
    """Of all that more than one issue is made of, the engine included."""
    issues: Mapping[str, str]
    """Name of a folder in the content → digest of all that is in it."""


def look(root: Path, seen: Seen, libraries: Mapping[str, str]) -> Inputs:
    """Return what a project is made of at this moment.

    `libraries` are the versions of the native ones. Everything looked at is noted in `seen`.
    """
    made_by = engine(files.font_folders(root), seen, libraries)
    # A folder of fonts may be added.
    seen.digest(f"{root}/fonts", str(root))
    return Inputs(made_by, common(root, seen, made_by), issues(root, seen))


def common(root: Path, seen: Seen, made_by: str) -> str:
    """Return the digest of all that more than one issue is made of; `made_by` is that of the engine."""
    loose = [CONFIGURATION, *(f"{CONTENT}/{name}" for name in Files(root).names(CONTENT))]
    parts = [
        made_by,
        *_told(root, {f"{root}/{path}": seen.digest(f"{root}/{path}", str(root)) for path in loose}),
    ]
    builtin = files.builtin("templates")
    for folder, within in {root / "templates": root, builtin: builtin}.items():
        parts += _told(folder, seen.tree(str(folder), str(within)))
    return memo.digest(*parts)


def issues(root: Path, seen: Seen) -> dict[str, str]:
    """Return the name of each folder in the content → the digest of all that is in it."""
    # A folder that comes or goes is seen here, and changes nothing for the others.
    seen.digest(f"{root}/{CONTENT}", str(root))
    return {name: issue(root, seen, name) for name in Files(root).folders(CONTENT)}


def issue(root: Path, seen: Seen, name: str) -> str:
    """Return the digest of all that is in the folder of an issue."""
    folder = root / CONTENT / name
    return memo.digest(*_told(folder, seen.tree(str(folder), str(root))))


def engine(fonts: Sequence[Path], seen: Seen, libraries: Mapping[str, str]) -> str:
    """Return the digest of what turns a bundle into bytes; `fonts` are folders."""
    parts = [sys.version, *(f"{name} {number}" for name, number in sorted(libraries.items()))]
    versions = installed.versions()
    parts += [f"{package} {versions.get(package, '')}" for package in PACKAGES]
    parts += formats.others()
    package = files.package()
    tree = seen.tree(str(package), str(package))
    code = {path: digest for path, digest in tree.items() if path.endswith(".py")}
    # What else is there, compiled code above all, may come and go.
    seen.forget(tree.keys() - code.keys())
    parts += _told(package, code)
    for folder in fonts:
        parts += _told(folder, seen.tree(str(folder), str(folder)))
    for place in (*installed.folders(), *installed.libraries()):
        seen.stamp(place)
    return memo.digest(*parts)


def _told(folder: Path, digests: Mapping[str, bytes]) -> list[str]:
    """Return paths relative to a folder, each with its digest: a project may stand anywhere."""
    start = len(str(folder)) + 1
    return [f"{path[start:]} {digest.hex()}" for path, digest in digests.items()]
