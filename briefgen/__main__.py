"""The `briefgen` command."""

import sys


def main() -> None:
    """Run the command line; a closed pipe on the other side of stdout is no error."""
    from briefgen.cli import cli  # kept out of the way of `import briefgen`

    try:
        cli(prog_name="briefgen")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
