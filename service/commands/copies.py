"""Copies: the whole store into one file, and back out of it."""

from pathlib import Path

from rich.filesize import decimal

from service.commands.call import Call
from service.commands.exits import ExitCode
from service.store import backup, restore


def back_up(call: Call, target: Path) -> None:
    """Write the store as it is at one moment, while the service goes on."""
    if target.exists():
        raise call.refuse(
            f"{target} is there already.",
            advice="A backup is never overwritten: name a new file.",
            exit_code=ExitCode.FAILED,
        )
    with call.store() as engine:
        backup(engine, target)
    size = target.stat().st_size
    call.terminal.people.print(f"Wrote {target} ({decimal(size)}).", soft_wrap=True)
    call.terminal.answer({"file": str(target), "bytes": size})


def put_back(call: Call, source: Path) -> None:
    """Fill an empty store from a backup; counts and checksums are verified on the way."""
    with call.store(create=True) as engine:
        restore(engine, source)
    call.terminal.people.print(f"Restored {source}.", soft_wrap=True)
    call.terminal.answer({"file": str(source), "restored": True})
