"""Patterns and code that are compiled anew at each start, kept from one start to the next.

Python keeps what it compiles of files, but not patterns, nor what packages write themselves while they are
loaded: the methods of dataclasses and named tuples, names of types, the tests of CSS selectors. Together
these take longer than all else of a start. They are kept in the user's cache, in a file that nobody else
may write: it is code.
"""

import collections
import hashlib
import marshal
import os
import re
import sys
import typing
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from types import CodeType
from typing import Any

from briefgen import __version__
from briefgen.garbage import lasting

# What Python says of these only in its source: they are the same from 3.11 on.
_sre: Any = import_module("_sre")
_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")

_LONGEST = 8 << 20
"""Bytes of a file that is read."""
_HASH = 32

_known: dict[Any, Any] = {}
"""Pattern and flags, or text and mode → what was compiled of it."""
_learning = 0
"""How many times within one another things are loaded whose code is kept."""
_learnt = 0
"""How much of it, as bytes of code or of its text, is not in the file."""
_LITTLE = 2000
"""How much is not worth writing: a package orders the letters of a pattern anew at each start."""
_plainly: Callable[..., Any] = _compiler.compile


def start() -> None:
    """Use what earlier starts kept, from now on."""
    import dataclasses

    if _compiler.compile is _compile:
        return
    path = _path()
    _known.update(_read(path) if path else {})
    # A name of a module comes before the built-in one.
    for module, mode, run in ((dataclasses, "exec", exec), (collections, "eval", eval)):
        setattr(module, mode, _runner(mode, run))
    typing.compile = lambda source, _, mode: _code(source, mode)  # type: ignore[attr-defined]
    _compiler.compile = _compile


def selectors() -> None:
    """Use it for CSS selectors too; to be called before one is compiled."""
    from cssselect2 import compiler

    setattr(compiler, "eval", _runner("eval", eval))  # noqa: B010


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern that is kept although it is made when content is read: nothing in it is content."""
    global _learning  # noqa: PLW0603
    _learning += 1
    try:
        return re.compile(text, flags)
    finally:
        _learning -= 1


def recall(*key: str) -> Any:
    """Return what `note` was given under a key at an earlier start, or since this one, else None."""
    return _known.get(key)


def note(code: CodeType | bytes, *key: str) -> None:
    """Keep code, or bytes that become it, under a key that says all it was compiled of."""
    with kept():
        _keep(key, code, _LITTLE)


def _keep(key: Any, what: Any, size: int) -> None:
    global _learnt  # noqa: PLW0603
    _known[key] = what
    _learnt += size


@contextmanager
def kept() -> Iterator[None]:
    """Keep what is compiled meanwhile: while modules are loaded, before any content is read."""
    global _learning, _learnt  # noqa: PLW0603
    _learning += 1
    try:
        with lasting():
            yield
    finally:
        _learning -= 1
    path = _path()
    if path and not _learning and _learnt >= _LITTLE and _compiler.compile is _compile:
        _learnt = 0
        with suppress(OSError):
            _write(path)


def _compile(pattern: Any, flags: int = 0) -> Any:
    """Compile a pattern as `re` does, or take what was kept of it."""
    if type(pattern) not in (str, bytes) or flags & _parser.SRE_FLAG_DEBUG:
        return _plainly(pattern, flags)
    key = pattern, int(flags)
    found = _known.get(key)
    if found is None:
        parsed = _parser.parse(pattern, flags)
        state = parsed.state
        names: list[str | None] = [None] * state.groups
        for name, number in state.groupdict.items():
            names[number] = name
        code = array("I", _compiler._code(parsed, flags)).tobytes()
        found = int(flags | state.flags), code, state.groups - 1, dict(state.groupdict), tuple(names)
        if _learning:
            _keep(key, found, len(code))
    every, code, *groups = found
    return _sre.compile(pattern, every, array("I", code).tolist(), *groups)


def _runner(mode: str, run: Callable[..., Any]) -> Callable[..., Any]:
    """Return what runs a text in a mode, or what was compiled of it before."""

    def runner(source: Any, spaces: dict[str, Any], *more: Any) -> Any:
        if type(source) is not str:
            return run(source, spaces, *more)
        return run(_code(source, mode), spaces, *more)

    return runner


def _code(source: str, mode: str) -> Any:
    """Return what a text is compiled to, now or before."""
    code = _known.get((source, mode))
    if code is None:
        code = compile(source, "<string>", mode, dont_inherit=True)
        if _learning:
            _keep((source, mode), code, len(source))
    return code


def _path() -> str:
    """Return the file for this Python and this version, or "" where there is no place for it."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if sys.implementation.name != "cpython" or not os.path.isabs(home):
        return ""
    told = f"{sys.version} {_sre.MAGIC} {_sre.CODESIZE} {sys.byteorder} {sys.flags.optimize} {__version__}"
    return f"{home}/briefgen/compiled-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _read(path: str) -> dict[Any, Any]:
    """Return what a file holds, if nobody but this user may have written it and it is whole."""
    try:
        with open(path, "rb") as stream:
            facts = os.fstat(stream.fileno())
            if facts.st_uid != os.getuid() or facts.st_mode & 0o022 or facts.st_size > _LONGEST:
                return {}
            digest, body = stream.read(_HASH), stream.read()
    except OSError:
        return {}
    if hashlib.sha256(body).digest() != digest:
        return {}
    found: dict[Any, Any] = marshal.loads(body)  # noqa: S302 - the user's own, as checked
    return found


def _write(path: str) -> None:
    """Keep all that is known, so that a file is there whole or not at all. Raises OSError."""
    body = marshal.dumps(_known)
    if len(body) > _LONGEST // 2:
        os.unlink(path)  # most of it is of code that has changed since: the next start begins anew
        return
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    temporary = f"{path}-{os.getpid()}.part"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as stream:
        stream.write(hashlib.sha256(body).digest() + body)
    os.replace(temporary, path)
