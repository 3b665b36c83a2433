"""Lists as the serving side makes them, read again from a log."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.domain import (
    Audience,
    Direction,
    LogTable,
    OfferId,
    OrganisationId,
    Side,
    Slate,
    SlateId,
    SlateItem,
    SlateRequest,
    TalentId,
    Unshown,
    Viewer,
)
from matcher.features import Snapshot, sentence_encoder
from matcher.ranking import GlassBox, Recommender, day_zero, exploration
from matcher.ranking.exploration import ExplorationConfig
from matcher.vocabulary import load
from tests import factories
from tests.training.data.logs import Row, log_of, shown
from tests.training.off_policy.explored import Even
from training.data import Log
from training.off_policy import (
    Evidence,
    EvidenceConfig,
    ModelPolicy,
    Pool,
    evidence,
)

AT = datetime(2026, 2, 1, 12, tzinfo=UTC)
GENRES = ("pop", "rock", "jazz", "metal", "folk")
DRAWS = 6
CONFIG = EvidenceConfig(by_place=True)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    made = Snapshot(load(), sentence_encoder())
    made.put_organisations([factories.organisation(f"org-{n}") for n in range(12)])
    made.put_offers(
        [
            factories.offer(
                f"off-{n}",
                organisation=OrganisationId(_owner(n)),
                genres=(GENRES[n % 5],),
            )
            for n in range(48)
        ]
    )
    talents = [factories.talent(f"tal-{n}", genres=(GENRES[n % 5],)) for n in range(12)]
    made.put_talents(talents, [factories.TODAY] * len(talents))
    return made


def _unsure(model: GlassBox) -> GlassBox:
    """The model with draws of its own."""
    rng = np.random.default_rng(1)
    shape = (DRAWS, model.entries + 1)
    drawn = {side: rng.normal(scale=0.05, size=shape).astype(np.float32) for side in Side}
    return GlassBox(model.features, model.terms, model.intercepts, drawn)


MODEL = _unsure(day_zero())


def _evaluated(snapshot: Snapshot, *, limit: int, policy: ModelPolicy | Even) -> Evidence:
    recommender = Recommender(MODEL, exploration=ExplorationConfig(share=0.1))
    rows = [
        row
        for number in range(12)
        for row in _rows(_slate(recommender, snapshot, number, limit=limit))
    ]
    return evidence(_owned(log_of(rows)), policy, config=CONFIG)


def _owned(log: Log) -> Log:
    """The log with each offer's own organisation."""
    offers = log.offers
    column = offers.column_names.index("organisation")
    numbers = [int(key.removeprefix("off-")) for key in offers["offer"].to_pylist()]
    owners = pa.array([_owner(n) for n in numbers]).cast(offers.schema.field(column).type)
    told = offers.set_column(column, offers.schema.field(column), owners)
    return Log(log.manifest, {**log.tables, LogTable.OFFERS: told})


def _owner(offer: int) -> str:
    return f"org-{offer % 12 // (1 + offer % 3)}"


def _slate(recommender: Recommender, snapshot: Snapshot, number: int, *, limit: int) -> Slate:
    request = SlateRequest(
        direction=Direction.OFFERS_FOR_TALENT,
        subject=TalentId(f"tal-{number}"),
        audience=Audience.TALENT,
        limit=limit,
    )
    return recommender.recommend(
        snapshot,
        request,
        slate_id=SlateId(f"slate-{number}"),
        viewer=Viewer(role="talent", key="key-1"),
        at=AT,
        context=factories.context(request.audience),
    )


def _rows(slate: Slate) -> list[Row]:
    items = [
        _row(
            slate,
            item,
            position=item.position,
            propensity=item.propensity,
            prefix_propensity=item.prefix_propensity,
        )
        for item in slate.items
    ]
    rest = {"position": 0, "propensity": None, "prefix_propensity": None}
    return [*items, *(_row(slate, item, **rest) for item in slate.unshown)]


def _row(slate: Slate, item: SlateItem | Unshown, **fields: Any) -> Row:
    return shown(
        str(slate.request.subject),
        str(item.id),
        31.5,
        slate=str(slate.id),
        item_limit=slate.request.limit,
        exploration=slate.exploration,
        score=item.score,
        still_free=item.still_free,
        cells=list(item.cells),
        **fields,
    )


@pytest.mark.parametrize("limit", [3, 10, 20, 40])
def test_the_model_that_served_a_list_made_it_as_likely_as_it_said(
    snapshot: Snapshot, limit: int
) -> None:
    told = _evaluated(snapshot, limit=limit, policy=ModelPolicy(MODEL))
    assert told.without == 0
    assert len(told.people) == 12
    np.testing.assert_allclose(told.log.prefix_weight, 1.0, rtol=1e-9)
    np.testing.assert_allclose(told.log.place_weight, 1.0, rtol=1e-3)


def test_a_list_by_the_market_is_as_likely_as_it_said_too(snapshot: Snapshot) -> None:
    """The model alone would rank otherwise: it is evaluated as it would have served that day."""
    chances = {OfferId(f"off-{n}"): 0.05 + 0.9 * (n % 7) / 6 for n in range(48)}
    snapshot.put_market("mkt-1", offers=chances, talents={})
    try:
        told = _evaluated(snapshot, limit=10, policy=ModelPolicy(MODEL))
    finally:
        snapshot.put_market(None, offers={}, talents={})
    assert told.without == 0
    np.testing.assert_allclose(told.log.prefix_weight, 1.0, rtol=1e-9)


def test_lists_were_not_all_alike(snapshot: Snapshot) -> None:
    weights = _evaluated(snapshot, limit=10, policy=Even()).log.prefix_weight
    assert weights.std() > 0


def test_a_greedy_model_always_makes_its_own_best_list() -> None:
    cells = np.zeros((4, len(MODEL.features.features)), dtype=np.uint8)
    cells[:, 0] = [0, 1, 2, 3]
    shown, score = np.array([0]), np.full(4, 0.5)
    pool = Pool(cells=cells, score=score, free=np.ones(4), shown=shown, exploration=0.1, head=3)
    greedy = ModelPolicy(MODEL, share=0.0).strengths(pool)
    explored = ModelPolicy(MODEL, share=0.1).strengths(pool)
    assert greedy.shape == (1, 4)
    assert explored.shape == (exploration.DRAWS, 4)
    assert (np.diff(np.sort(greedy[0])) == 1000.0).all()


def test_what_people_want_is_the_talent_sides_probability(snapshot: Snapshot) -> None:
    recommender = Recommender(MODEL)
    slate = _slate(recommender, snapshot, 1, limit=5)
    pool = Pool(
        cells=np.array([item.cells for item in slate.items], dtype=np.uint8),
        score=np.array([item.score for item in slate.items]),
        free=np.ones(5),
        shown=np.arange(5),
        exploration=0.1,
        head=5,
    )
    wants = np.array([item.wants for item in slate.items], dtype=np.float64)
    np.testing.assert_allclose(ModelPolicy(MODEL).relevance(pool), wants)


def test_a_log_from_before_there_were_markets_tells_as_much(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    """Read from the disk, where the column is not even there."""
    recommender = Recommender(MODEL, exploration=ExplorationConfig(share=0.1))
    log = _owned(log_of(_rows(_slate(recommender, snapshot, 1, limit=10))))
    path = tmp_path / "impressions.parquet"
    pq.write_table(log.impressions.drop_columns(["queue", "still_free"]), path)
    on_disk = Log(log.manifest, {**log.tables, LogTable.IMPRESSIONS: path})
    told = evidence(on_disk, policy=ModelPolicy(MODEL), config=CONFIG)
    assert (len(told.people), told.without) == (1, 0)
    np.testing.assert_allclose(told.log.prefix_weight, 1.0, rtol=1e-9)
