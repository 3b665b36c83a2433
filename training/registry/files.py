"""Files that are never half there: replaced in one step, appended to, and locked."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from training.registry.refusal import refused


def replace(path: Path, data: bytes) -> None:
    """Write beside ``path``, to the disk, and put it in its place."""
    beside = path.with_name(f".{path.name}.part")
    with beside.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def append(path: Path, entry: Mapping[str, Any]) -> None:
    """One JSON object on a line of its own, on the disk when this returns."""
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry, ensure_ascii=False) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def as_bytes(document: Mapping[str, Any]) -> bytes:
    """A document as indented JSON, which has no NaN."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def read(path: Path) -> dict[str, Any]:
    """The JSON object in ``path``; raises ``RegistryRefused`` when there is none to read."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise refused("registry_damaged", {"file": str(path)}) from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Alone in ``folder`` until the end of the block, also among processes.

    Raises ``RegistryRefused`` when somebody else is; the lock of who crashed is gone with them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise refused("registry_busy", {"folder": str(folder)}) from error
        yield
