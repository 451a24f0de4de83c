"""When Python looks for garbage: never in what is made to last."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """Look for no garbage while things are made that are all needed, nor in them ever after.

    That takes time and finds none, and a forked worker would copy all that is looked at.
    """
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if looking:
            gc.enable()
