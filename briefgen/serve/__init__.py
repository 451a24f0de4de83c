"""The editor's desk: a preview in the browser that follows every save. It needs the extra `serve`."""

import asyncio
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from briefgen.diagnostics import BriefgenError, Place, error

NEEDED = ("starlette", "uvicorn", "watchfiles")


def serve(root: Path, host: str, port: int, editor: str, ready: Callable[[str, bool], None]) -> None:
    """Serve the preview of a project until a signal ends it.

    `ready` is told the address, and whether others than this machine may reach it. Raises BriefgenError with
    exit code 2 where the address cannot be had, or the extra is not installed.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        hint = "pip install 'briefgen[serve]'"
        raise BriefgenError([error(Place("briefgen serve"), f"needs {', '.join(missing)}", hint)], 2)
    asyncio.run(_serve(root, host, port, editor, ready))


async def _serve(root: Path, host: str, port: int, editor: str, ready: Callable[[str, bool], None]) -> None:
    from briefgen.serve import door, watcher
    from briefgen.serve.app import Preview
    from briefgen.serve.desk import Desk
    from briefgen.serve.guard import Guard

    listening, address = door.bound(host, port)
    saved = watcher.saves(root)
    await asyncio.sleep(0)  # what is saved from here on is told, and what was saved before is read
    desk = Desk(root)
    following = asyncio.create_task(desk.follow(saved))
    warming = asyncio.create_task(desk.urgent.started())
    try:
        app = Guard(Preview(desk, editor).app(), address)
        begun = partial(ready, address.address, address.is_open)
        await door.serve(app, listening, begun, desk.listeners.end)
    finally:
        for task in (following, warming):
            task.cancel()
        await desk.stop()
