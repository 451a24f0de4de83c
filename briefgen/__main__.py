"""The `briefgen` command."""

import atexit
import gc
import os
import sys
from contextlib import suppress
from io import TextIOWrapper

from briefgen.usage import USAGE

GARBAGE = 50_000
"""New objects after which Python looks for garbage: what is loaded at a start is needed."""


def main() -> None:
    """Run the command line; a closed pipe on the other side of stdout is no error."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names of files need not be UTF-8
    if sys.argv[1:] in ([], ["-h"], ["--help"]):
        # Loading the commands takes longer than all that this prints.
        sys.stdout.write(USAGE)
        sys.exit(0 if sys.argv[1:] else 2)
    if sys.argv[1:2] == ["build"] and "--no-index" not in sys.argv:
        from briefgen import index, shortcut

        done = index.answer(sys.argv[1:])
        if done:
            _, code, out, err = done.told
            sys.stdout.write(out)
            sys.stderr.write(err)
            shortcut.keep(done, sys.argv[1:])
            sys.exit(code)
    gc.set_threshold(GARBAGE)
    from briefgen import compiled

    compiled.start()
    with compiled.kept():
        from briefgen.cli import cli

    try:
        cli(prog_name="briefgen", obj=sys.argv[1:])
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def command() -> None:
    """Run the command line and end this process, without taking apart what was loaded: that is for nobody."""
    code = 1

    def leave() -> None:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)

    # What is registered first comes last.
    atexit.register(leave)
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        raise


if __name__ == "__main__":
    command()
