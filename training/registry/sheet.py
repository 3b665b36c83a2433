"""The data sheet: what a model was made from, after Gebru et al., 2021."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from matcher.domain import Side
from training.registry.figures import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSheet:
    """Of one model: the log, who is left out of it, and what was made of it.

    ``log`` is the hash of the log's manifest, which holds the hash of each file; ``rows`` are by
    table. ``learned`` has for each side that something was learned of its rows, the ``people`` who
    decided (talents, or organisations on the providers' side) and the number of equal rows that
    the weighted ones are worth (``ess``). ``kept`` are the sides on which too few had decided, so
    that the model says there what the one before it said. ``set_aside`` are the organisations' days
    whose feedback was not learned from. ``config`` is all that was chosen, ``release`` the version
    of Samspil.
    """

    model: str
    made_at: str
    release: str
    log: str
    schema: str
    begins: str
    ends: str
    split: str
    rows: Mapping[str, int]
    left_out: Mapping[str, int]
    learned: Mapping[str, Mapping[str, float]]
    set_aside: tuple[Mapping[str, str | int | float], ...]
    config: Mapping[str, Any]
    kept: tuple[Side, ...] = ()

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return dict(plain(asdict(self)))

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "DataSheet":
        """What ``document`` wrote, of this or an earlier release; what it has besides is left out.

        Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what is no data sheet.
        """
        known = {one.name: document[one.name] for one in fields(cls) if one.name in document}
        aside, kept = tuple(document["set_aside"]), tuple(map(Side, document.get("kept", ())))
        return cls(**{**known, "set_aside": aside, "kept": kept})
