"""The gate: each demand alone can hold a candidate back, and nothing else can."""

from dataclasses import replace
from math import nan

import pytest

from matcher.domain import Side
from tests.training.registry.models import YES
from training.registry import (
    Cell,
    Checks,
    Evaluation,
    Figure,
    Finding,
    Margins,
    SideFigures,
    Trial,
    Verdict,
    judge,
)

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


def cell(value: float, high: float) -> Cell:
    return Cell("municipality", "0217", Figure(0.4), Figure(value, value - 0.02, high, 50))


def test_a_group_that_surely_loses_more_than_the_margin_holds_it_back() -> None:
    of = evaluation(replace(AHEAD, cells=(cell(-0.05, -0.01),)))
    assert failed(of) == ["slice_worse"]
    (found,) = judge(of, CHECKS, margins=Margins()).failed
    assert found.params["group"] == "0217"


@pytest.mark.parametrize(("value", "high"), [(-0.05, 0.01), (-0.02, -0.01), (0.05, 0.1)])
def test_a_group_that_may_not_have_lost_or_lost_little_does_not(value: float, high: float) -> None:
    assert failed(evaluation(replace(AHEAD, cells=(cell(value, high),)))) == []


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
    nobody = replace(trial(Figure(nan), error=Figure(nan)), candidate=replace(SIDE, rows=0))
    assert failed(evaluation(AHEAD, nobody)) == []


def test_a_verdict_is_read_as_it_was_written() -> None:
    assert Verdict.read(YES.document()) == YES
