"""What reads PDFs: the core of pikepdf, without what its package loads beside.

Pictures, outlines, metadata and jobs take two thirds of the time of `import pikepdf`, and nothing here asks
for them. Whoever imports the whole package later gets it, with this core.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from types import ModuleType
from typing import TYPE_CHECKING, Any


def _load() -> Any:
    """Import the core in a package that is not run, or all of it where the private names used are gone."""
    found = None if "pikepdf" in sys.modules else find_spec("pikepdf")
    if found and found.submodule_search_locations:
        package = ModuleType("pikepdf")
        package.__path__ = list(found.submodule_search_locations)
        sys.modules["pikepdf"] = package
        try:
            core = import_module("pikepdf._core")
        except ImportError:
            core = None
        finally:
            del sys.modules["pikepdf"]
        if core and hasattr(core.Pdf, "_open") and hasattr(core.Pdf, "_close"):
            return core
    return import_module("pikepdf")


if TYPE_CHECKING:
    from pikepdf import Array, Dictionary, Name, Object, PasswordError, Pdf, PdfError, Stream, String
else:
    _core = _load()
    Array, Dictionary, Name, Object, Stream, String = (
        getattr(_core, name) for name in ["Array", "Dictionary", "Name", "Object", "Stream", "String"]
    )
    PasswordError, Pdf, PdfError = _core.PasswordError, _core.Pdf, _core.PdfError

__all__ = ["Array", "Dictionary", "Name", "Object", "PasswordError", "PdfError", "Stream", "String", "opened"]


@contextmanager
def opened(data: bytes) -> Iterator["Pdf"]:
    """Open a file from memory. Raises `PdfError`, `PasswordError` among them."""
    stream, core = BytesIO(data), vars(Pdf)
    if "open" in core:
        with Pdf.open(stream, suppress_warnings=True) as pdf:
            yield pdf
        return
    pdf = core["_open"](stream, suppress_warnings=True, description=f"stream {stream}")
    try:
        yield pdf
    finally:
        core["_close"](pdf)
