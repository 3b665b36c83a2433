"""E11: the service beside a bare FastAPI route, and how ranking grows."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import cast

import numpy as np
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from matcher.domain import (
    Audience,
    Direction,
    EligibilityContext,
    OfferId,
    Slate,
    SlateId,
    SlateRequest,
    TalentId,
    Viewer,
)
from matcher.features import Snapshot, sentence_encoder
from matcher.features.columns import Columns
from matcher.ranking import Recommender, day_zero
from matcher.vocabulary import load
from training.benchmarks.crowd import write_crowd
from training.benchmarks.e10 import PARTNERSHIP
from training.benchmarks.load import Run, run_load
from training.benchmarks.result import Figure, Result
from training.benchmarks.servers import Server, bare, samspil, serving
from training.town import read_town

LIMIT = 20
# Where the service keeps its snapshot; without it, it starts from the store.
SNAPSHOT = "snapshot.npz"
AIMS = {"throughput_ratio": 0.5, "p99_ratio": 2.0, "rank_ms": 2.0, "start_s": 2.0, "rss_mb": 300.0}
CAVEATS = (
    "Throughput and latency are medians over rounds in which the three servers take turns, one "
    "process each, eight kept connections, the client on the same two cores.",
    "The bare route inserts one row of 100 bytes by SQLModel into SQLite with the same durability "
    "(write-ahead log, synchronous = FULL); ours ranks, explains and records 20 items.",
    "Milliseconds of ranking are processor time of one thread; absolute figures move with the "
    "machine, ratios less.",
    "People and offers are the demo town's, drawn again and mixed. Seats have prices, as after "
    "every night; a run that makes them, seconds once a day, is not among what is measured.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How much is measured; the figures that count are those of the defaults.

    ``requests`` go to each server in each of ``rounds`` and in the round before them that warms
    up, over ``connections`` at a time; ``ranked`` feeds are timed without HTTP, and a tenth as many
    lists for offers.
    """

    people: int = 10_000
    offers: int = 2_000
    rounds: int = 5
    requests: int = 600
    connections: int = 8
    ranked: int = 300
    growth_offers: tuple[int, ...] = (200, 2_000, 20_000)
    growth_people: tuple[int, ...] = (1_000, 10_000, 200_000)
    seed: int = 20260901


@dataclass(frozen=True, slots=True)
class _Turn:
    """One round: the three servers under the same load."""

    ours: Run
    insert: Run
    nothing: Run


@dataclass(frozen=True, slots=True)
class _Timed:
    """Medians over lists: milliseconds of the processor and of the wall, eligible candidates."""

    processor_ms: float
    wall_ms: float
    candidates: float


def run(data: Path | None, console: Console) -> Result:
    """Measure in a temporary folder, made in ``data`` where a folder is named."""
    return measure(Config(), data, console)


def measure(config: Config, data: Path | None, console: Console) -> Result:
    """The same with as many people, offers and requests as ``config`` says."""
    rng = np.random.default_rng(config.seed)
    today = datetime.now(UTC).date()
    with TemporaryDirectory(prefix="samspil-e11-", dir=data) as temporary:
        folder = Path(temporary)
        console.print(f"making a town of {config.people:,} people and {config.offers:,} offers …")
        crowd = folder / "crowd"
        crowd.mkdir()
        write_crowd(crowd, people=config.people, offers=config.offers, today=today, rng=rng)
        figures = _serve(config, folder, crowd, console)
        with threadpool_limits(1, "blas"):
            figures |= _rank(config, crowd, today, console)
    console.print(_table(figures))
    return Result(bench="e11", ahead=_ahead(figures), figures=figures, caveats=CAVEATS)


def _serve(config: Config, folder: Path, crowd: Path, console: Console) -> dict[str, Figure]:
    store = folder / "data"
    console.print("importing …")
    headers = {"Authorization": f"Bearer {_key(store)}"}
    samspil("import", str(crowd), data=store)
    console.print("a market run …")
    samspil("market", data=store)
    paths = [f"/v1/talents/crowd-{n}/offers?limit={LIMIT}" for n in range(config.people)]
    waiting = cycle(paths)
    with ExitStack() as stack:
        ours = stack.enter_context(serving(store, ready=paths[0], headers=headers))
        plain = stack.enter_context(bare(folder / "bare.db"))
        turns = []
        for number in range(config.rounds + 1):
            console.print(f"round {number} of {config.rounds}" if number else "warming up …")
            asked = list(islice(waiting, config.requests))
            turns.append(_turn(config, ours, plain, asked, headers=headers))
        resident = ours.resident_mb()
    (store / SNAPSHOT).unlink()
    with serving(store, ready=paths[0], headers=headers) as unprepared:
        cold = unprepared.started_in
    return _beside(turns[1:]) | {
        "start_cold_s": round(cold, 2),
        "start_s": round(ours.started_in, 2),
        "rss_mb": round(resident, 1),
        "failed": sum(turn.ours.failed for turn in turns[1:]),
        "seed": config.seed,
    }


def _turn(
    config: Config, ours: Server, plain: Server, asked: Sequence[str], *, headers: Mapping[str, str]
) -> _Turn:
    def load_on(server: Server, paths: Sequence[str], sent: Mapping[str, str]) -> Run:
        return run_load(server.port, paths, connections=config.connections, headers=sent)

    return _Turn(
        ours=load_on(ours, asked, headers),
        insert=load_on(plain, ["/insert"] * config.requests, {}),
        nothing=load_on(plain, ["/nothing"] * config.requests, {}),
    )


def _key(store: Path) -> str:
    answer = samspil("key", "create", "--role", "coordinator", data=store)
    return cast("str", answer["key"])


def _beside(turns: Sequence[_Turn]) -> dict[str, Figure]:
    def median(values: Sequence[float]) -> float:
        return round(float(np.median(values)), 3)

    return {
        "feed_per_s": median([turn.ours.per_second for turn in turns]),
        "insert_per_s": median([turn.insert.per_second for turn in turns]),
        "nothing_per_s": median([turn.nothing.per_second for turn in turns]),
        "throughput_ratio": median([t.ours.per_second / t.insert.per_second for t in turns]),
        "feed_p50_ms": median([turn.ours.percentile_ms(50) for turn in turns]),
        "feed_p99_ms": median([turn.ours.percentile_ms(99) for turn in turns]),
        "insert_p99_ms": median([turn.insert.percentile_ms(99) for turn in turns]),
        "p99_ratio": median([t.ours.percentile_ms(99) / t.insert.percentile_ms(99) for t in turns]),
    }


def _rank(config: Config, crowd: Path, today: date, console: Console) -> dict[str, Figure]:
    """The ranking itself, without HTTP and store, and how it grows."""
    console.print("ranking …")
    words = load()
    town = read_town(crowd, words, today=today, graded=False)
    snapshot = town.snapshot(words, sentence_encoder(), today=today)
    clock = _Clock(today, ranked=config.ranked)
    growth: dict[str, Figure] = {}
    for count in config.growth_offers:
        grown = _repeated(snapshot, offers=count, people=1_000)
        growth[f"offers_{count}_ms"] = clock.offers_for_talents(grown).processor_ms
    for count in config.growth_people:
        grown = _repeated(snapshot, offers=200, people=count)
        growth[f"people_{count}_ms"] = clock.talents_for_offers(grown).processor_ms
        growth[f"people_{count}_mb"] = round(_megabytes(grown.talents), 1)
    feeds = clock.offers_for_talents(snapshot)
    return {
        "rank_ms": feeds.processor_ms,
        "rank_wall_ms": feeds.wall_ms,
        "candidates_median": feeds.candidates,
        "growth": growth,
    }


class _Clock:
    """Times the whole recommending pipeline, ``ranked`` lists at a time."""

    def __init__(self, today: date, *, ranked: int) -> None:
        self._ranked = ranked
        self._recommender = Recommender(day_zero())
        self._at = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
        self._context = EligibilityContext(
            today=today, partnership=PARTNERSHIP, audience=Audience.COORDINATOR
        )

    def offers_for_talents(self, snapshot: Snapshot) -> _Timed:
        """A feed of 20."""
        subjects = [TalentId(key) for key in snapshot.talents.ids[: self._ranked]]
        return self._timed(snapshot, Direction.OFFERS_FOR_TALENT, subjects)

    def talents_for_offers(self, snapshot: Snapshot) -> _Timed:
        """Twenty suggested participants."""
        subjects = [OfferId(key) for key in snapshot.offers.ids[: self._ranked // 10]]
        return self._timed(snapshot, Direction.TALENTS_FOR_OFFER, subjects)

    def _timed(
        self, snapshot: Snapshot, direction: Direction, subjects: Sequence[TalentId | OfferId]
    ) -> _Timed:
        processor, wall, candidates = [], [], []
        for subject in subjects:
            started = process_time(), perf_counter()
            slate = self._recommend(snapshot, direction, subject)
            processor.append(process_time() - started[0])
            wall.append(perf_counter() - started[1])
            candidates.append(slate.candidates)
        return _Timed(
            processor_ms=round(float(np.median(processor)) * 1e3, 3),
            wall_ms=round(float(np.median(wall)) * 1e3, 3),
            candidates=float(np.median(candidates)),
        )

    def _recommend(
        self, snapshot: Snapshot, direction: Direction, subject: TalentId | OfferId
    ) -> Slate:
        request = SlateRequest(
            direction=direction, subject=subject, audience=Audience.COORDINATOR, limit=LIMIT
        )
        return self._recommender.recommend(
            snapshot,
            request,
            slate_id=SlateId("bench"),
            viewer=Viewer(role="coordinator", key="bench"),
            at=self._at,
            context=self._context,
        )


def _repeated(snapshot: Snapshot, *, offers: int, people: int) -> Snapshot:
    """A snapshot of as many rows, the given ones over and over under new ids."""
    grown = Snapshot(snapshot.vocabularies, snapshot.encoder)
    _repeat(snapshot.organisations, grown.organisations, len(snapshot.organisations), keep=True)
    _repeat(snapshot.offers, grown.offers, offers)
    _repeat(snapshot.talents, grown.talents, people)
    return grown


def _repeat(source: Columns, target: Columns, count: int, *, keep: bool = False) -> None:
    ids = source.ids if keep else [f"again-{n}" for n in range(count)]
    rows = np.arange(count) % len(source)
    target.put(ids, {name: source.whole(name)[rows] for name in source.names if name != "live"})


def _megabytes(columns: Columns) -> float:
    return sum(columns.whole(name).nbytes for name in columns.names) / 2**20


def _ahead(figures: dict[str, Figure]) -> bool:
    met = [cast("float", figures["throughput_ratio"]) >= AIMS["throughput_ratio"]]
    met += [
        cast("float", figures[name]) <= AIMS[name]
        for name in ("p99_ratio", "rank_ms", "start_s", "rss_mb")
    ]
    return all(met) and not figures["failed"]


def _table(figures: dict[str, Figure]) -> Table:
    table = Table("figure", "value", "aim", title="E11")
    flat = {name: value for name, value in figures.items() if name != "growth"}
    for name, value in (flat | cast("dict[str, Figure]", figures["growth"])).items():
        sign = "≥" if name == "throughput_ratio" else "≤"
        table.add_row(name, str(value), f"{sign} {AIMS[name]}" if name in AIMS else "")
    return table
