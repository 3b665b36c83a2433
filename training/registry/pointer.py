"""The pointer: which model serves, as the one small file that whoever serves reads."""

import re
from dataclasses import dataclass, fields
from pathlib import Path

from training.registry.files import read
from training.registry.refusal import refused

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Which model serves (``None``: day zero), which did before, who said so, why."""

    model: str | None
    previous: str | None
    at: str
    by: str
    why: str


def read_pointer(path: Path) -> Serving | None:
    """What the file says, ``None`` without one.

    Raises ``RegistryRefused`` (``pointer_damaged``) when it cannot be read, or names a model by
    anything but a plain name: it shall not lead out of the folder.
    """
    if not path.exists():
        return None
    document = read(path, code="pointer_damaged")
    told = {one.name: document.get(one.name) for one in fields(Serving)}
    names = [told.pop("model"), told.pop("previous")]
    named = all(name is None or _is_plain(name) for name in names)
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    if not named or "model" not in document or texts.keys() != told.keys():
        raise refused("pointer_damaged", {"file": str(path)})
    return Serving(model=names[0], previous=names[1], **texts)


def _is_plain(name: object) -> bool:
    return isinstance(name, str) and _PLAIN.fullmatch(name) is not None
