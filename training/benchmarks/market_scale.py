"""The scale of a market run: seconds, of processors too, and memory, in a process of its own.

Called as a module with a kind and two sizes it measures and prints one line of JSON.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Audience, EligibilityContext
from matcher.market.candidates import WIDTH, Candidates, survey
from matcher.market.prices import Prices, prices
from matcher.ranking import day_zero
from training.benchmarks.market_scene import estimates
from training.simulate.config import PARTNERSHIP, WorldConfig
from training.simulate.founding import fill_offers, fill_people, found, new_snapshot

_OURSELVES = "training.benchmarks.market_scale"
_MORE = 1.7
_BLOCK, _TASTES = 1024, 8
_SEATS_EACH = 0.8
_THREADS = 2


class Kind(StrEnum):
    """``FEATURES``: every pair's value by the ranker, over profiles. ``DRAWN``: values of made-up
    tastes, drawn a block of people at a time, for more pairs than anybody wants to wait for."""

    FEATURES = "features"
    DRAWN = "drawn"


def apart(kind: Kind, people: int, offers: int) -> dict[str, float]:
    """What ``measured`` says in a fresh process, whose memory is nobody else's."""
    command = [sys.executable, "-m", _OURSELVES, kind.value, str(people), str(offers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    told: dict[str, float] = json.loads(done.stdout)
    return told


def measured(kind: Kind, people: int, offers: int) -> dict[str, float]:
    """Seconds of gathering candidates and of the prices, by the clock (``_s``) and of all
    processors together (``_cpu_s``), and the peak of memory in MB, of which ``before_mb`` was there
    before the run."""
    if kind is Kind.FEATURES:
        found, seats, told = _surveyed(people, offers)
    else:
        found, seats, told = _drawn(people, offers)
    watch = _Watch()
    done = _priced(found, seats)
    told |= watch.told("prices") | {"peak_mb": _peak_mb()}
    told |= {"people": len(found), "offers": found.count, "rounds": done.rounds}
    told |= {"filled": done.filled, "plain": done.plain, "most": done.most}
    return {name: round(value, 3) for name, value in told.items()}


def _surveyed(people: int, offers: int) -> tuple[Candidates, NDArray[np.int64], dict[str, float]]:
    rng = np.random.default_rng(1)
    drawn = round(offers * _MORE)
    config = WorldConfig(people=people, offers=drawn, organisations=max(drawn // 12, 8))
    society = found(config, rng)
    still_open = np.flatnonzero(society.offers.deadline > config.start.toordinal())[:offers]
    filling = new_snapshot(society)
    fill_people(filling, society, np.arange(people))
    fill_offers(filling, society, still_open)
    context = EligibilityContext(
        today=config.start, partnership=PARTNERSHIP, audience=Audience.TALENT
    )
    before, watch = _peak_mb(), _Watch()
    values = estimates(day_zero(), context)
    seen = survey(filling.snapshot, context, values=values, threads=_THREADS)
    told = watch.told("candidates") | {"before_mb": before}
    return seen.candidates, _scaled(seen.seats, people), told


def _drawn(people: int, offers: int) -> tuple[Candidates, NDArray[np.int64], dict[str, float]]:
    before, watch = _peak_mb(), _Watch()
    rng = np.random.default_rng(1)
    blocks = list(_blocks(people, offers, rng))
    found = Candidates(
        offers=np.concatenate([block.offers for block in blocks]),
        wants=np.concatenate([block.wants for block in blocks]),
        taken=np.concatenate([block.taken for block in blocks]),
        count=offers,
    )
    told = watch.told("candidates") | {"before_mb": before}
    return found, _scaled(rng.integers(3, 40, offers), people), told


def _blocks(people: int, offers: int, rng: np.random.Generator) -> Iterator[Candidates]:
    """Each person's best of all offers; of all pairs a block at a time."""
    kinds = rng.normal(0, 1, (_TASTES, offers)).astype(np.float32)
    pull = rng.normal(-2, 1, offers).astype(np.float32)
    for start in range(0, people, _BLOCK):
        count = min(_BLOCK, people - start)
        odds = rng.normal(0, 0.7, (count, _TASTES)).astype(np.float32) @ kinds + pull
        best = np.argpartition(-odds, WIDTH - 1, axis=1)[:, :WIDTH]
        wants = 1 / (1 + np.exp(-np.take_along_axis(odds, best, axis=1)))
        taken = rng.uniform(0.2, 1, best.shape).astype(np.float32)
        yield Candidates(offers=best.astype(np.int32), wants=wants, taken=taken, count=offers)


def _scaled(seats: NDArray[np.int64], people: int) -> NDArray[np.int64]:
    """As many seats a person as is usual."""
    scale = _SEATS_EACH * people / max(int(seats.sum()), 1)
    return np.maximum(np.rint(seats * scale), 1).astype(np.int64)


def _priced(found: Candidates, seats: NDArray[np.int64]) -> Prices:
    return prices(found, seats, waiting=np.zeros(found.count), engaged=np.zeros(len(found)))


class _Watch:
    """Begins when it is made."""

    def __init__(self) -> None:
        self._clock, self._processors = perf_counter(), process_time()

    def told(self, name: str) -> dict[str, float]:
        """What has passed since, under that name."""
        return {
            f"{name}_s": perf_counter() - self._clock,
            f"{name}_cpu_s": process_time() - self._processors,
        }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    told = measured(Kind(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(told))
