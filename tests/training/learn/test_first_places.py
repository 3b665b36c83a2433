"""First places: the model's own order of what lists held and could have held."""

from dataclasses import replace

import numpy as np

from matcher.domain import LogTable
from matcher.features import feature_list
from matcher.ranking import DiversityConfig
from tests.training.data import logs
from tests.training.learn.markets import market
from tests.training.learn.references import MODEL, shown_in
from training.data import Log
from training.data.schema import in_schema
from training.learn.first_places import first_places, scores
from training.learn.reference import expected_of, moved

WIDTH = len(feature_list().features)
RNG = np.random.default_rng(2)
CELLS = RNG.integers(1, 6, (12, WIDTH), dtype=np.uint8)


def _log(positions: list[int], organisations: list[str]) -> Log:
    """One list of a pool; who stands at 0 was not shown."""
    rows = [
        logs.shown("tal-0", f"off-{n:02}", 1.0, position=place, cells=CELLS[n].tolist())
        for n, place in enumerate(positions)
    ]
    made = logs.log_of(rows)
    offers = made.offers.to_pylist()
    told = [row | {"organisation": owner} for row, owner in zip(offers, organisations, strict=True)]
    columns = {name: [row[name] for row in told] for name in told[0]}
    return Log(made.manifest, {**made.tables, LogTable.OFFERS: in_schema(columns, LogTable.OFFERS)})


def _best(count: int) -> list[float]:
    best: list[float] = np.sort(scores(MODEL, CELLS))[::-1][:count].tolist()
    return best


def test_the_best_of_the_pool_stand_first_whether_shown_or_not() -> None:
    log = _log([*range(1, 6), *[0] * 7], [f"org-{n}" for n in range(12)])
    assert sorted(first_places(log, MODEL).score, reverse=True) == _best(5)


def test_no_organisation_has_more_than_its_share_of_the_head() -> None:
    best = np.argsort(-scores(MODEL, CELLS))
    owners = ["org-few"] * 12
    for place in best[:6].tolist():
        owners[place] = "org-big"
    first = first_places(
        _log([*range(1, 6), *[0] * 7], owners),
        MODEL,
        diversity=DiversityConfig(head=5, per_organisation=3),
    )
    assert np.isin(first.score, scores(MODEL, CELLS[best[:6]])).sum() == 3


def test_a_list_is_as_long_as_it_was_shown() -> None:
    log = market(lists=30)
    assert len(first_places(log, MODEL).score) == len(log.impressions)


def test_lists_without_cells_are_left_out() -> None:
    rows = [logs.shown("tal-0", "off-0", 1.0, cells=[], item_order="newest")]
    assert not len(first_places(logs.log_of(rows), MODEL).score)


def test_a_better_order_of_explored_pools_is_not_taken_for_drift() -> None:
    """Beside what another model showed its score has moved; beside what is expected, not."""
    log = _pools(200)
    shown, expected = shown_in(log), expected_of(log, MODEL)
    own = _served(log, best=4)
    now = shown_in(own)
    assert moved(expected, now)["score"] < 0.01 < 0.1 < moved(shown, now)["score"]
    assert expected.shown == now.shown


def _pools(lists: int) -> Log:
    """Lists of 24 candidates of which four, whichever, were shown."""
    log = market(lists=lists * 3)
    shown = log.impressions
    number = np.arange(len(shown))
    columns = {name: shown[name] for name in shown.column_names}
    place = np.where(number % 24 < 4, number % 24 + 1, 0)
    columns |= {"slate": [f"pool-{n // 24}" for n in number], "position": place}
    return _with(log, columns)


def _served(log: Log, *, best: int) -> Log:
    """The same lists as the model would have shown them."""
    shown = log.impressions
    score = scores(MODEL, np.array(shown["cells"].to_pylist(), dtype=np.uint8))
    order = np.argsort(np.argsort(-score.reshape(-1, 24), axis=1), axis=1).ravel()
    columns = {name: shown[name] for name in shown.column_names}
    return _with(log, columns | {"position": np.where(order < best, order + 1, 0)})


def _with(log: Log, columns: dict[str, object]) -> Log:
    told = in_schema(columns, LogTable.IMPRESSIONS)
    return Log(replace(log.manifest), {**log.tables, LogTable.IMPRESSIONS: told})
