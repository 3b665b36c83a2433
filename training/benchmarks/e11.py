"""E11: the service beside a bare FastAPI route, and how ranking grows."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import cast

import numpy as np
from rich.console import Console
from rich.table import Table

from matcher.domain import (
    Audience,
    Direction,
    EligibilityContext,
    OfferId,
    SlateId,
    SlateRequest,
    TalentId,
    Viewer,
)
from matcher.features import Snapshot, ngram_encoder
from matcher.features.columns import Columns
from matcher.ranking import Recommender, day_zero
from matcher.vocabulary import load
from training.benchmarks.crowd import write_crowd
from training.benchmarks.e10 import PARTNERSHIP
from training.benchmarks.load import Run, run_load
from training.benchmarks.result import Figure, Result
from training.benchmarks.servers import bare, samspil, serving
from training.town import read_town

SEED = 20260901
PEOPLE, OFFERS, LIMIT = 10_000, 2_000, 20
ROUNDS, REQUESTS, CONNECTIONS = 5, 600, 8
RANKED = 300
GROWTH_OFFERS = (200, 2_000, 20_000)
GROWTH_PEOPLE = (1_000, 10_000, 200_000)
AIMS = {"throughput_ratio": 0.5, "p99_ratio": 2.0, "rank_ms": 2.0, "start_s": 2.0, "rss_mb": 300.0}
CAVEATS = (
    "Throughput and latency are medians over rounds in which the three servers take turns, one "
    "process each, eight kept connections, the client on the same two cores.",
    "The bare route inserts one row of 100 bytes by SQLModel into SQLite with the same durability "
    "(write-ahead log, synchronous = FULL); ours ranks, explains and records 20 items.",
    "Milliseconds of ranking are processor time of one thread; absolute figures move with the "
    "machine, ratios less.",
    "People and offers are the demo town's, drawn again and mixed.",
)


@dataclass(frozen=True, slots=True)
class _Turn:
    """One round: the three servers under the same load."""

    ours: Run
    insert: Run
    nothing: Run


def run(data: Path | None, console: Console) -> Result:
    """Measure in a temporary folder, made in ``data`` where a folder is named."""
    rng = np.random.default_rng(SEED)
    today = datetime.now(UTC).date()
    with TemporaryDirectory(prefix="samspil-e11-", dir=data) as temporary:
        folder = Path(temporary)
        console.print(f"making a town of {PEOPLE:,} people and {OFFERS:,} offers …")
        crowd = folder / "crowd"
        crowd.mkdir()
        write_crowd(crowd, people=PEOPLE, offers=OFFERS, today=today, rng=rng)
        figures = _serve(folder, crowd, console) | _rank(crowd, today, console)
    console.print(_table(figures))
    return Result(bench="e11", ahead=_ahead(figures), figures=figures, caveats=CAVEATS)


def _serve(folder: Path, crowd: Path, console: Console) -> dict[str, Figure]:
    store = folder / "data"
    console.print("importing …")
    samspil("import", str(crowd), data=store)
    headers = {"Authorization": f"Bearer {_key(store)}"}
    paths = [f"/v1/talents/crowd-{n}/offers?limit={LIMIT}" for n in range(PEOPLE)]
    with serving(store, ready=paths[0], headers=headers) as first:
        cold = first.started_in
    with ExitStack() as stack:
        ours = stack.enter_context(serving(store, ready=paths[0], headers=headers))
        plain = stack.enter_context(bare(folder / "bare.db"))
        turns = []
        for number in range(ROUNDS + 1):
            console.print(f"round {number} of {ROUNDS}" if number else "warming up …")
            asked = paths[number * REQUESTS : (number + 1) * REQUESTS]
            turns.append(
                _Turn(
                    run_load(ours.port, asked, connections=CONNECTIONS, headers=headers),
                    run_load(
                        plain.port, ["/insert"] * REQUESTS, connections=CONNECTIONS, headers={}
                    ),
                    run_load(
                        plain.port, ["/nothing"] * REQUESTS, connections=CONNECTIONS, headers={}
                    ),
                )
            )
        resident = ours.resident_mb()
    counted = turns[1:]
    return _beside(counted) | {
        "start_cold_s": round(cold, 2),
        "start_s": round(ours.started_in, 2),
        "rss_mb": round(resident, 1),
        "failed": sum(turn.ours.failed for turn in counted),
        "seed": SEED,
    }


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


def _rank(crowd: Path, today: date, console: Console) -> dict[str, Figure]:
    """The ranking itself, without HTTP and store, and how it grows."""
    console.print("ranking …")
    words = load()
    town = read_town(crowd, words, today=today, graded=False)
    snapshot = town.snapshot(words, ngram_encoder(), today=today)
    clock = _Clock(today)
    growth: dict[str, Figure] = {}
    for count in GROWTH_OFFERS:
        grown = _repeated(snapshot, offers=count, people=1_000)
        growth[f"offers_{count}_ms"] = clock.offers_for_talents(grown)
    for count in GROWTH_PEOPLE:
        grown = _repeated(snapshot, offers=200, people=count)
        growth[f"people_{count}_ms"] = clock.talents_for_offers(grown)
        growth[f"people_{count}_mb"] = round(_megabytes(grown.talents), 1)
    return {"rank_ms": clock.offers_for_talents(snapshot), "growth": growth}


class _Clock:
    """Times the whole recommending pipeline in processor milliseconds, medians."""

    def __init__(self, today: date) -> None:
        self._recommender = Recommender(day_zero())
        self._at = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
        self._context = EligibilityContext(
            today=today, partnership=PARTNERSHIP, audience=Audience.COORDINATOR
        )

    def offers_for_talents(self, snapshot: Snapshot) -> float:
        """A feed of 20."""
        subjects = [TalentId(key) for key in snapshot.talents.ids[:RANKED]]
        return self._median(snapshot, Direction.OFFERS_FOR_TALENT, subjects)

    def talents_for_offers(self, snapshot: Snapshot) -> float:
        """Twenty suggested participants."""
        subjects = [OfferId(key) for key in snapshot.offers.ids[: RANKED // 10]]
        return self._median(snapshot, Direction.TALENTS_FOR_OFFER, subjects)

    def _median(
        self, snapshot: Snapshot, direction: Direction, subjects: Sequence[TalentId | OfferId]
    ) -> float:
        seconds = []
        for subject in subjects:
            started = process_time()
            self._recommend(snapshot, direction, subject)
            seconds.append(process_time() - started)
        return round(float(np.median(seconds)) * 1e3, 3)

    def _recommend(
        self, snapshot: Snapshot, direction: Direction, subject: TalentId | OfferId
    ) -> None:
        request = SlateRequest(
            direction=direction, subject=subject, audience=Audience.COORDINATOR, limit=LIMIT
        )
        self._recommender.recommend(
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
