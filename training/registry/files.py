"""Files that are never half there: replaced in one step, appended to, and locked."""

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from training.disk import sync
from training.registry.refusal import refused

_PAUSE = 0.05


def replace(path: Path, data: bytes) -> None:
    """Write beside ``path``, put it in its place, and both to the disk."""
    _put(path, data)
    sync(path.parent)


def settle(part: Path, place: Path) -> None:
    """Let the folder ``part`` be ``place``, on the disk when this returns."""
    part.rename(place)
    sync(place.parent)


def write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` by their names, which may have folders of their own, into ``folder``."""
    touched = {folder}
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(path, data)
        touched.add(path.parent)
    for one in sorted(touched, reverse=True):
        sync(one)


def read_all(folder: Path) -> dict[str, bytes]:
    """All files in ``folder`` by their names, as ``write_all`` takes them."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def append(path: Path, entry: Mapping[str, Any]) -> None:
    """One JSON object on a line of its own, on the disk when this returns.

    What somebody who crashed left at the end, half a line, is cut off before it.
    """
    known, line = path.exists(), json.dumps(entry, ensure_ascii=False).encode()
    whole = sum(len(one) + 1 for one in whole_lines(path))
    with path.open("ab") as stream:
        size = min(stream.tell(), whole)
        stream.truncate(size)
        # A line of which nothing but the end is missing gets it.
        stream.write(b"\n" * (whole - size) + line + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    if not known:
        sync(path.parent)


def whole_lines(path: Path) -> list[bytes]:
    """The lines of ``path`` without their ends, none without it; a last half one is left out."""
    if not path.exists():
        return []
    try:
        *lines, last = path.read_bytes().split(b"\n")
    except OSError as error:
        raise refused("registry_damaged", {"file": str(path)}) from error
    return [*lines, last] if isinstance(_parsed(last), dict) else lines


def read_lines(path: Path, *, needs: frozenset[str]) -> list[dict[str, Any]]:
    """The JSON objects in ``path``, a line each, without a last one that was never finished.

    Raises ``RegistryRefused`` (``line_damaged``) for a line that is none, or lacks one of the keys.
    """
    return [
        _entry(line, path, number=number, needs=needs)
        for number, line in enumerate(whole_lines(path), 1)
    ]


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


def _put(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.part")
    with beside.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def _entry(line: bytes, path: Path, *, number: int, needs: frozenset[str]) -> dict[str, Any]:
    entry = _parsed(line)
    if not isinstance(entry, dict) or not needs <= entry.keys():
        raise refused("line_damaged", {"file": str(path), "line": number})
    return entry


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None
