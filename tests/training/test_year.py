"""The simulated year, on three weeks of a tiny world."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from tests.training.drawing import tree
from training.benchmarks import year_arms, year_findings
from training.benchmarks.year import told
from training.benchmarks.year_arms import Arm, Decision, Lived, YearConfig, learn_config, live
from training.benchmarks.year_chart import drawn
from training.benchmarks.year_findings import Shown, compared, poisoned
from training.benchmarks.year_lift import after, before, lift, lifted, per_offer, shares
from training.benchmarks.year_measures import (
    GAPS,
    Lead,
    ginis,
    last_quarter,
)
from training.benchmarks.year_record import Places
from training.data import Log
from training.learn.learning import Learner
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
SPARED = "nDCG@10 after the poison above learning without a gate"


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
    assert np.array_equal(gated.ndcg[0], ungated.ndcg[0], equal_nan=True)


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
    assert record.places.person.max() < len(record.girl)
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
    assert line["ahead"] == all(aim.met for aim in found.aims.values())
    assert line["figures"]["aims"] == {name: aim.value for name, aim in found.aims.items()}
    assert set(line["figures"]["arms"]) == {arm.value for arm in Arm}


def test_a_model_that_serves_although_it_was_poisoned_misses_the_aim(arms: Arms) -> None:
    heedless = replace(arms[Arm.GATED], decisions=(Decision(1, True, ("concentration",)),))
    found = compared({**arms, Arm.GATED: heedless}, CONFIG, seed=1)
    assert found.aims["the poisoned week's model is refused"] is Shown.NO


def test_an_arm_is_not_ahead_of_itself(arms: Arms) -> None:
    never = arms[Arm.NEVER]
    found = compared(dict.fromkeys(Arm, never), CONFIG, seed=1)
    assert found.aims["nDCG@10 above never learning"] is Shown.NO
    assert found.aims["without a gate the poisoner is lifted"] is Shown.NO
    same = (*found.leads.values(), *found.gaps.values())
    assert {(one.value, one.low, one.high) for one in same} == {(0.0, 0.0, 0.0)}


def test_an_arm_that_is_like_never_learning_has_no_wider_gap(arms: Arms) -> None:
    found = compared(dict.fromkeys(Arm, arms[Arm.NEVER]), CONFIG, seed=1)
    told = {aim: shown for aim, shown in found.aims.items() if aim.startswith("gap")}
    aim = "gap at most 10 % wider in"
    assert told == {f"{aim} {one.name}": Shown.YES for one in GAPS if one.asked}


@pytest.mark.parametrize(
    ("interval", "shown"),
    [
        pytest.param((-0.02, 0.08), Shown.YES, id="perhaps no wider"),
        pytest.param((0.02, 0.08), Shown.WITHIN, id="wider, by less than the margin"),
        pytest.param((0.12, 0.2), Shown.NO, id="wider, by more than the margin"),
        pytest.param((0.03, 0.2), Shown.OPEN, id="wider, who knows how much"),
        pytest.param((-0.3, 0.4), Shown.OPEN, id="noise"),
    ],
)
def test_a_gap_is_held_against_the_margin_with_its_whole_interval(
    arms: Arms, interval: tuple[float, float], shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(year_findings, "widening", lambda *_, **__: Lead(0.0, *interval))
    found = compared(arms, CONFIG, seed=1)
    told = {aim: shown for aim, shown in found.aims.items() if aim.startswith("gap")}
    assert set(told.values()) == {shown}


def test_what_is_wider_within_the_margin_is_met_and_said(
    arms: Arms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(year_findings, "widening", lambda *_, **__: Lead(0.05, 0.02, 0.08))
    found = compared(arms, CONFIG, seed=1)
    console = Console(record=True, width=200, quiet=False, file=StringIO())
    result = told(arms, found, CONFIG, console=console)
    printed = console.export_text()
    assert "gap at most 10 % wider in nDCG@10" in printed
    assert "shown, though it is wider" in printed
    assert "+0.1000" in printed
    assert json.loads(result.line())["figures"]["wider_margin"] == CONFIG.wider


def test_a_lead_whose_interval_holds_zero_is_not_shown(
    arms: Arms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(year_findings, "lead", lambda *_, **__: Lead(0.1, -0.01, 0.2))
    found = compared(arms, CONFIG, seed=1)
    assert found.aims["nDCG@10 above never learning"] is Shown.OPEN
    assert found.aims["more accepted than never learning"] is Shown.OPEN
    assert found.aims[SPARED] is Shown.OPEN


@pytest.mark.parametrize(("interval", "shown"), [((0.01, 0.3), Shown.YES), ((-0.3, 0), Shown.NO)])
def test_the_gate_is_to_keep_the_poison_out_of_the_lists(
    arms: Arms,
    interval: tuple[float, float],
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(year_findings, "lead", lambda *_, **__: Lead(0.0, *interval))
    assert compared(arms, CONFIG, seed=1).aims[SPARED] is shown


@pytest.mark.parametrize(("arm", "asked"), [(Arm.GATED, True), (Arm.UNGATED, False)])
def test_only_the_gate_is_told_declared_gender(
    arm: Arm, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Mapping[str, str] | None] = []

    def broken_off(_log: Log, learner: Learner, *, at: datetime) -> None:
        heard.append(learner.audit)
        raise InterruptedError(at)

    monkeypatch.setattr(year_arms, "learn", broken_off)
    with pytest.raises(InterruptedError):
        live(arm, replace(CONFIG, first=1), seed=3, passed=lambda: None)
    assert [bool(audit) for audit in heard] == [asked]


def test_without_a_gate_nothing_is_set_aside() -> None:
    assert learn_config(CONFIG, gated=True).set_jumps_aside
    assert not learn_config(CONFIG, gated=False).set_jumps_aside


def test_the_weeks_around_the_poison_do_not_hold_it() -> None:
    year = YearConfig()
    weeks = np.arange(year.weeks)
    assert weeks[before(year)].tolist() == list(range(10, 20))
    assert weeks[after(year)].tolist() == list(range(23, 33))
    assert weeks[last_quarter(52)].tolist() == list(range(39, 52))


YEAR = replace(CONFIG, weeks=40, poisoned=20)


def _seen(lived: Lived, *, own: float) -> Lived:
    """Forty weeks, the same for all: each of twelve offers once, then ``own`` for 0, 1 and 2."""
    people = len(lived.record.girl)
    week, person, offer = (
        axis.ravel() for axis in np.meshgrid(*map(np.arange, (40, people, 12)), indexing="ij")
    )
    weight = np.where((week >= 20) & (offer < 3), own, 1.0)
    grid = weight.reshape(40, people, 12)
    record = replace(
        lived.record,
        places=Places(week, person, offer, weight),
        exposure=grid.sum(axis=1),
        looked=grid.sum(axis=2),
        present=np.ones((40, 12), dtype=bool),
        organisation=np.where(np.arange(12) < 3, 1, 0),
    )
    return replace(lived, record=record, poisoner=1)


def test_a_poisoner_whose_share_doubles_is_lifted_twofold(arms: Arms) -> None:
    lived = _seen(arms[Arm.NEVER], own=3.0)
    assert per_offer(lived, slice(0, 20)) == pytest.approx(1.0)
    assert lift(lived, YEAR) == pytest.approx(2.0)


def test_a_lift_over_another_is_the_ratio_of_the_two(arms: Arms) -> None:
    one, other = (_seen(arms[Arm.NEVER], own=own) for own in (3.0, 1.0))
    found = lifted(one, other, YEAR, seed=1)
    assert found.value == pytest.approx(lift(one, YEAR) / lift(other, YEAR))
    assert found.low <= found.value <= found.high


def test_an_arm_is_lifted_like_itself_whoever_is_drawn(arms: Arms) -> None:
    lived = _seen(arms[Arm.NEVER], own=3.0)
    found = lifted(lived, lived, YEAR, seed=1)
    assert (found.value, found.low, found.high) == pytest.approx((1.0, 1.0, 1.0))


def test_a_lift_that_a_few_offers_carry_is_less_sure(arms: Arms) -> None:
    even, flat = (_seen(arms[Arm.NEVER], own=own) for own in (3.0, 1.0))
    places = even.record.places
    one_offer = np.where((places.week >= 20) & (places.offer == 0), 7.0, 1.0)
    carried = replace(even, record=replace(even.record, places=replace(places, weight=one_offer)))
    sure, unsure = (lifted(one, flat, YEAR, seed=1) for one in (even, carried))
    assert unsure.value == pytest.approx(sure.value)
    assert unsure.high - unsure.low > sure.high - sure.low + 0.5


def test_a_week_that_is_not_measured_is_unknown(arms: Arms) -> None:
    measured = ~np.isnan(arms[Arm.NEVER].ndcg).all(axis=1)
    assert measured.tolist() == [True, False, True]
