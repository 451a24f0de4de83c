"""The architecture: which module may import which, and who may touch disk, clock and environment."""

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "briefgen"
ROW = re.compile(r"^\| (?P<layer>\d) \| `(?P<module>\w+)` \| \S.* \|$", re.MULTILINE)
TABLE = [
    (match["module"], int(match["layer"]))
    for match in ROW.finditer((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
]
LAYERS = dict(TABLE)

OUTSIDE = {
    "briefgen.files": "reads for all others",
    "briefgen.disk": "writes for all others",
    "briefgen.index": "asks for the times and sizes of files before anything else is loaded",
    "briefgen.compiled": "keeps what was compiled in the user's cache",
    "briefgen.shortcut": "writes what a shell reads before Python is started",
    "briefgen.history": "asks git",
    "briefgen.installed": "looks at what is installed",
    "briefgen.typeset.engine": "points fontconfig at the given fonts",
    "briefgen.sandbox": "shuts a process in",
    "briefgen.outpost": "starts a process and talks to it",
    "briefgen.depot": "starts a process and talks to it",
    "briefgen.upkeep": "removes what has grown old in the cache",
    "briefgen.__main__": "ends the process",
    "briefgen.workers": "starts processes and watches their time",
    "briefgen.nursery": "starts a process and talks to it",
    "briefgen.verify.verapdf": "runs a validator where one is installed",
    "briefgen.verify.readers": "runs the readers of PDF that are installed",
    "briefgen.serve.press": "is a process of its own",
    "briefgen.serve.standing": "starts and hears worker processes",
    "briefgen.serve.watcher": "watches files that others write",
    "briefgen.serve.inotify": "hears from the system what others write",
    "briefgen.serve.door": "binds the preview's address",
}
"""The modules that may touch what is outside the process, and what for."""
OUTSIDE_MODULES = re.compile(r"os|shutil|tempfile|glob|fcntl|time|subprocess|socket|urllib\.request")
OUTSIDE_NAMES = re.compile(r"open|FileSystemLoader|PackageLoader")
CLOCK = re.compile(r"now|today|utcnow")
DISK = re.compile(
    r"open|(read|write)_(text|bytes)|mkdir|unlink|touch|rename|replace|iterdir|r?glob|stat|exists|is_file|is_dir"
    r"|resolve|cwd|home"
)


def module_name(path: Path) -> str:
    """Return the dotted name of a source file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {module_name(path): ast.parse(path.read_bytes()) for path in sorted(PACKAGE.rglob("*.py"))}


def imports(tree: ast.Module) -> set[str]:
    """Return every module that a source file imports, at the top, inside functions or for types only."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in TREES else node.module)
    return found


GRAPH = {
    name: {target for target in imports(tree) if target in TREES and target != name}
    for name, tree in TREES.items()
}


def layer(name: str) -> int:
    """Return the layer of a module; a package's own `__init__` at the root stands below all."""
    parts = name.split(".")
    return LAYERS[parts[1]] if len(parts) > 1 else -1


def test_table_names_every_module_once():
    modules = {name.split(".")[1] for name in TREES if "." in name}
    assert sorted(module for module, _ in TABLE) == sorted(modules)


@pytest.mark.parametrize("name", TREES)
def test_no_module_imports_upward(name):
    upward = {target for target in GRAPH[name] if layer(target) > layer(name)}
    assert upward == set()


def test_no_import_cycle():
    try:
        TopologicalSorter(GRAPH).prepare()
    except CycleError as cycle:
        pytest.fail(" → ".join(cycle.args[1]))


def outside(tree: ast.Module) -> list[str]:
    """Return what in a source file touches disk, clock or environment, with its line."""
    found = [(1, name) for name in imports(tree) if OUTSIDE_MODULES.fullmatch(name)]
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if OUTSIDE_NAMES.fullmatch(name):
                found.append((node.lineno, name))
            case ast.Attribute(value=ast.Name(id="date" | "datetime"), attr=name) if CLOCK.fullmatch(name):
                found.append((node.lineno, name))
            case ast.Call(func=ast.Attribute(value=at, attr=name)) if DISK.fullmatch(name) and is_path(at):
                found.append((node.lineno, f"{ast.unparse(at)}.{name}"))
    return [f"line {line}: {what}" for line, what in found]


def is_path(receiver: ast.expr) -> bool:
    """Tell whether an expression looks like a path: made by Path(…) or `/`, or named so."""
    match receiver:
        case ast.Call(func=ast.Name(id="Path")) | ast.Name(id="Path"):
            return True
        case ast.BinOp(op=ast.Div()):
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return bool(re.search(r"path|folder|directory|root|parent|target|destination|output$", name))
    return False


@pytest.mark.parametrize("name", sorted(TREES.keys() - OUTSIDE.keys()))
def test_only_files_and_the_engine_touch_the_outside(name):
    assert outside(TREES[name]) == []


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from time import sleep",
        "def f():\n    from tempfile import mkdtemp",
        "open('x')",
        "Path('x').read_text()",
        "(root / 'x').write_bytes(b'')",
        "self.folder.iterdir()",
        "datetime.now()",
        "date.today()",
    ],
)
def test_outside_is_recognised(source):
    assert outside(ast.parse(source))


@pytest.mark.parametrize("source", ["files.read_text(x)", "text.replace('a', 'b')", "self.files.is_file(x)"])
def test_inside_is_not_taken_for_outside(source):
    assert not outside(ast.parse(source))
