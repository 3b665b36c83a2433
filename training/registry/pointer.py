"""The pointer: which model serves, as the one small file that whoever serves reads."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from training.registry.files import read
from training.registry.refusal import refused

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Which model serves (``None``: day zero), which did before, who said so, why.

    ``earlier`` are those that served before ``previous``, each upon the one before it, the oldest
    first, so that going back asks nothing but this.
    """

    model: str | None
    previous: str | None
    at: str
    by: str
    why: str
    earlier: tuple[str, ...] = ()

    @classmethod
    def of(cls, stack: Sequence[str], who: Mapping[str, str]) -> "Serving":
        """The last of ``stack`` serves upon the others, as ``who`` (at, by, why) has it."""
        none: tuple[str | None, ...] = (None, None)
        previous, model = (*none, *stack)[-2:]
        told = {key: str(who.get(key, "")) for key in ("at", "by", "why")}
        return cls(model=model, previous=previous, earlier=tuple(stack[:-2]), **told)

    @property
    def stack(self) -> tuple[str, ...]:
        """The models that serve one upon the other, the last one last; none on day zero."""
        return tuple(one for one in (*self.earlier, self.previous, self.model) if one is not None)


def read_pointer(path: Path) -> Serving | None:
    """What the file says, ``None`` without one.

    Raises ``RegistryRefused`` (``pointer_damaged``) when it cannot be read, or names a model by
    anything but a plain name: it shall not lead out of the folder.
    """
    if not path.exists():
        return None
    document = read(path, code="pointer_damaged")
    told = {one.name: document.get(one.name) for one in fields(Serving)}
    names, earlier = [told.pop("model"), told.pop("previous")], told.pop("earlier") or []
    named = isinstance(earlier, list) and all(_is_plain(name) for name in earlier)
    named = named and all(name is None or _is_plain(name) for name in names)
    texts = {key: value for key, value in told.items() if isinstance(value, str)}
    if not named or "model" not in document or texts.keys() != told.keys():
        raise refused("pointer_damaged", {"file": str(path)})
    return Serving(model=names[0], previous=names[1], earlier=tuple(earlier), **texts)


def _is_plain(name: object) -> bool:
    return isinstance(name, str) and _PLAIN.fullmatch(name) is not None
