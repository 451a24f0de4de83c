"""The rules of a stylesheet as bytes, so that those of the package are read from text once for all starts.

They are kept beside what Python compiles, in the user's cache (see `compiled`), and are code like that: the
test of a selector is a function. Sheets of a project are not kept.
"""

import marshal
import pickle
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from types import FunctionType
from typing import Any

import cssselect2
import tinycss2
import weasyprint
from cssselect2 import compiler

from briefgen import compiled

_VERSIONS = f"{weasyprint.__version__} {tinycss2.__version__} {cssselect2.VERSION}"
_SPACE = {name: getattr(compiler, name) for name in ("split_whitespace", "ascii_lower", "urlparse")}
"""What the test of a selector may name, as cssselect2 has it."""


def recalled(text: bytes, place: str, read: Callable[[], Any]) -> Any:
    """Return the rules of a stylesheet as they are kept, or as `read` reads them, to be kept.

    `place` says what else they depend on: address and medium.
    """
    key = "rules", sha256(text).hexdigest(), place, _VERSIONS
    kept = compiled.recall(*key)
    if kept is not None:
        return pickle.loads(kept)  # noqa: S301 - the user's own, as `compiled` has checked
    rules, stream = read(), BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(rules)
    compiled.note(stream.getvalue(), *key)
    return rules


class _Pickler(pickle.Pickler):
    """Writes tests of selectors as their code."""

    def reducer_override(self, thing: object) -> Any:
        """Return how a test is made again; leave all else to pickle."""
        if isinstance(thing, FunctionType) and thing.__name__ == "<lambda>":
            return _test, (marshal.dumps(thing.__code__),)
        return NotImplemented


def _test(code: bytes) -> FunctionType:
    return FunctionType(marshal.loads(code), _SPACE)  # noqa: S302 - as above
