"""What is compiled at a start, kept for the next: the same patterns and code, and nobody else's."""

import marshal
import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COUNTED = """
import sys, re._compiler, jinja2
compiled = []
code, template = re._compiler._code, jinja2.Environment.compile
re._compiler._code = lambda *given: compiled.append(given[0]) or code(*given)
jinja2.Environment.compile = lambda *given, **more: compiled.append(given[1]) or template(*given, **more)
from briefgen import compiled as kept
kept.start()
before = len(compiled)
with kept.kept():
    import briefgen.build
    from briefgen.typeset import warm
from pathlib import Path
from briefgen import build, files, request
warm(files.font_folders(Path(sys.argv[1])))
theme = request.theme(Path(sys.argv[1]))
for name in ("full.html", "short.html"):
    theme._environment.get_template(name)
print(len(compiled) - before)
"""
LATER = """
import builtins, re._compiler, babel.messages.pofile
compiled = []

def counted(place, name):
    plain = getattr(place, name)
    setattr(place, name, lambda *given, **more: compiled.append(given[0]) or plain(*given, **more))

from briefgen import compiled as kept
kept.start()
for place, name in ((builtins, "compile"), (re._compiler, "_code"), (babel.messages.pofile, "read_po")):
    counted(place, name)
with kept.kept():
    import briefgen.build
from briefgen import request, yaml
from briefgen.languages import BUILTIN
from pathlib import Path
import sys
look = request.theme(Path(sys.argv[1]))
for language in BUILTIN.values():
    look.strings(language)
yaml.load("a: [é]", "a.yaml")
print(len(compiled))
"""


def started(cache: Path, program: str = COUNTED, seed: str = "random") -> int:
    """Run a program that starts with a cache, and a seed of hashes; return the number it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program, ROOT],
        env={
            "HOME": str(cache),
            "XDG_CACHE_HOME": str(cache),
            "PYTHONPATH": str(ROOT),
            "PATH": os.environ["PATH"],
            "PYTHONHASHSEED": seed,
        },
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache after a first start, which compiled everything."""
    folder = tmp_path_factory.mktemp("cache")
    assert started(folder) > 300
    return folder


def kept_file(cache: Path) -> Path:
    (found,) = (cache / "briefgen").glob("compiled-*")
    return found


def test_a_second_start_compiles_next_to_nothing(cache):
    assert started(cache) < 10


def test_strings_patterns_of_yaml_and_names_of_types_are_kept(tmp_path):
    assert started(tmp_path, LATER) > 1000
    assert started(tmp_path, LATER) <= 1, "one for the names of files that ruamel.yaml looks for"


def test_nobody_else_may_read_or_write_it(cache):
    assert kept_file(cache).stat().st_mode & 0o777 == 0o600


def test_kept_patterns_are_those_of_re(cache):
    known = marshal.loads(kept_file(cache).read_bytes()[32:])
    patterns = {key: row for key, row in known.items() if len(key) == 2 and isinstance(key[1], int)}
    assert len(patterns) > 300
    import _sre
    from array import array

    for (pattern, flags), (every, code, *groups) in patterns.items():
        assert _sre.compile(pattern, every, array("I", code).tolist(), *groups) == re.compile(pattern, flags)
        assert dict(groups[1]) == dict(re.compile(pattern, flags).groupindex)


@pytest.mark.parametrize("what", ["a flipped bit", "cut short", "others may write it", "empty"])
def test_what_is_not_our_own_and_whole_is_left_alone(cache, tmp_path, what):
    source = kept_file(cache)
    target = tmp_path / "briefgen" / source.name
    target.parent.mkdir()
    data = bytearray(source.read_bytes())
    data[len(data) // 2] ^= what == "a flipped bit"
    target.write_bytes({"cut short": data[:-7], "empty": b""}.get(what, bytes(data)))
    target.chmod(0o666 if what == "others may write it" else 0o600)
    assert started(tmp_path) > 300
    assert started(tmp_path) < 10


def test_what_content_compiles_is_not_kept(tmp_path):
    program = """
import re
from briefgen import compiled
compiled.start()
with compiled.kept():
    re.compile("loaded")
re.compile("of the content")
with compiled.kept():
    re.compile("loaded too")
print(len(compiled._known))
"""
    assert started(tmp_path, program) == 2


def test_code_of_a_stranger_is_not_run(cache, tmp_path):
    target = tmp_path / "briefgen" / kept_file(cache).name
    target.parent.mkdir()
    ran = tmp_path / "ran"
    evil = compile(f"open({str(ran)!r}, 'w')", "<string>", "exec")
    body = marshal.dumps({key: evil for key in marshal.loads(kept_file(cache).read_bytes()[32:])})
    target.write_bytes(sha256(body).digest() + body)
    target.chmod(0o620)
    assert started(tmp_path) > 300
    assert not ran.exists()


def test_a_start_with_nothing_to_learn_writes_nothing(tmp_path):
    """Nor does it where the order of sets, and with it of the words of some patterns, is another."""
    program = """
import os
from briefgen import compiled
compiled.start()
with compiled.kept():
    import briefgen.cli, briefgen.build, briefgen.typeset, briefgen.verify
print(os.stat(compiled._path()).st_mtime_ns)
"""
    assert len({started(tmp_path, program, str(seed)) for seed in range(1, 6)}) == 1
