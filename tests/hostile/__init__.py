"""Inputs that mean harm: what is laid over the base project, and where it stands.

A family is a module with `inputs()`; `trial` runs the real commands over them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

CANARY = "canary-7f3a-of-nobody"
"""What stands in a file beside the project and in the environment, and must never be told."""
ISSUE = "content/1-first"


@dataclass(frozen=True)
class Input:
    """One hostile input."""

    name: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Path within the project → bytes."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Path within the project → where a symbolic link there leads; `{outside}` is the folder of the canary."""
    pipes: tuple[str, ...] = ()
    """Paths of named pipes, which nobody ever writes into."""
