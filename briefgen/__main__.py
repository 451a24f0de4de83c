"""The `briefgen` command."""

import sys

from briefgen.usage import USAGE


def main() -> None:
    """Run the command line; a closed pipe on the other side of stdout is no error."""
    if sys.argv[1:] in ([], ["-h"], ["--help"]):
        # Loading the commands takes longer than all that this prints.
        sys.stdout.write(USAGE)
        sys.exit(0 if sys.argv[1:] else 2)
    from briefgen.cli import cli

    try:
        cli(prog_name="briefgen")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
