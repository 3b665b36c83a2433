"""Waiting models: whole, but beside the others, since somebody else held the registry."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from training.registry.files import read_all, settle, write_all

_ENDING = ".waits"


def keep(folder: Path, model: str, files: Mapping[str, bytes]) -> Path:
    """Write ``files`` where they wait; the place appears whole, in the stead of an older one."""
    place = folder / f".{model}{_ENDING}"
    beside = place.with_name(f"{place.name}.new")
    for left in (beside, place):
        shutil.rmtree(left, ignore_errors=True)
    write_all(beside, files)
    settle(beside, place)
    return place


def anybody(folder: Path) -> bool:
    """Whether a model waits."""
    return any(folder.glob(f".*{_ENDING}"))


def each(folder: Path) -> Iterator[tuple[str, Mapping[str, bytes]]]:
    """Each waiting model by its name with its files, until the next one is asked for."""
    for place in sorted(folder.glob(f".*{_ENDING}")):
        yield place.name.removeprefix(".").removesuffix(_ENDING), read_all(place)
        shutil.rmtree(place)
