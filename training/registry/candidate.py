"""A candidate: a trained model with all that is kept of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from training.registry.gate import Verdict
from training.registry.looks import Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A trained model with all its files by name, and what the gate says of it.

    ``against`` is the model of the registry that it was compared with, ``None`` for day zero;
    ``measured`` what on; ``jumps`` what was set aside then, found by this or by an earlier look.
    """

    hash: str
    against: str | None
    verdict: Verdict
    files: Mapping[str, bytes]
    measured: Measured | None = None
    jumps: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def told(self) -> dict[str, Any]:
        """What the gate says, of what, as ``verdict.json`` has it."""
        measured = self.measured.document() if self.measured else {}
        jumps = [dict(jump) for jump in self.jumps]
        return {**self.verdict.document(), "against": self.against, **measured, "jumps": jumps}
