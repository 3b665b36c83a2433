"""Files that are never half there: replaced in one step, appended to, and locked."""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from training.registry.refusal import refused

_PAUSE = 0.05


def replace(path: Path, data: bytes) -> None:
    """Write beside ``path``, to the disk, and put it in its place."""
    beside = path.with_name(f".{path.name}.part")
    with beside.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` by their names, which may have folders of their own, into ``folder``."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, data)


def read_all(folder: Path) -> dict[str, bytes]:
    """All files in ``folder`` by their names, as ``write_all`` takes them."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


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


def read(path: Path, *, code: str = "registry_damaged") -> dict[str, Any]:
    """The JSON object in ``path``; raises ``RegistryRefused`` (``code``) when there is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise refused(code, {"file": str(path)}) from error
    if not isinstance(document, dict):
        raise refused(code, {"file": str(path)})
    return document


@contextmanager
def locked(folder: Path, *, patience: float) -> Iterator[None]:
    """Alone in ``folder`` until the end of the block, also among processes.

    Raises ``RegistryRefused`` when somebody else is for longer than ``patience`` seconds, and when
    the folder cannot be written to; the lock of who crashed is gone with them.
    """
    with _opened(folder) as stream:
        gives_up = time.monotonic() + patience
        while not _taken(stream):
            if time.monotonic() >= gives_up:
                params = {"folder": str(folder), "seconds": f"{patience:g}"}
                raise refused("registry_busy", params)
            time.sleep(_PAUSE)
        yield


def require_writable(folder: Path) -> None:
    """Raise ``RegistryRefused`` (``registry_unusable``) where nothing could be kept."""
    _opened(folder).close()


def _opened(folder: Path) -> IO[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / ".lock").open("w")
    except OSError as error:
        params = {"folder": str(folder), "why": error.strerror or str(error)}
        raise refused("registry_unusable", params) from error


def _taken(stream: IO[str]) -> bool:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
