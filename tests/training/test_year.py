"""The simulated year, on three weeks of a tiny world."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from tests.training.drawing import tree
from training.benchmarks import year_arms
from training.benchmarks.year import told
from training.benchmarks.year_arms import Arm, Decision, Lived, YearConfig, learn_config, live
from training.benchmarks.year_chart import drawn
from training.benchmarks.year_findings import compared, poisoned
from training.benchmarks.year_measures import (
    GAPS,
    after,
    before,
    gap,
    ginis,
    last_quarter,
    lead,
    lift,
    shares,
    smooth,
    widening,
)
from training.registry import Finding
from training.simulate import WorldConfig

CONFIG = YearConfig(
    world=WorldConfig(people=60, offers=40, organisations=8, visits=1.0),
    weeks=3,
    poisoned=1,
    puppets=10,
    panel=8,
    draws=50,
)
Arms = Mapping[Arm, Lived]


@pytest.fixture(scope="module")
def arms() -> Iterator[Arms]:
    """All three arms; swapped names and postcodes have their own tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(year_arms, "_swapped", lambda _: (Finding("name_swap", passed=True),))
        yield {arm: live(arm, CONFIG, seed=3, passed=lambda: None) for arm in Arm}


def test_all_arms_live_in_the_same_world(arms: Arms) -> None:
    one = arms[Arm.NEVER].record
    for lived in arms.values():
        assert np.array_equal(lived.record.present, one.present)
        assert np.array_equal(lived.record.organisation, one.organisation)
        assert np.array_equal(lived.record.girl, one.girl)


def test_all_arms_are_alike_until_something_is_learned(arms: Arms) -> None:
    gated, ungated = arms[Arm.GATED], arms[Arm.UNGATED]
    assert np.array_equal(gated.record.looked[0], ungated.record.looked[0])
    assert np.array_equal(gated.ndcg[0], ungated.ndcg[0])


def test_who_never_learns_decides_nothing(arms: Arms) -> None:
    assert arms[Arm.NEVER].decisions == ()


def test_without_a_gate_every_new_model_serves(arms: Arms) -> None:
    decisions = arms[Arm.UNGATED].decisions
    assert [one.week for one in decisions] == [1, 2]
    assert all(one.promoted for one in decisions)


def test_the_gate_refuses_the_poisoned_weeks_model_for_its_source(arms: Arms) -> None:
    decision = poisoned(arms[Arm.GATED], CONFIG)
    assert decision is not None
    assert not decision.promoted
    assert "concentration" in decision.failed


def test_what_puppets_see_and_do_is_not_in_the_record(arms: Arms) -> None:
    record = arms[Arm.NEVER].record
    assert record.looked.shape == record.accepted.shape == (CONFIG.weeks, len(record.girl))
    assert np.isclose(record.looked.sum(), record.exposure.sum())


def test_nobodys_list_is_better_than_the_oracles(arms: Arms) -> None:
    for lived in arms.values():
        known = lived.ndcg[~np.isnan(lived.ndcg)]
        assert len(known) > 0
        assert ((known >= 0) & (known <= 1 + 1e-9)).all()


def test_the_share_where_few_girls_are_is_a_part_of_what_is_seen(arms: Arms) -> None:
    record = arms[Arm.NEVER].record
    assert (record.few <= record.looked + 1e-9).all()
    assert record.few.sum() > 0


def test_unevenness_and_shares_are_shares(arms: Arms) -> None:
    for values in (ginis(arms[Arm.NEVER]), shares(arms[Arm.NEVER])):
        assert ((values >= 0) & (values <= 1)).all()


def test_the_chart_shows_every_arm_in_every_panel(arms: Arms) -> None:
    chart = drawn(arms, CONFIG)
    tree(chart)
    assert chart.count("<title") == 1 + 5 + len(GAPS)
    for arm in Arm:
        assert chart.count(f">{arm.value}</text>") == 5 + len(GAPS)


def test_the_result_is_one_line_of_json(arms: Arms) -> None:
    found = compared(arms, CONFIG, seed=1)
    result = told(arms, found, CONFIG, console=Console(quiet=True))
    line = json.loads(result.line())
    assert line["ahead"] == all(found.aims.values())
    assert set(line["figures"]["arms"]) == {arm.value for arm in Arm}


def test_a_model_that_serves_although_it_was_poisoned_misses_the_aim(arms: Arms) -> None:
    heedless = replace(arms[Arm.GATED], decisions=(Decision(1, True, ("concentration",)),))
    found = compared({**arms, Arm.GATED: heedless}, CONFIG, seed=1)
    assert not found.aims["the poisoned week's model is refused"]


def test_an_arm_is_not_ahead_of_itself(arms: Arms) -> None:
    never = arms[Arm.NEVER]
    found = compared(dict.fromkeys(Arm, never), CONFIG, seed=1)
    assert not found.aims["nDCG@10 above never learning"]
    assert found.aims["the poisoner is not lifted"]
    assert {(one.value, one.low, one.high) for one in found.leads.values()} == {(0.0, 0.0, 0.0)}


def test_without_a_gate_nothing_is_set_aside() -> None:
    assert learn_config(CONFIG, gated=True).set_jumps_aside
    assert not learn_config(CONFIG, gated=False).set_jumps_aside


def test_the_weeks_around_the_poison_do_not_hold_it() -> None:
    year = YearConfig()
    weeks = np.arange(year.weeks)
    assert weeks[before(year)].tolist() == list(range(10, 20))
    assert weeks[after(year)].tolist() == list(range(23, 33))
    assert weeks[last_quarter(52)].tolist() == list(range(39, 52))


def test_a_poisoner_that_is_seen_twice_as_much_is_lifted_twofold(arms: Arms) -> None:
    lived = arms[Arm.NEVER]
    exposure, own = np.ones((40, 4)), 1
    exposure[20:, own] = 3.0
    record = replace(
        lived.record,
        exposure=exposure,
        present=np.ones((40, 4), dtype=bool),
        organisation=np.arange(4),
    )
    year = replace(CONFIG, weeks=40, poisoned=20)
    assert lift(replace(lived, record=record, poisoner=own), year) == pytest.approx(2.0)


def test_a_gap_is_what_boys_have_more() -> None:
    values, girl = np.array([3.0, 1.0, np.nan, 5.0]), np.array([True, True, True, False])
    assert gap(values, girl) == 3.0


def test_a_gap_of_the_other_sign_is_as_wide() -> None:
    girl = np.arange(40) < 20
    values = np.where(girl, 1.0, 2.0)
    assert widening(values, 3 - values, girl, seed=1).value == 0.0
    assert widening(values * 2, values, girl, seed=1).low == pytest.approx(1.0)


def test_a_lead_counts_people_that_both_arms_know() -> None:
    one, other = np.array([2.0, np.nan, 4.0]), np.array([1.0, 1.0, 3.0])
    assert lead(one, other, seed=1).value == 1.0


def test_smoothing_looks_back_only() -> None:
    assert smooth(np.array([4.0, 2.0, np.nan, 3.0]), weeks=2).tolist() == [4.0, 3.0, 2.0, 3.0]
