"""The data sheet: what a model was made from, after Gebru et al., 2021."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from training.registry.figures import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSheet:
    """Of one model: the log, who is left out of it, and what was made of it.

    ``log`` is the hash of the log's manifest, which holds the hash of each file; ``rows`` are by
    table. ``learned`` has for each side its rows, people and the number of equal rows that the
    weighted ones are worth (``ess``). ``set_aside`` are the organisations' weeks whose feedback
    was not learned from. ``config`` is all that was chosen, ``release`` the version of Samspil.
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

    def document(self) -> dict[str, Any]:
        """As JSON has it."""
        return dict(plain(asdict(self)))
