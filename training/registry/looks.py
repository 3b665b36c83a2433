"""Looks: how often somebody has tried their luck on the same held-out time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from training.registry.history import ADDED, Entry

#: How much of the shorter of two times has to be shared for the second to be another look. Two
#: weeks, a week later, share half: a weekly rhythm stays clear of it, give or take a day.
SHARED = 0.6


@dataclass(frozen=True, slots=True)
class Measured:
    """What a verdict rests on: the log, by its manifest's hash, and the held-out time in it."""

    log: str
    since: datetime
    until: datetime

    def document(self) -> dict[str, str]:
        """As JSON has it."""
        return {
            "log": self.log,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
        }


def looks(entries: Iterable[Entry], model: str, measured: Measured, *, against: str | None) -> int:
    """How many judgements this one is the last of, that all might have been lucky.

    Counted are those of any candidate, against the same model, on time of which more than
    ``SHARED`` is the same. The same model on the same part of the same log says the same again:
    that is one.
    """
    seen = {(model, measured.log, measured.since.isoformat())}
    for entry in entries:
        judged = entry["what"] == ADDED and entry.get("against") == against
        if judged and _overlaps(entry, measured):
            seen.add((entry["model"], entry["log"], entry["since"]))
    return len(seen)


def _overlaps(entry: Entry, measured: Measured) -> bool:
    """Whether they share most of their time; an older line that does not tell its own shares none.

    A candidate a week, measured on two, meets half of what is measured for the first time; the two
    verdicts are not independent, but they are not counted.
    """
    if not {"log", "since", "until"} <= entry.keys():
        return False
    since, until = (datetime.fromisoformat(entry[name]) for name in ("since", "until"))
    shared = min(until, measured.until) - max(since, measured.since)
    return shared > SHARED * min(until - since, measured.until - measured.since)
