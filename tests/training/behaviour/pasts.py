"""Pasts: a small town whose pairs went through random states, as a log and as a snapshot."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from matcher.domain import (
    EventKind,
    EventRefused,
    LogTable,
    OfferId,
    PairState,
    Side,
    TalentId,
    follow,
)
from matcher.features import Behaviour, Snapshot, sentence_encoder
from matcher.vocabulary import load
from tests import factories
from tests.matcher.features.behaviours import behaviour
from tests.training.data import logs
from training.data import Log
from training.data.schema import in_schema

WORDS = load()
PEOPLE, OFFERS, DAYS = 6, 5, 40
LEARNT = behaviour(
    {
        "organisation:org-0": [1.0, 0.0, 0.5],
        "organisation:org-1": [0.0, 1.0, -0.5],
        "kind_genre:gig:rock": [0.25, -1.0, 0.0],
        "series:org-1:camp": [-0.5, 0.5, 2.0],
    },
    pull={"organisation:org-0": 0.5, "organisation:org-1": -1.0},
)
TALENTS = tuple(factories.talent(f"tal-{n}") for n in range(PEOPLE))
#: The last one is of an organisation and a kind that the behaviour does not know.
OFFERED = tuple(
    factories.offer(
        f"off-{n}",
        kind=("gig", "camp", "course")[n % 3] if n < OFFERS - 1 else "talk",
        genres=("rock",) if n < OFFERS - 1 else (),
        organisation=f"org-{n % 2 if n < OFFERS - 1 else 9}",
    )
    for n in range(OFFERS)
)
_ACTS = [(kind, side) for kind in EventKind for side in Side]


def events(count: int, *, seed: int) -> list[logs.Row]:
    """Random events that could follow on each other, in order of time, one a few hours."""
    rng = np.random.default_rng(seed)
    state: dict[tuple[int, int], PairState] = {}
    made: list[logs.Row] = []
    while len(made) < count:
        pair = int(rng.integers(PEOPLE)), int(rng.integers(OFFERS))
        kind, side = _ACTS[rng.integers(len(_ACTS))]
        try:
            state[pair] = follow(state.get(pair, PairState.NONE), kind, side=side)
        except EventRefused:
            continue
        at = DAYS * len(made) / count
        talent, offer = (f"{word}-{n}" for word, n in zip(("tal", "off"), pair, strict=True))
        made.append(logs.done(kind, talent, offer, at, side=side.value))
    return made


def log_of(shown: list[logs.Row], done: list[logs.Row]) -> Log:
    """The log of what was shown and done, with the town's offers and people."""
    made = logs.log_of([*shown, *_everything()], done)
    offers = made.offers.to_pylist()
    kinds = {offer.id: offer for offer in OFFERED}
    told = [
        {
            **row,
            "organisation": kinds[row["offer"]].organisation,
            "kind": kinds[row["offer"]].kind,
            "genres": list(kinds[row["offer"]].genres),
        }
        for row in offers
    ]
    columns: dict[str, Any] = {name: [row[name] for row in told] for name in told[0]}
    return Log(made.manifest, {**made.tables, LogTable.OFFERS: in_schema(columns, LogTable.OFFERS)})


def served(done: list[logs.Row], at: datetime, learnt: Behaviour) -> Snapshot:
    """The snapshot of a service that has recorded what was done before ``at``."""
    snapshot = Snapshot(WORDS, sentence_encoder())
    snapshot.put_offers(OFFERED)
    snapshot.put_talents(TALENTS, [factories.TODAY] * PEOPLE)
    snapshot.adopt(learnt)
    state: dict[tuple[str, str], PairState] = {}
    for row in done:
        if row["at"] < at:
            pair = str(row["talent"]), str(row["offer"])
            before = state.get(pair, PairState.NONE)
            state[pair] = follow(before, EventKind(row["kind"]), side=Side(row["side"]))
    snapshot.put_pairs((TalentId(t), OfferId(o), one) for (t, o), one in state.items())
    return snapshot


def _everything() -> list[logs.Row]:
    """Every pair once, on the first day, so that all stand in the log's tables."""
    return [logs.shown(talent.id, offer.id, 0.0) for talent in TALENTS for offer in OFFERED]


def moments(log: Log) -> list[datetime]:
    """When the lists of ``log`` were made, by row."""
    found: list[datetime] = log.impressions["at"].to_pylist()
    return found


def micros(moment: datetime) -> int:
    """Microseconds UTC."""
    return int(pa.scalar(moment, pa.timestamp("us", tz="UTC")).value)


def later(moment: datetime, seconds: float) -> datetime:
    """So many seconds after."""
    return moment + timedelta(seconds=seconds)
