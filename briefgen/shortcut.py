"""What the launcher compares before Python is started, in files that a shell reads.

`launcher.sh` reads them; it is loaded with `index` alone, so it imports next to nothing as well.
"""

import os
import sys

from briefgen.index import ABSENT, Record, Stamp

ASKED = "BRIEFGEN_ASKED"
"""Variable in which the launcher says where it stands and what it was started with beside its arguments."""
KEPT = "BRIEFGEN_KEPT"
"""Variable in which it names the folder where it looks: the user's, for no project may say what was built."""
_MOST_ABSENT = 50
_NANO = 1_000_000_000


def keep(found: Record, arguments: "list[str]") -> None:
    """Keep a record for the launcher, if it is settled and it was the launcher that asked."""
    asked, folder = os.environ.get(ASKED), os.environ.get(KEPT)
    if (
        not asked
        or not folder
        or not found.is_settled
        or sys.platform != "linux"
        or any("\n" in word for word in (asked, *arguments))
    ):
        return
    rows = found.rows()
    rows[sys.executable] = _stamp(sys.executable), b"", True
    absent = [path for path, row in rows.items() if row[0] == ABSENT]
    if len(absent) > _MOST_ABSENT or any("\n" in path for path in absent):
        return
    there = {path: row[0] for path, row in rows.items() if row[0] != ABSENT}
    _, code, out, err = found.told
    words = "".join(f"{word}\n" for word in (asked, *arguments))
    told = {"absent": "".join(f"{path}\n" for path in absent), "out": out, "err": err}
    try:
        _keep(folder, there, told, f"{code}\n{words}")
    except OSError:
        return  # a folder that cannot be written to costs time


def _keep(folder: str, there: "dict[str, Stamp]", told: "dict[str, str]", head: str) -> None:
    """Write the files of a record; those that are told from are among the files that must be as they were."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    token = str(os.getpid())
    for part, text in told.items():
        _write(f"{folder}/{part}-{token}", text)
        there[f"{folder}/{part}-{token}"] = _stamp(f"{folder}/{part}-{token}")
    _write(f"{folder}/names-{token}", "".join(f"{path}\0" for path in there))
    _write(f"{folder}/stamps-{token}", "".join(map(_line, there.values())))
    _write(f"{folder}/asked-{token}", f"{token} {head}")
    # Until this moment the launcher reads what was there before, whole.
    os.replace(f"{folder}/asked-{token}", f"{folder}/asked")
    for name in os.listdir(folder):
        if name != "asked" and not name.endswith(f"-{token}"):
            os.unlink(f"{folder}/{name}")


def _line(stamp: "Stamp") -> str:
    """Return what `find` says of a file with this stamp, in the format of the launcher."""
    size, changed, inode_changed, inode = stamp
    times = (f"{time // _NANO}.{time % _NANO:09d}0" for time in (changed, inode_changed))
    return f"{size} {' '.join(times)} {inode}\n"


def _stamp(path: str) -> "Stamp":
    facts = os.stat(path)
    return facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino


def _write(path: str, text: str) -> None:
    with open(path, "wb") as stream:
        stream.write(text.encode("utf-8", "surrogateescape"))
