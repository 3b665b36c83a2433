"""Drift: the index is as it is defined, chance raises no alarm, and a shift does."""

import json
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.features import feature_list
from matcher.ranking.drift import (
    ALARMING,
    TENTHS,
    Reference,
    ReferenceRefused,
    Seen,
    by_chance,
    has_moved,
    load_reference,
    rate_of,
    stability_index,
)

FEATURES = feature_list()
WIDTH = len(FEATURES.features)
SHARES = st.lists(st.floats(0.01, 1), min_size=2, max_size=12).map(np.array)


def told(**changes: Any) -> dict[str, Any]:
    """A reference in which every cell came as often as any other."""
    even = {f.name: [1 / (f.cells + 1)] * (f.cells + 1) for f in FEATURES.features}
    given: dict[str, Any] = {
        "features": even,
        "score": [1 / TENTHS] * TENTHS,
        "outcomes": {"view": 0.2, "apply": 0.05, "accept": 0.5},
        "shown": 100_000,
    }
    return {**given, **changes}


def reference(folder: Path, **changes: Any) -> Reference:
    path = folder / "reference.json"
    path.write_text(json.dumps(told(**changes)), encoding="utf-8")
    return load_reference(path, FEATURES)


def drawn(rng: np.random.Generator, count: int) -> list[list[int]]:
    """Items whose cells come as often as any other."""
    tops = [feature.cells + 1 for feature in FEATURES.features]
    return rng.integers(0, tops, (count, WIDTH)).tolist()


def seen_of(rng: np.random.Generator, lists: int, *, cells: Any = None) -> Seen:
    seen = Seen(FEATURES)
    for _ in range(lists):
        seen.add(cells or drawn(rng, 10), rng.random(10).tolist())
    return seen


def test_the_index_is_as_it_is_defined() -> None:
    usual, now = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.4, 0.2])
    by_hand = -0.1 * log(0.4 / 0.5) + 0.1 * log(0.4 / 0.3)
    assert stability_index(usual, now) == pytest.approx(by_hand, rel=1e-12)


@given(shares=SHARES)
def test_the_same_has_not_moved_whatever_it_is_counted_in(shares: Any) -> None:
    assert stability_index(shares, shares * 731) == pytest.approx(0, abs=1e-12)


@given(one=SHARES, other=SHARES)
def test_it_is_the_same_both_ways_and_never_below_nothing(one: Any, other: Any) -> None:
    size = min(len(one), len(other))
    there = stability_index(one[:size], other[:size])
    assert there >= -1e-15
    assert there == pytest.approx(stability_index(other[:size], one[:size]), abs=1e-9)


def test_a_cell_that_is_empty_now_counts_much_but_not_without_end() -> None:
    index = stability_index(np.array([0.5, 0.5]), np.array([10.0, 0.0]))
    assert ALARMING < index < 10


def test_chance_alone_seldom_exceeds_its_bound() -> None:
    rng, usual = np.random.default_rng(4), np.full(8, 1 / 8)
    bound = by_chance(8, observed=400, expected=100_000)
    indices = [
        stability_index(usual, rng.multinomial(400, usual).astype(float)) for _ in range(4_000)
    ]
    exceeding = np.mean([index > bound for index in indices])
    assert exceeding == pytest.approx(0.001, abs=0.0015)


def test_of_nothing_anything_may_be_chance() -> None:
    assert by_chance(8, observed=0, expected=10) == float("inf")


@pytest.mark.parametrize("lists", [1, 10, 400])
def test_what_has_not_moved_raises_no_alarm(tmp_path: Path, lists: int) -> None:
    seen = seen_of(np.random.default_rng(5), lists)
    assert seen.alarms(reference(tmp_path)) == ()


def test_a_feature_that_has_moved_is_named(tmp_path: Path) -> None:
    rng, seen = np.random.default_rng(6), Seen(FEATURES)
    for _ in range(400):
        cells = drawn(rng, 10)
        for item in cells:
            item[3] = 0
        seen.add(cells, rng.random(10).tolist())
    assert seen.alarms(reference(tmp_path)) == (FEATURES.features[3].name,)


def test_scores_that_have_moved_are_named(tmp_path: Path) -> None:
    rng, seen = np.random.default_rng(7), Seen(FEATURES)
    for _ in range(400):
        seen.add(drawn(rng, 10), [0.99] * 10)
    found = reference(tmp_path)
    assert seen.alarms(found) == ("score",)
    assert max(seen.indices(found), key=lambda name: seen.indices(found)[name]) == "score"


def test_nothing_seen_has_no_index(tmp_path: Path) -> None:
    assert Seen(FEATURES).indices(reference(tmp_path)) == {}


def test_counts_are_of_cells_and_halved_when_there_are_many() -> None:
    seen = Seen(FEATURES, most=25)
    one = [[0] * WIDTH] * 10
    assert [seen.add(one, [0.0] * 10) for _ in range(3)] == [False, False, True]
    assert seen.shown == 15


@pytest.mark.parametrize("score", [0.0, 0.0999, 1.0])
def test_every_score_is_in_one_tenth(score: float) -> None:
    seen = Seen(FEATURES)
    seen.add([[0] * WIDTH], [score])
    assert seen.shown == 1


@given(chances=st.integers(1, 10_000), share=st.floats(0, 1))
def test_a_rate_lies_within_its_bounds(chances: int, share: float) -> None:
    found = rate_of(int(chances * share), chances)
    assert 0 <= found.low <= found.rate + 1e-12
    assert found.rate <= found.high + 1e-12
    assert found.high <= 1


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    found = rate_of(10, 100)
    assert found.low == pytest.approx(0.0552, abs=1e-4)
    assert found.high == pytest.approx(0.1744, abs=1e-4)


@pytest.mark.parametrize(
    ("count", "chances", "moved"),
    [(200, 1_000, False), (100, 1_000, True), (1, 10, False), (210_000, 1_000_000, False)],
    ids=["as usual", "halved", "too few to say", "sure, and too little to mind"],
)
def test_a_rate_has_moved_when_it_is_far_off_and_not_by_chance(
    count: float, chances: float, moved: bool
) -> None:
    assert has_moved(0.2, count, chances) is moved


@pytest.mark.parametrize(
    "changes",
    [
        {"features": {}},
        {"score": [1.0]},
        {"score": [0.0] * TENTHS},
        {"score": [-1.0, *[1.0] * (TENTHS - 1)]},
        {"outcomes": ["view"]},
        {"shown": None},
    ],
)
def test_a_reference_that_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(ReferenceRefused) as refused:
        reference(tmp_path, **changes)
    assert refused.value.problem.code == "reference_unreadable"


def test_so_is_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReferenceRefused):
        load_reference(tmp_path / "reference.json", FEATURES)
