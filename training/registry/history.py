"""The history: every judgement, promotion, refusal and rollback, a line each, none ever changed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.registry.files import append
from training.registry.pointer import Serving
from training.registry.refusal import refused

Entry = Mapping[str, Any]


class History:
    """The lines in ``path``, the oldest first; it holds enough to say what serves."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> tuple[Entry, ...]:
        """All lines; raises ``RegistryRefused`` (``history_damaged``) for one that is none."""
        if not self.path.exists():
            return ()
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise refused("history_damaged", {"file": str(self.path), "line": 1}) from error
        return tuple(self._entry(line, number) for number, line in enumerate(lines, start=1))

    def record(self, what: str, model: str | None, said: Mapping[str, Any]) -> None:
        """Write a line at the end, on the disk when this returns."""
        append(self.path, {"what": what, "model": model, **said})

    def of(self, model: str) -> list[Entry]:
        """The lines about one model."""
        return [entry for entry in self.entries() if entry["model"] == model]

    def looks(self, model: str) -> int:
        """How many times ``model`` was judged: each time may be lucky."""
        return sum(entry["what"] == "added" for entry in self.of(model))

    def was_rolled_back(self, model: str) -> bool:
        """Whether ``model`` served and was taken back after it was last judged."""
        told = [e["what"] for e in self.of(model) if e["what"] in ("added", "rolled_back")]
        return told[-1:] == ["rolled_back"]

    def before(self, model: str | None) -> str | None:
        """What ``model`` was promoted upon."""
        stack = self._promotions()
        last = next((at for at in range(len(stack) - 1, 0, -1) if stack[at] == model), 0)
        return stack[last - 1] if last else None

    def serving(self) -> Serving | None:
        """What the pointer said last, worked out from the lines; ``None``: nothing ever served."""
        changes = [e for e in self.entries() if e["what"] in ("promoted", "rolled_back")]
        if not changes:
            return None
        stack, last = self._promotions(), changes[-1]
        return Serving(
            model=stack[-1] if stack else None,
            previous=stack[-2] if len(stack) > 1 else None,
            **{key: str(last.get(key, "")) for key in ("at", "by", "why")},
        )

    def _promotions(self) -> list[str]:
        """The models that served one upon the other and were not rolled back, the last one last."""
        stack: list[str] = []
        for entry in self.entries():
            if entry["what"] == "promoted":
                stack.append(entry["model"])
            elif entry["what"] == "rolled_back" and stack:
                stack.pop()
        return stack

    def _entry(self, line: str, number: int) -> Entry:
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict) or not {"what", "model"} <= entry.keys():
            raise refused("history_damaged", {"file": str(self.path), "line": number})
        return entry
