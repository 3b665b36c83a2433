"""The history: every judgement, promotion, refusal and rollback, a line each, none ever changed."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from training.registry.files import append, read_lines
from training.registry.pointer import Serving

Entry = Mapping[str, Any]
ADDED, PROMOTED, ROLLED_BACK, FOUND = "added", "promoted", "rolled_back", "found"


class History:
    """The lines in ``path``, the oldest first; it holds enough to say what serves.

    A change is in the pointer first, and its line is written then: what a crash left out is written
    by the next change (``catch_up``), so that no line tells of what never was.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> tuple[Entry, ...]:
        """All lines but a last one that was never finished.

        Raises ``RegistryRefused`` (``line_damaged``) for a line that is none.
        """
        return tuple(read_lines(self.path, needs=frozenset({"what", "model"})))

    def record(self, what: str, model: str | None, said: Mapping[str, Any]) -> None:
        """Write a line at the end, on the disk when this returns."""
        append(self.path, {"what": what, "model": model, **said})

    def judgements(self, model: str) -> int:
        """How many times ``model`` was judged."""
        return sum(e["what"] == ADDED and e["model"] == model for e in self.entries())

    def unanswered(self, model: str, *, against: str | None) -> str | None:
        """The moment of the rollback that ``model`` has too little to say about, if there is one.

        It is the last that took the model back, or that led to ``against``, which the model was
        compared with: another model of the same log is as good as the one that was taken back. It
        is answered by a judgement of which at least half of the held-out time lies after it; one
        that does not say what it was measured on answers nothing.
        """
        at, answered = "", True
        for entry in self.entries():
            if _took_back(entry, model, against=against):
                at, answered = str(entry.get("at", "")), False
            elif at and entry["what"] == ADDED and entry["model"] == model:
                answered = _is_half_after(entry, at)
        return None if answered else at

    def serving(self) -> Serving | None:
        """What the pointer said last, worked out from the lines; ``None``: nothing ever served."""
        changes = [e for e in self.entries() if e["what"] in (PROMOTED, ROLLED_BACK, FOUND)]
        return Serving.of(self.stack(), changes[-1]) if changes else None

    def stack(self) -> tuple[str, ...]:
        """The models that served one upon the other and were not rolled back, the last one last."""
        stack: list[str] = []
        for entry in self.entries():
            if entry["what"] == PROMOTED:
                stack.append(entry["model"])
            elif entry["what"] == FOUND:
                stack = list(entry["stack"])
            elif entry["what"] == ROLLED_BACK:
                stack = _back(stack, entry.get("to"))
        return tuple(stack)

    def catch_up(self, pointer: Serving) -> None:
        """Write down the change that the pointer tells of, if its line was never written."""
        known, now = self.stack(), pointer.stack
        if known[-2:] != now[-2:]:
            gone = [model for model in known if model not in now]
            who = {"by": pointer.by, "why": pointer.why, "at": pointer.at}
            self.record(FOUND, pointer.model, {**who, "stack": list(now), "gone": gone})


def _gone(entry: Entry) -> list[str]:
    """The models that a line took back; an older one names the one that served alone."""
    gone: list[str] = entry.get("gone", [entry["model"]])
    return gone


def _took_back(entry: Entry, model: str, *, against: str | None) -> bool:
    """Whether a line tells of a rollback of ``model``, or of any to ``against``."""
    if entry["what"] not in (ROLLED_BACK, FOUND) or not (gone := _gone(entry)):
        return False
    led_to = entry.get("to") if entry["what"] == ROLLED_BACK else entry["model"]
    return model in gone or led_to == against


def _back(stack: list[str], to: str | None) -> list[str]:
    """The stack down to the last ``to`` beneath its top, or to nothing."""
    beneath = stack[:-1]
    while beneath and beneath[-1] != to:
        beneath.pop()
    return beneath


def _is_half_after(entry: Entry, at: str) -> bool:
    """Whether half of what was measured on, or more, was shown after ``at``."""
    try:
        since, until, moment = map(datetime.fromisoformat, (entry["since"], entry["until"], at))
        return until - max(since, moment) >= (until - since) / 2
    except (KeyError, TypeError, ValueError):
        return False
