"""Load WeasyPrint without what few documents need.

Five parts of its start take longer than to lay out a page: fontTools, which only another subsetter than
HarfBuzz's needs; Pillow, for pictures of pixels; what opens connections, which this engine never does; the
compilers that Python asks where a library is; and the reading of what is declared of libraries written in C,
which `declarations` holds as cffi compiles it.
"""

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pkgutil import resolve_name
from types import SimpleNamespace
from typing import Any

from briefgen import compiled

FAMILIES = {
    "fontTools": ("fontTools", "fontTools.ttLib", "fontTools.varLib", "fontTools.varLib.instancer"),
    "PIL": ("PIL", "PIL.ImageCms"),
    "urllib.request": ("urllib.request",),
}
"""Package or module → the modules of it that WeasyPrint imports something from."""


class Closed:
    """Stands for what opens connections: WeasyPrint's own fetcher is derived from it, and opens none."""

    def add_handler(self, handler: object) -> None:
        """Take no handler of any address."""


class Later:
    """Stands for a module or something in one until the first look at it."""

    loading = False
    """Whether WeasyPrint is being imported: a look is then no use."""

    def __init__(self, name: str) -> None:
        self.__dict__.update(name=name, known={}, settings={})

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        if Later.loading:
            return self.known.setdefault(attribute, Later(f"{self.name}.{attribute}"))
        return getattr(self.load(), attribute)

    def __setattr__(self, attribute: str, value: Any) -> None:
        self.settings[attribute] = value

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call what it stands for; nothing comes of that yet while WeasyPrint is being imported."""
        return None if Later.loading else self.load()(*arguments, **keywords)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """Stand in for a class that another is derived from."""
        return (Closed,)

    def load(self) -> Any:
        """Import the package, with WeasyPrint's settings of it, and put it where its stand-ins are."""
        package = self.name.partition(".")[0]
        modules = [each for name, each in sys.modules.items() if name.partition(".")[0] == "weasyprint"]
        for space in map(vars, modules):
            for name, value in list(space.items()):
                if isinstance(value, Later) and value.name.partition(".")[0] == package:
                    space[name] = resolve_name(value.name)
                    for attribute, setting in value.settings.items():
                        setattr(space[name], attribute, setting)
        return resolve_name(self.name)


def load() -> None:
    """Import WeasyPrint, once."""
    if "weasyprint" in sys.modules:
        return
    with compiled.kept(), _without_compilers(), _stand_ins(), _declared():
        compiled.selectors()
        with _no_sheets():
            import weasyprint  # noqa: F401
        from briefgen.typeset import sheets

        sheets.prepare_own()


@contextmanager
def _stand_ins() -> Iterator[None]:
    """Let packages that nobody has imported be imported later."""
    names = [name for package, found in FAMILIES.items() if package not in sys.modules for name in found]
    for name in names:
        sys.modules[name] = Later(name)  # type: ignore[assignment]
    Later.loading = True
    try:
        yield
    finally:
        Later.loading = False
        for name in names:
            del sys.modules[name]


@contextmanager
def _no_sheets() -> Iterator[None]:
    """Read none of WeasyPrint's own stylesheets.

    The rules of the first are kept from start to start (see `rules`); the others are for forms that can be
    filled in and for attributes that style, and never used here.
    """
    import tinycss2

    parse = tinycss2.parse_stylesheet
    tinycss2.parse_stylesheet = lambda *source, **more: []
    try:
        yield
    finally:
        tinycss2.parse_stylesheet = parse


@contextmanager
def _declared() -> Iterator[None]:
    """Give WeasyPrint the compiled declarations in place of an interface that reads them.

    Elsewhere than on Linux cffi also looks for the libraries, as compiled declarations do not.
    """
    if sys.platform != "linux":
        yield
        return
    from briefgen.typeset.declarations import ffi

    there = sys.modules.get("cffi")
    sys.modules["cffi"] = SimpleNamespace(FFI=lambda: ffi)  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["cffi"]
        if there:
            sys.modules["cffi"] = there


@contextmanager
def _without_compilers() -> Iterator[None]:
    """Find libraries by the names of their files alone.

    WeasyPrint tries several names for each library. For each that is none, ctypes asks ldconfig, gcc and ld.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search
