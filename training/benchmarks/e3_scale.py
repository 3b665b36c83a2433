"""The scale of transferable utility: time and memory among candidates, where pairs are too many."""

import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np
from rich.table import Table

from matcher.market.candidates import WIDTH, Candidates
from matcher.market.sparse_transferable import transferable_among
from matcher.market.transferable import TransferableConfig
from training.benchmarks.result import Figure

MINUTE = 60.0
_CONFIG = TransferableConfig(temperature=0.1, tolerance=1e-3)
_SEATS_EACH = 0.8
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """One size: processor seconds, iterations, MB of the candidates and of all that came beside."""

    people: int
    offers: int
    seconds: float
    iterations: int
    converged: bool
    candidates_mb: float
    beside_mb: float

    @property
    def name(self) -> str:
        """As tables and figures call it."""
        return f"{self.people:,} × {self.offers:,}"

    def figures(self) -> dict[str, Figure]:
        """What the table prints."""
        return {
            "seconds": round(self.seconds, 2),
            "iterations": self.iterations,
            "converged": self.converged,
            "candidates_mb": round(self.candidates_mb, 1),
            "beside_mb": round(self.beside_mb, 1),
        }


def grown(people: int, offers: int) -> Grown:
    """Potentials for made-up wishes, 64 candidates a person and .8 seats a person."""
    market = _drawn(people, offers)
    seats = np.full(offers, max(1, round(_SEATS_EACH * people / offers)), dtype=np.int64)
    tracemalloc.start()
    began = process_time()
    found = transferable_among(market, seats, _CONFIG)
    seconds = process_time() - began
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    held = market.offers.nbytes + market.wants.nbytes + market.taken.nbytes
    return Grown(
        people=people,
        offers=offers,
        seconds=seconds,
        iterations=found.iterations,
        converged=found.converged,
        candidates_mb=held / _MEGABYTE,
        beside_mb=peak / _MEGABYTE,
    )


def scale_table(sizes: Sequence[Grown]) -> Table:
    """A line a size."""
    table = Table(
        *("people × offers", "processor s", "iterations", "candidates MB", "beside MB"),
        title=f"TU among {WIDTH} candidates each",
    )
    for one in sizes:
        table.add_row(
            one.name,
            f"{one.seconds:.1f}",
            f"{one.iterations}{'' if one.converged else ', not converged'}",
            f"{one.candidates_mb:.0f}",
            f"{one.beside_mb:.0f}",
        )
    return table


def _drawn(people: int, offers: int) -> Candidates:
    """Each candidate from a stretch of the offers of its own, so that none is twice."""
    rng = np.random.default_rng(1)
    width = min(WIDTH, offers)
    stretch = offers // width
    drawn = rng.integers(0, stretch, (people, width), dtype=np.int32)
    drawn += np.arange(width, dtype=np.int32) * np.int32(stretch)
    wants, taken = (rng.random(drawn.shape, dtype=np.float32) for _ in range(2))
    return Candidates(offers=drawn, wants=wants, taken=taken, count=offers)
