"""Functions of WeasyPrint replaced by others; the only module that assigns into weasyprint."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, update_wrapper
from importlib import import_module
from inspect import signature
from types import ModuleType
from typing import Any

import weasyprint
from weasyprint.css.validation.properties import PROPERTIES

from briefgen.diagnostics import BriefgenError, Place, error
from briefgen.typeset import directions

VERSION = "70.0"
"""The version of WeasyPrint that replacements are written for."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One function of WeasyPrint and what replaces it."""

    module: str
    """Module that looks the function up, below `weasyprint`."""
    name: str
    """Its name there; `Class.method` for a method."""
    parameters: str
    """Names of the original's parameters, separated by spaces."""
    reason: str
    """What is wrong with the original."""
    replacement: Callable[..., Any]
    """Called with the original first, then with the original's arguments."""


_originals: dict[tuple[str, str], Any] = {}


def install(patches: Sequence[Patch]) -> None:
    """Replace the functions of a table, once.

    Raises `BriefgenError` with exit code 3 for another version of WeasyPrint.
    """
    if _originals:
        return
    if weasyprint.__version__ != VERSION:
        raise _mismatch(f"WeasyPrint {weasyprint.__version__} is installed; the engine extends {VERSION}")
    found = [(patch, *_find(patch)) for patch in patches]
    for patch, owner, name, original in found:
        _originals[patch.module, patch.name] = original
        setattr(owner, name, _wrapped(patch, original))
    PROPERTIES.setdefault(
        "unicode-bidi", directions.unicode_bidi
    )  # a property WeasyPrint knows but never reads


def uninstall() -> None:
    """Put WeasyPrint's own functions back."""
    for (module, name), original in _originals.items():
        owner, attribute = _owner(module, name)
        setattr(owner, attribute, original)
    _originals.clear()


def _find(patch: Patch) -> tuple[ModuleType | type, str, Callable[..., Any]]:
    """Return where the patch goes and the function there, whose parameters must be the expected ones."""
    where = f"weasyprint.{patch.module}.{patch.name}"
    try:
        owner, name = _owner(patch.module, patch.name)
        original: Callable[..., Any] = getattr(owner, name)
    except (ImportError, AttributeError):
        raise _mismatch(f"{where} is missing") from None
    parameters = " ".join(signature(original).parameters)
    if parameters != patch.parameters:
        raise _mismatch(f"{where} takes ({parameters}) instead of ({patch.parameters})")
    return owner, name, original


def _owner(module: str, name: str) -> tuple[ModuleType | type, str]:
    owner: Any = import_module(f"weasyprint.{module}")
    *classes, attribute = name.split(".")
    for part in classes:
        owner = getattr(owner, part)
    return owner, attribute


def _wrapped(patch: Patch, original: Callable[..., Any]) -> Callable[..., Any]:
    if "." in patch.name:  # a method: a partial object would not bind

        def method(*args: Any, **keywords: Any) -> Any:
            return patch.replacement(original, *args, **keywords)

        return update_wrapper(method, original)
    return partial(patch.replacement, original)


def _mismatch(message: str) -> BriefgenError:
    hint = f"install weasyprint=={VERSION}, as pyproject.toml and requirements.lock pin it"
    return BriefgenError([error(Place("weasyprint"), message, hint)], exit_code=3)
