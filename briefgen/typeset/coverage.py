"""Characters that no font has."""

from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import category

from briefgen.files import Files

_MOST = 8
"""Characters that are told."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})


def lacking(text: str, folders: Sequence[Path]) -> list[str]:
    """Return the characters of a text that are in no font of some folders, the first ones of many."""
    library: Any = import_module("fontTools.ttLib")
    wanted = dict.fromkeys(each for each in text if category(each) not in _UNSEEN)
    for folder in folders:
        for data in Files(folder).tree(".", (".ttf", ".otf")).values():
            with suppress(Exception):  # one that cannot be read, in whatever way, has none
                for code in library.TTFont(BytesIO(data), lazy=True).getBestCmap():
                    wanted.pop(chr(code), None)
    return list(wanted)[:_MOST]
