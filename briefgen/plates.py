"""Pages of editions before and after a change, drawn as pictures and remembered like editions."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from briefgen import build, disk, files, memo, pagepictures
from briefgen.build import Work
from briefgen.changes import Difference, State
from briefgen.diagnostics import BriefgenError, Diagnostic
from briefgen.formats import FORMATS, Facts, Format
from briefgen.index import Seen
from briefgen.making import Press
from briefgen.model import Bundle

WIDTH = 900
"""Pixels of a page's picture."""

Plates = Mapping[str, Sequence[bytes]]
"""Side and path of a PDF, as "before 1-first/1-first.en.full.pdf" → its pages, as PNG."""


def drawn(
    root: Path, difference: Difference, paths: Collection[str], work: Work
) -> tuple[Plates, list[Diagnostic]]:
    """Return the pages of those editions that are PDFs, and what keeps some of today's from being made."""
    with disk.cache_in_use(root):
        shop = build.workshop(root, Seen({}, 0))
        press = build.press(shop, work)
        found, faults = _drawn(press, "after", difference.after, paths)
        found |= _drawn(earlier(root, press, difference), "before", difference.before, paths)[0]
    return found, faults


def _drawn(
    press: Press, side: str, state: State, paths: Collection[str]
) -> tuple[dict[str, list[bytes]], list[Diagnostic]]:
    editions = [state.editions[path] for path in paths if path in state.editions]
    found: dict[str, list[bytes]] = {}
    faults: list[Diagnostic] = []
    tasks = (
        press.task(f"{side} {edition.path}", PICTURES, build.bundle(edition, state.project, state.look))
        for edition in editions
        if edition.format is FORMATS["pdf"]
    )
    for name, made in press.run(tasks):
        if isinstance(made, BriefgenError):
            faults += made.diagnostics
        else:
            found[name] = _split(*made)
    return found, faults


def earlier(root: Path, press: Press, difference: Difference) -> Press:
    """Return what the earlier state was made with: its own fonts, where those are others."""
    fonts = difference.before.fonts
    if fonts == difference.after.fonts:
        return press
    digest = sha256(repr(sorted(fonts.items())).encode()).hexdigest()
    folder = root / files.CACHE / "fonts" / digest
    for path in fonts:
        disk.write(folder / path, difference.before.files.read_bytes(path), sync=False)
    bundled = files.builtin("fonts")
    folders = (folder / "fonts", bundled) if fonts else (bundled,)
    return Press(folders, press.store, memo.digest(press.engine, digest), press.jobs, press.limits)


def _make(bundle: Bundle, fonts: Sequence[Path]) -> tuple[bytes, Facts]:
    data, _ = FORMATS["pdf"].make(bundle, fonts)
    found = pagepictures.pages(data, WIDTH)
    return b"".join(found), {"sizes": [len(picture) for picture in found]}


def _warm(fonts: Sequence[Path]) -> Sequence[Path]:
    pagepictures.library()
    warm = FORMATS["pdf"].warm
    return warm(fonts) if warm else fonts


PICTURES = Format(f"pictures-{WIDTH}", "print", _make, _warm)
"""The pages of the PDF as pictures, one after the other; their lengths are the "sizes"."""


def _split(data: bytes, facts: Facts) -> list[bytes]:
    found, start = [], 0
    for size in facts["sizes"]:
        found.append(data[start : start + size])
        start += size
    return found
