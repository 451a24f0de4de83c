"""How a project is laid out: the names of its folders and files, and what they tell."""

import re

CONTENT = "content"
"""The folder of the issues."""
ISSUE = "issue.yaml"
"""The file in the folder of an issue that says what it is."""
GLOSSARY = f"{CONTENT}/glossary.csv"

HEAD = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
"""The front matter of a block, between its two fences."""

_FOLDER = re.compile(r"[0-9]+-[a-z0-9]+(?:-[a-z0-9]+)*")
_FILE = re.compile(r"([a-z0-9-]+)(?:\.([a-z0-9-]+))?\.md")


def is_issue(folder: str) -> bool:
    """Tell whether a folder is named like an issue."""
    return _FOLDER.fullmatch(folder) is not None


def number(folder: str) -> int:
    """Return the number of the issue in a folder that is named like one."""
    return int(folder.split("-", 1)[0])


def rendition(file: str, longest: str) -> tuple[str, str] | None:
    """Return the kind and length of the block in a file, None where it is not named like one.

    A name that tells no length is of the longest.
    """
    match = _FILE.fullmatch(file)
    return (match[1], match[2] or longest) if match else None
