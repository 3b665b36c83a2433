"""The gate: each demand alone can hold a candidate back, and nothing else can."""

from dataclasses import replace
from math import nan
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.ranking.priors import day_zero
from tests.training.registry.models import YES
from training.registry import (
    Cell,
    Checks,
    Evaluation,
    Figure,
    Finding,
    Margins,
    SideFigures,
    Standing,
    Trial,
    Verdict,
    judge,
)
from training.registry.allowed import allowed, own_features, reasons

REACH = NormalDist().inv_cdf(0.975)
SIDE = SideFigures(rows=900, people=300, measures={})
CHECKS = Checks(
    broken=(),
    schema="abc",
    own_schema="abc",
    counterfactuals=(Finding("name_swap", passed=True),),
    concentration=(Finding("concentration", passed=True),),
)


def trial(lead: Figure, *, error: Figure | None = None, cells: tuple[Cell, ...] = ()) -> Trial:
    differences = {"ndcg": lead, "calibration_error": error or Figure(0.0, -0.01, 0.01, 300)}
    return Trial(candidate=SIDE, serving=SIDE, differences=differences, primary="ndcg", cells=cells)


def evaluation(talents: Trial, providers: Trial | None = None) -> Evaluation:
    trials = {Side.TALENT: talents, Side.PROVIDER: providers or trial(Figure(0.0, -0.01, 0.01, 60))}
    return Evaluation(candidate="new", serving="old", since="", until="", trials=trials)


AHEAD = trial(Figure(0.02, 0.01, 0.03, 300))


def failed(of: Evaluation, checks: Checks = CHECKS, margins: Margins | None = None) -> list[str]:
    verdict = judge(of, checks, margins=margins or Margins())
    assert verdict.promote == (not verdict.failed)
    return [finding.code for finding in verdict.failed]


def test_a_better_and_harmless_candidate_passes() -> None:
    assert failed(evaluation(AHEAD)) == []


@pytest.mark.parametrize("low", [0.0, -0.001, nan])
def test_a_lead_that_may_be_none_is_not_enough(low: float) -> None:
    assert failed(evaluation(trial(Figure(0.02, low, 0.03, 300)))) == ["better"]


def test_what_the_estimate_from_the_log_shows_is_as_good() -> None:
    verdict = judge(
        evaluation(trial(Figure(0.0, -0.01, 0.01, 300))),
        CHECKS,
        margins=Margins(),
        off_policy=Figure(0.1, 0.05, 0.2, 300),
    )
    assert verdict.promote


def test_few_people_show_nothing() -> None:
    assert failed(evaluation(trial(Figure(0.2, 0.1, 0.3, 29)))) == ["enough_people"]


def test_two_chances_to_be_lucky_ask_for_wider_intervals() -> None:
    barely = evaluation(trial(Figure(0.02, 0.003, 0.04, 300)))
    assert judge(barely, CHECKS, margins=Margins()).promote
    nothing = Figure(0.0, -0.1, 0.1, 300)
    for more in ({"off_policy": nothing}, {"looks": 2}):
        verdict = judge(barely, CHECKS, margins=Margins(), **more)
        assert [finding.code for finding in verdict.failed] == ["better"]
        assert verdict.failed[0].params["chances"] == 2


def _bars(looks: int, *, off_policy: bool = False) -> NDArray[np.float64]:
    """How many standard errors a lead must be above zero at each look, as the gate has it."""
    nothing = Figure(0.0, -REACH, REACH, 300)
    more = nothing if off_policy else None
    of = evaluation(trial(nothing))
    verdicts = [
        judge(of, CHECKS, margins=Margins(), off_policy=more, looks=look + 1)
        for look in range(looks)
    ]
    return np.array([-float(verdict.findings[1].params["low"]) for verdict in verdicts])


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.8])
@pytest.mark.parametrize("off_policy", [False, True])
def test_of_useless_candidates_tried_one_after_another_hardly_ever_one_passes(
    correlation: float, off_policy: bool
) -> None:
    worlds, rng = 20_000, np.random.default_rng(4)
    bars = np.tile(_bars(20, off_policy=off_policy), 1 + off_policy)
    shared, own = rng.normal(size=(worlds, 1)), rng.normal(size=(worlds, len(bars)))
    leads = np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own
    lucky = (leads > bars).any(axis=1).mean()
    error = np.sqrt(0.025 * 0.975 / worlds)
    assert lucky < 0.025 + 2 * error


def test_looks_without_end_spend_no_more_than_the_level_and_nearly_all_of_it() -> None:
    spent = sum(1 - NormalDist().cdf(bar) for bar in _bars(300))
    assert 0.0245 < spent < 0.025


@pytest.mark.parametrize("lead", [Figure(nan), Figure(0.0, -0.01, 0.01, 9)])
def test_a_side_that_says_something_new_has_to_be_measured(lead: Figure) -> None:
    assert failed(evaluation(AHEAD, trial(lead))) == ["side_unmeasured"]
    assert failed(evaluation(AHEAD, replace(trial(lead), unchanged=True))) == []


def cell(chance: float, *, value: float = -0.05, people: int = 50) -> Cell:
    held = Standing(value=value / 2, low=value, high=0.0, margin=0.03, chance=chance, findable=0.08)
    lead = Figure(value, value - 0.02, value + 0.02, people)
    return Cell("municipality", "0217", Figure(0.4), lead, standing=held)


def test_a_group_that_probably_loses_more_than_the_margin_holds_it_back() -> None:
    of = evaluation(replace(AHEAD, cells=(cell(0.9),)))
    assert failed(of) == ["slice_worse"]
    (found,) = judge(of, CHECKS, margins=Margins()).failed
    assert found.params["group"] == "0217"


@pytest.mark.parametrize(("sure", "codes"), [(0.9, []), (0.7, ["slice_worse"])])
def test_how_sure_a_loss_must_be_is_what_the_evaluation_says(sure: float, codes: list[str]) -> None:
    of = evaluation(replace(AHEAD, cells=(cell(0.8),)))
    assert failed(replace(of, sure=sure)) == codes


def test_intervals_are_widened_from_the_level_that_they_were_made_at() -> None:
    def low(level: float) -> float:
        of = replace(evaluation(AHEAD), level=level)
        found = judge(of, CHECKS, margins=Margins(), looks=3).findings[1]
        return float(found.params["low"])

    assert low(0.99) > low(0.95) > low(0.8)


def test_a_group_that_may_not_have_lost_or_lost_little_does_not() -> None:
    of = evaluation(replace(AHEAD, cells=(cell(0.89),)))
    assert failed(of) == []
    passed = judge(of, CHECKS, margins=Margins()).findings
    told = {"groups": 1, "findable_talent": 0.08, "measure_talent": "ndcg"}
    assert told in [finding.params for finding in passed]


@pytest.mark.parametrize(("people", "codes"), [(20, ["slice_worse"]), (19, [])])
def test_a_large_loss_of_not_so_few_stops_it_whatever_is_probable(
    people: int, codes: list[str]
) -> None:
    lost = cell(0.1, value=-0.3, people=people)
    assert failed(evaluation(replace(AHEAD, cells=(lost,)))) == codes


def test_what_nobody_agreed_on_may_not_be_read() -> None:
    verdict = judge(
        evaluation(AHEAD), replace(CHECKS, features=("distance", "gender")), margins=Margins()
    )
    assert [finding.code for finding in verdict.failed] == ["features"]
    assert verdict.failed[0].params["not_allowed"] == "gender"


def test_all_that_this_release_reads_was_agreed_on() -> None:
    assert set(own_features()) == allowed()


def test_what_each_tells_of_a_person_and_why_it_is_allowed_is_answered() -> None:
    answers = reasons()
    assert set(answers) == allowed()
    for tells, because in answers.values():
        assert tells.endswith(".")
        assert because.endswith(".")


def test_what_is_said_not_to_be_read_for_providers_is_not() -> None:
    said = {name for name, (_, because) in reasons().items() if "not read on the prov" in because}
    terms = [term for term in day_zero().terms if said & set(term.features)]
    assert {name for term in terms for name in term.features} >= said > set()
    assert not any(term.tables[Side.PROVIDER].any() for term in terms)


def test_nothing_that_was_agreed_on_is_called_as_what_must_not_be_read() -> None:
    words = {word for name in allowed() for word in name.split("_")}
    never = "age birth born city disability ethnicity faith family gender health name nationality "
    assert words.isdisjoint((never + "origin postcode race religion school sex surname").split())


def test_a_hidden_group_is_not_judged() -> None:
    assert failed(evaluation(replace(AHEAD, cells=(Cell("gender", "girl"),)))) == []


def test_the_other_side_must_not_pay_for_it() -> None:
    assert failed(evaluation(AHEAD, trial(Figure(-0.1, -0.2, -0.05, 60)))) == ["side_worse"]


def test_calibration_must_not_get_worse() -> None:
    error = Figure(0.05, 0.04, 0.06, 300)
    of = evaluation(trial(Figure(0.02, 0.01, 0.03, 300), error=error))
    assert failed(of) == ["calibration"]
    assert failed(of, margins=Margins(calibration=0.1)) == []


@pytest.mark.parametrize(
    ("checks", "code"),
    [
        (replace(CHECKS, broken=("talent distance",)), "monotone"),
        (replace(CHECKS, schema="xyz"), "features"),
        (replace(CHECKS, counterfactuals=()), "counterfactuals_missing"),
        (replace(CHECKS, counterfactuals=(Finding("name_swap", passed=False),)), "name_swap"),
        (replace(CHECKS, concentration=(Finding("concentration", passed=False),)), "concentration"),
    ],
)
def test_each_check_can_hold_it_back(checks: Checks, code: str) -> None:
    assert failed(evaluation(AHEAD), checks) == [code]


def test_a_side_without_rows_is_not_asked_for_its_calibration() -> None:
    none = trial(Figure(nan), error=Figure(nan))
    nobody = replace(none, candidate=replace(SIDE, rows=0), unchanged=True)
    assert failed(evaluation(AHEAD, nobody)) == []


def test_a_verdict_is_read_as_it_was_written() -> None:
    assert Verdict.read(YES.document()) == YES
