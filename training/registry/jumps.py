"""Jumps: days of organisations that are set aside, until a person says that they are in order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from training.registry.files import append, read_lines
from training.registry.refusal import refused

Told = Mapping[str, Any]
FOUND, CLEARED = "found", "cleared"
#: How long a jump is that an older release wrote, which knew calendar weeks alone.
_WEEK = timedelta(days=7)
_DAYS = ("organisation", "week", "until")


class Jumps:
    """The lines in ``path``: what was found, and what somebody cleared and why; none is changed.

    A jump is its ``organisation``, its days from ``week`` to before ``until``, and figures. Where
    one is found within days that are known already nothing is added.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, found: Iterable[Told]) -> None:
        """Write down those that are not known yet."""
        for told in found:
            jump = whole(told)
            if not any(_within(jump, one) for one in self._of(FOUND)):
                append(self.path, {**jump, "what": FOUND})

    def known(self, others: Iterable[Told] = ()) -> tuple[Told, ...]:
        """Those found, and ``others``, that nobody cleared, oldest first; none within another."""
        cleared = self.cleared()
        standing = [*self._of(FOUND), *map(whole, others)]
        standing = [one for one in standing if not any(_within(one, of) for of in cleared)]
        # Longer ones first, so that each is within one that is there already or within none.
        standing.sort(key=lambda one: (one["week"], _backwards(one["until"]), one["organisation"]))
        kept: list[Told] = []
        for one in standing:
            if not any(_within(one, of) for of in kept):
                kept.append(one)
        return tuple(kept)

    def cleared(self) -> tuple[Told, ...]:
        """What somebody said is in order, with who (``by``), ``why`` and when (``at``)."""
        return tuple(self._of(CLEARED))

    def clear(self, jump: str, known: Sequence[Told], who: Mapping[str, str]) -> Told:
        """Say of the one of ``known`` whose id begins so that it is in order."""
        found = [one for one in known if jump and one["id"].startswith(jump)]
        if not found:
            raise refused("jump_unknown", {"jump": jump})
        if len(found) > 1:
            matches = ", ".join(one["id"] for one in found)
            raise refused("jump_ambiguous", {"jump": jump, "matches": matches})
        cleared = {**found[0], **who}
        append(self.path, {**cleared, "what": CLEARED})
        return cleared

    def _of(self, what: str) -> list[Told]:
        lines = read_lines(self.path, needs=frozenset({"what", *_DAYS}))
        return [
            {key: value for key, value in one.items() if key != "what"}
            for one in lines
            if one["what"] == what
        ]


def whole(told: Told) -> Told:
    """A jump as it is kept: its last day where an older release left that out, and its id."""
    begun = date.fromisoformat(told["week"])
    jump = {**told, "until": told.get("until") or (begun + _WEEK).isoformat()}
    named = "|".join(str(jump[name]) for name in _DAYS)
    return {**jump, "id": sha256(named.encode()).hexdigest()[:8]}


def _within(one: Told, other: Told) -> bool:
    return (
        bool(one["organisation"] == other["organisation"])
        and one["week"] >= other["week"]
        and one["until"] <= other["until"]
    )


def _backwards(day: str) -> int:
    return -date.fromisoformat(day).toordinal()
