"""Waiting models: whole, but beside the others, since somebody else held the registry.

Each waits in a folder of its own, ``.MODEL.NUMBER.waits``, so that nobody's model is in the way of
another's. Who takes one in gives it another name first (``.taken``) and removes what has that name
alone; one that was left there by a crash is taken in by the next. What cannot be read is moved
aside (``.broken``) and stands in nobody's way.
"""

import errno
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import mkdtemp

from training.registry.files import read, read_all, settle, write_all
from training.registry.kept import judged, sheet_of
from training.registry.refusal import RegistryRefused

_WAITS, _TAKEN, _BROKEN = ".waits", ".taken", ".broken"


def keep(folder: Path, model: str, files: Mapping[str, bytes]) -> Path:
    """Write ``files`` where they wait; the place is a new one, and appears whole."""
    beside = Path(mkdtemp(dir=folder, prefix=f".{model}.", suffix=".new"))
    write_all(beside, files)
    return _settled(beside, _WAITS)


def anybody(folder: Path) -> bool:
    """Whether a model waits."""
    return bool(_places(folder))


def broken(folder: Path) -> tuple[Path, ...]:
    """The folders of models that could not be read."""
    return tuple(sorted(folder.glob(f".*{_BROKEN}")))


def each(folder: Path) -> Iterator[tuple[str, Mapping[str, bytes]]]:
    """Each waiting model by its name with its files, until the next one is asked for.

    The oldest of a model's comes first; what cannot be read is moved aside. To be asked by one
    process at a time.
    """
    for place in _places(folder):
        taken = place if place.suffix == _TAKEN else _settled(place, _TAKEN)
        files = _read(taken)
        if files is None:
            _settled(taken, _BROKEN)
        else:
            yield _model(taken), files
            shutil.rmtree(taken)


def _places(folder: Path) -> list[Path]:
    """What waits, and first of all what somebody took in hand and did not finish."""
    taken, waits = (folder.glob(f".*{ending}") for ending in (_TAKEN, _WAITS))
    return [*sorted(taken, key=_order), *sorted(waits, key=_order)]


def _read(place: Path) -> dict[str, bytes] | None:
    """The files, ``None`` where the model or what was said of it cannot be read."""
    try:
        read(place / "model.json")
        sheet_of(place)
        verdict, _ = judged(place)
        return read_all(place) if verdict else None
    except (OSError, RegistryRefused):
        return None


def _settled(place: Path, ending: str) -> Path:
    """The folder ``place`` under its model's name, a new number and this ending."""
    model, folder = _model(place), place.parent
    number = 1 + max((_number(one) for one in folder.glob(f".{model}.*")), default=0)
    while True:
        settled = folder / f".{model}.{number}{ending}"
        try:
            settle(place, settled)
        except OSError as error:
            # Somebody else was quicker to take the number.
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise
            number += 1
        else:
            return settled


def _order(place: Path) -> tuple[str, int]:
    return _model(place), _number(place)


def _model(place: Path) -> str:
    return place.name.removeprefix(".").split(".", maxsplit=1)[0]


def _number(place: Path) -> int:
    """The number of a folder that has one, else 0."""
    parts = place.name.split(".")
    return int(parts[2]) if len(parts) > 3 and parts[2].isdecimal() else 0
