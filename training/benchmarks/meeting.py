"""Meeting: what it does to a town that whoever has many unanswered asks is suggested less."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from fixtures.town import REFERENCE_DAY, write
from matcher.domain import (
    Audience,
    Direction,
    PeerContext,
    SlateId,
    SlateRequest,
    Talent,
    TalentId,
    Viewer,
)
from matcher.features import PeerFacts, PeerMarks, Snapshot, peering, sentence_encoder
from matcher.ranking import Called, PeerRecommender
from matcher.vocabulary import load
from training.benchmarks.result import Figure, Result
from training.evaluate.exposure import gini
from training.town import read_town

WITH, WITHOUT = "damped", "not damped"
MEASURES = ("connected", "with_somebody", "exposure_gini", "unanswered", "days_waited")
CAVEATS = (
    "The people are the demo town's, all of them open to meeting others; who asks and who says yes "
    "is drawn from our own model of wanting, moved for each two by noise that the lists do not "
    "know. The figures compare two ways of listing, and do not say how many would really meet.",
    "Both ways live the same days: the same people look, with the same draws for the same two.",
    "Errors are over seeds, of the difference between the two.",
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """On each of ``days`` a share of ``people`` looks at ``shown`` others, answers the oldest
    ``answers`` asks and sends ``asks``; ``noise`` is on the log-odds of wanting."""

    seeds: tuple[int, ...] = (1, 2, 3)
    people: int = 600
    days: int = 28
    looks: float = 0.25
    shown: int = 10
    asks: int = 2
    answers: int = 2
    noise: float = 1.0


@dataclass(frozen=True, eq=False, slots=True)
class Wanting:
    """Who would want whom, by row and column: draws below ``chance`` are a yes."""

    ids: tuple[TalentId, ...]
    chance: Floats
    draws: Floats


@dataclass(eq=False, slots=True)
class Lived:
    """What stands between people after some days; all by their places among ``Wanting.ids``."""

    exposure: Floats
    met: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    inbox: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    connected: list[tuple[int, int]] = field(default_factory=list)
    waited: list[int] = field(default_factory=list)

    def measures(self) -> dict[str, float]:
        """The figures of ``MEASURES``."""
        some = {one for pair in self.connected for one in pair}
        return {
            "connected": float(len(self.connected)),
            "with_somebody": len(some) / len(self.exposure),
            "exposure_gini": gini(self.exposure),
            "unanswered": float(sum(map(len, self.inbox.values()))),
            "days_waited": float(np.mean(self.waited)) if self.waited else 0.0,
        }


def run(_data: Path | None, console: Console, config: Config | None = None) -> Result:
    """Live the same days with and without the damping of those who have asks to answer."""
    asked = config or Config()
    snapshot, people = _town(asked.people)
    found: dict[str, list[dict[str, float]]] = {WITH: [], WITHOUT: []}
    for seed in track(asked.seeds, description="seeds", console=console):
        wanting = _wanting(snapshot, people, np.random.default_rng(seed), asked.noise)
        for way in found:
            lived = live(snapshot, wanting, asked, seed=seed, damped=way == WITH)
            found[way].append(lived.measures())
    console.print(_table(found))
    lead = _lead(found, "exposure_gini")
    fewer = _lead(found, "connected")
    evener = float(np.mean(lead)) < -2 * _error(lead)
    as_many = float(np.mean(fewer)) > -2 * _error(fewer)
    figures: dict[str, Figure] = {way: _means(rows) for way, rows in found.items()}
    figures |= {
        "people": len(people),
        "days": asked.days,
        "seeds": list(asked.seeds),
        "difference_error": {name: round(_error(_lead(found, name)), 4) for name in MEASURES},
    }
    return Result(bench="meeting", ahead=evener and as_many, figures=figures, caveats=CAVEATS)


def live(snapshot: Snapshot, wanting: Wanting, config: Config, *, seed: int, damped: bool) -> Lived:
    """Live the days.

    Steps, for each who looks on a day: 1. the oldest asks are answered; 2. a list, by the pipeline
    that serves; 3. those are asked who are wanted, from the top.
    """
    lived = Lived(exposure=np.zeros(len(wanting.ids)))
    chosen = np.random.default_rng((seed, 7))
    for day in range(config.days):
        for one in np.flatnonzero(chosen.random(len(wanting.ids)) < config.looks).tolist():
            _answer(lived, wanting, one, day=day, most=config.answers)
            listed = _listed(snapshot, wanting, lived, one, shown=config.shown, damped=damped)
            lived.exposure[listed] += 1
            _ask(lived, wanting, one, listed, day=day, most=config.asks)
    return lived


def _answer(lived: Lived, wanting: Wanting, one: int, *, day: int, most: int) -> None:
    for asker, since in lived.inbox[one][:most]:
        lived.waited.append(day - since)
        if wanting.draws[one, asker] < wanting.chance[one, asker]:
            lived.connected.append((asker, one))
    del lived.inbox[one][:most]


def _ask(
    lived: Lived, wanting: Wanting, one: int, listed: Sequence[int], *, day: int, most: int
) -> None:
    wanted = [other for other in listed if wanting.draws[one, other] < wanting.chance[one, other]]
    for other in wanted[:most]:
        lived.inbox[other].append((one, day))
        lived.met[one].add(other)
        lived.met[other].add(one)


def _listed(
    snapshot: Snapshot, wanting: Wanting, lived: Lived, one: int, *, shown: int, damped: bool
) -> list[int]:
    ids = wanting.ids
    waiting: dict[str, int] = {}
    if damped:
        waiting = {ids[other]: len(asks) for other, asks in lived.inbox.items() if asks}
    marks = PeerMarks(met=frozenset(ids[other] for other in lived.met[one]), waiting=waiting)
    request = SlateRequest(
        direction=Direction.PEERS_FOR_TALENT,
        subject=ids[one],
        audience=Audience.TALENT,
        limit=shown,
    )
    slate = PeerRecommender().recommend(
        snapshot, request, called=_CALLED, context=_CONTEXT, marks=marks
    )
    return [snapshot.talents.row_of[str(item.id)] for item in slate.items]


_CALLED = Called(
    slate_id=SlateId("bench"),
    viewer=Viewer(role="talent", key="bench"),
    at=datetime.combine(REFERENCE_DAY, datetime.min.time(), UTC) + timedelta(hours=12),
    seed=0,
)
_CONTEXT = PeerContext(today=REFERENCE_DAY)


def _town(most: int) -> tuple[Snapshot, tuple[Talent, ...]]:
    """The people, in the order of their rows."""
    words = load()
    with TemporaryDirectory(prefix="samspil-town-") as folder:
        write(Path(folder), REFERENCE_DAY)
        town = read_town(Path(folder), words, today=REFERENCE_DAY, graded=False)
    people = tuple(
        replace(one, meets_peers=True, paused=False, guardian_approved=True)
        for one in town.talents[:most]
    )
    snapshot = Snapshot(words, sentence_encoder())
    snapshot.put_talents(people, [REFERENCE_DAY] * len(people))
    return snapshot, people


def _wanting(
    snapshot: Snapshot, people: Sequence[Talent], draw: np.random.Generator, noise: float
) -> Wanting:
    """What each would want of every other, and the draws that decide: the same for both ways."""
    recommender, size = PeerRecommender(), len(people)
    marks = PeerMarks()
    wants = np.stack(
        [
            recommender.fit(PeerFacts(peering(snapshot, one.id), marks, today=REFERENCE_DAY)).wants
            for one in people
        ]
    )
    odds = np.log(wants / (1 - wants)) + noise * draw.standard_normal((size, size))
    return Wanting(
        ids=tuple(one.id for one in people),
        chance=1 / (1 + np.exp(-odds)),
        draws=draw.random((size, size)),
    )


def _lead(found: Mapping[str, Sequence[Mapping[str, float]]], name: str) -> list[float]:
    return [
        here[name] - there[name] for here, there in zip(found[WITH], found[WITHOUT], strict=True)
    ]


def _error(values: Sequence[float]) -> float:
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


def _means(rows: Sequence[Mapping[str, float]]) -> dict[str, Figure]:
    return {name: round(float(np.mean([row[name] for row in rows])), 4) for name in MEASURES}


def _table(found: Mapping[str, Sequence[Mapping[str, float]]]) -> Table:
    table = Table("lists", *MEASURES, title="people who meet people")
    for way, rows in found.items():
        table.add_row(way, *(f"{value:.3f}" for value in _means(rows).values()))
    errors = (f"{_error(_lead(found, name)):.3f}" for name in MEASURES)
    table.add_row("± of the difference", *errors)
    return table
