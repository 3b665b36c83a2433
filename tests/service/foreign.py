"""A foreign encoder: tiny, announced as an installed package would announce one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem
from matcher.features import quantised
from service.actions import encoders

WIDTH = 8


@dataclass(frozen=True, eq=False)
class TinyEncoder:
    """Points each text somewhere of its own; ``asked`` are the texts that it was given."""

    hash: str
    width: int = WIDTH
    asked: list[str] = field(default_factory=list)
    before: Callable[[], object] = lambda: None

    def encode(self, texts: Sequence[str]) -> NDArray[np.int8]:
        self.before()
        self.asked.extend(texts)
        said = [sha256(f"{self.hash}{text}".encode()).digest()[: self.width] for text in texts]
        rows = np.array([list(one) for one in said], dtype=np.float32).reshape(-1, self.width)
        return quantised(rows - 128)


@dataclass(frozen=True, slots=True)
class Announced:
    """One entry point."""

    name: str
    load: Callable[[], object]


def announce(monkeypatch: pytest.MonkeyPatch, *tiny: TinyEncoder) -> None:
    """Let the service open these by their hashes with ``tiny-`` before them, and nothing else."""
    known = {f"tiny-{one.hash}": one for one in tiny}

    def opened(name: str, *, threads: int) -> TinyEncoder:
        assert threads >= 1
        if name not in known:
            raise MatcherError(Problem("encoder_not_opened", {"encoder": name, "cause": "gone"}))
        return known[name]

    announce_only(monkeypatch, Announced("tiny", lambda: opened))


def announce_only(monkeypatch: pytest.MonkeyPatch, *points: Announced) -> None:
    """Let nothing but this be announced."""

    def announced(*, group: str) -> Sequence[Announced]:
        assert group == "samspil.encoders"
        return points

    monkeypatch.setattr(encoders, "entry_points", announced)
