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

    def judged_anew(self, model: str) -> bool:
        """Whether ``model`` was judged, since it was last taken back, on what happened after that.

        True where it never was; a judgement that does not say what it was measured on is none.
        """
        new = True
        taken_back = ""
        for entry in self.entries():
            if entry["what"] in (ROLLED_BACK, FOUND) and model in _gone(entry):
                new, taken_back = False, str(entry.get("at", ""))
            elif entry["what"] == ADDED and entry["model"] == model and taken_back:
                new = _is_later(str(entry.get("until", "")), taken_back)
        return new

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


def _back(stack: list[str], to: str | None) -> list[str]:
    """The stack down to the last ``to`` beneath its top, or to nothing."""
    beneath = stack[:-1]
    while beneath and beneath[-1] != to:
        beneath.pop()
    return beneath


def _is_later(until: str, than: str) -> bool:
    try:
        return datetime.fromisoformat(until) > datetime.fromisoformat(than)
    except (TypeError, ValueError):
        return False
