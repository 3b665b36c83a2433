"""Tests of Nash welfare and envy: the published gates, exactness of policies, starts."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matcher.domain import MatcherError
from matcher.market.envy import envy
from matcher.market.examination import Examination, weights
from matcher.market.nash import (
    NashConfig,
    Shown,
    Sides,
    Whose,
    alternate,
    everything_alike,
    few,
    welfare,
)
from matcher.market.policy import Floats


def _sides(people: int, offers: int, *, crowding: float, examination: Examination) -> Sides:
    rng = np.random.RandomState(0)
    wants, takes = rng.random_sample((people, offers)), rng.random_sample((offers, people))
    return Sides(
        wants=(1 - crowding) * wants + crowding * np.linspace(1, 0, offers),
        takes=(1 - crowding) * takes + crowding * np.linspace(1, 0, people),
        people_look=weights(examination, offers),
        offers_look=weights(examination, people),
    )


GATE = _sides(30, 20, crowding=0.5, examination=Examination.INV)


def _matches(shown: Shown, sides: Sides) -> float:
    return float(shown.matches(sides).sum())


@pytest.mark.parametrize(
    ("power", "matches", "pairs"), [(1.0, 16.5096333, (28, 7)), (0.0, 15.76227, (0, 0))]
)
def test_the_published_market_has_the_published_welfare_and_envy(
    power: float, matches: float, pairs: tuple[int, int]
) -> None:
    shown = alternate(GATE, NashConfig(power=power))
    assert _matches(shown, GATE) == pytest.approx(matches, abs=1e-4)
    assert envy(GATE, shown).counts == pairs


def test_policies_give_exactly_the_attention_that_was_optimised() -> None:
    shown = alternate(GATE, NashConfig())
    people = shown.people.exposures(GATE.people_look, 20)
    offers = shown.offers.exposures(GATE.offers_look, 30)
    np.testing.assert_allclose(people, shown.by_people)
    np.testing.assert_allclose(offers, shown.by_offers)


def test_at_the_start_every_candidate_gets_the_same_attention() -> None:
    start = everything_alike(GATE)
    np.testing.assert_allclose(start.people.exposures(GATE.people_look, 20), start.by_people)


def test_nash_welfare_has_the_higher_product_and_social_welfare_the_higher_sum() -> None:
    fair, many = (alternate(GATE, NashConfig(power=power)) for power in (0.0, 1.0))
    of_each = [np.log(one.matches(GATE).sum(axis=1)).sum() for one in (fair, many)]
    assert of_each[0] > of_each[1]
    assert _matches(many, GATE) > _matches(fair, GATE)


def test_made_for_all_lists_have_a_higher_product_than_made_for_the_others_alone() -> None:
    config = NashConfig(step=0.2, tolerance=0.001)
    apart = alternate(GATE, config).matches(GATE)
    together = alternate(GATE, replace(config, whose=Whose.ALL)).matches(GATE)
    products = [
        np.log(one.sum(axis=1)).sum() + np.log(one.sum(axis=0)).sum() for one in (apart, together)
    ]
    assert products[1] > products[0]


def test_where_all_want_the_same_a_start_from_nash_welfare_escapes_the_bad_optimum() -> None:
    alike = _sides(30, 20, crowding=1.0, examination=Examination.LOG2)
    config = NashConfig(power=1.0)
    stuck, found = (one(alike, config) for one in (alternate, welfare))
    assert _matches(found, alike) > 1.05 * _matches(stuck, alike)


def test_without_turns_the_start_stands() -> None:
    start = everything_alike(GATE)
    same = alternate(GATE, NashConfig(turns=0), start=start)
    np.testing.assert_array_equal(same.by_people, start.by_people)
    assert same.turns == 0


def test_envy_is_as_counted_one_by_one() -> None:
    shown = alternate(GATE, NashConfig(power=1.0))
    found, mutual = envy(GATE, shown), GATE.mutual
    for me, other in ((0, 1), (29, 0), (7, 22)):
        mine = (mutual[me] * shown.by_people[me] * shown.by_offers[:, me]).sum()
        theirs = (mutual[me] * shown.by_people[me] * shown.by_offers[:, other]).sum()
        assert found.people[me, other] == (theirs - 1e-9 > mine)


def test_sides_must_fit_one_another() -> None:
    with pytest.raises(MatcherError):
        Sides(
            wants=np.ones((3, 2)),
            takes=np.ones((3, 2)),
            people_look=np.ones(2),
            offers_look=np.ones(3),
        )


@pytest.mark.parametrize(
    ("wants", "code"),
    [
        (np.zeros((0, 2)), "sides_shapes"),
        (np.zeros(2), "sides_shapes"),
        (np.full((3, 2), np.nan), "sides_probabilities"),
        (np.full((3, 2), -1.0), "sides_probabilities"),
    ],
)
def test_wishes_that_make_no_sides_are_refused(wants: Floats, code: str) -> None:
    with pytest.raises(MatcherError, match=code):
        Sides(
            wants=wants,
            takes=np.zeros(wants.shape[::-1]),
            people_look=np.ones(wants.shape[-1]),
            offers_look=np.ones(len(wants)),
        )


@pytest.mark.parametrize("wrong", [{"step": 2.0}, {"power": 1.5}, {"least": 0.0}, {"turns": -1}])
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(MatcherError, match="nash_config"):
        NashConfig(**wrong)


def test_where_nobody_wants_anybody_nothing_is_expected_and_nobody_envies() -> None:
    cold = replace(GATE, wants=np.zeros_like(GATE.wants))
    for power in (0.0, 0.5, 1.0):
        shown = welfare(cold, NashConfig(power=power))
        assert _matches(shown, cold) == 0
        assert envy(cold, shown).counts == (0, 0)


def test_of_few_rankings_a_list_it_is_nearly_as_good_and_the_attention_is_theirs() -> None:
    shown = alternate(GATE, NashConfig())
    kept = few(shown, GATE, rankings=8)
    assert max(kept.people.rankings, kept.offers.rankings) <= 8 < shown.people.rankings
    assert _matches(kept, GATE) > 0.99 * _matches(shown, GATE)
    np.testing.assert_allclose(kept.people.exposures(GATE.people_look, 20), kept.by_people)
    np.testing.assert_allclose(kept.offers.exposures(GATE.offers_look, 30), kept.by_offers)
