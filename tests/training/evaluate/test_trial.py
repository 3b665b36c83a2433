"""Trial: two models on the same rows, with differences, cells and what is left out."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from matcher.domain import Side
from matcher.ranking.glass_box import Term
from tests.training.evaluate.rows import BEST, reading, rows
from training.data.training_set import TrainingSet
from training.evaluate.config import EvaluationConfig
from training.evaluate.groups import labelled
from training.evaluate.sameness import unchanged
from training.evaluate.trial import Around, predicted, tried
from training.registry.figures import Trial

CONFIG = EvaluationConfig(draws=200)
PULL = "organisation_pull"
GOOD, BLIND, CONTRARY = reading(4.0), reading(0.0), reading(-4.0)
LEANS, AWAY = reading(0.8), reading(-0.8)
QUICK = EvaluationConfig(draws=300)
WORLDS = 80


def around(held_out: TrainingSet) -> Around:
    people = len(held_out.talent_ids)
    town = np.where(np.arange(people) < people - 3, "large", "small")
    return Around(
        seats=np.full(len(held_out.offer_ids), 5.0),
        known_by=np.full(len(held_out.offer_ids), 0.5),
        owners=np.arange(len(held_out.offer_ids)),
        looked=lambda position: 1 / position.astype(np.float64),
        groupings=(labelled("town", np.where(np.arange(people) % 2, "even", town)),),
    )


@cache
def good_against_blind(side: Side = Side.TALENT) -> Trial:
    held_out = rows(side=side)
    return tried(held_out, GOOD, BLIND, around=around(held_out), config=CONFIG)


def test_the_better_order_leads_with_its_whole_interval() -> None:
    lead = good_against_blind().differences["ndcg"]
    assert lead.low > 0
    assert lead.people == 40


def test_a_perfect_order_has_ndcg_1() -> None:
    assert good_against_blind().candidate.measures["ndcg"].value > 0.99


def test_a_model_beside_itself_differs_by_nothing() -> None:
    held_out = rows()
    trial = tried(held_out, GOOD, GOOD, around=around(held_out), config=CONFIG)
    assert all(f.value == pytest.approx(0, abs=1e-12) for f in trial.differences.values())


def test_what_is_too_young_to_judge_does_not_count() -> None:
    held_out = rows()
    spoilt = replace(held_out, censored=held_out.talent < 20)
    trial = tried(spoilt, GOOD, BLIND, around=around(spoilt), config=CONFIG)
    assert (trial.candidate.people, trial.candidate.rows) == (20, 20 * 12)


def test_seats_and_shares_are_measured_where_lists_are_ranked() -> None:
    assert {"coverage", "exposure_gini", "congestion", "novelty"} <= set(
        good_against_blind().candidate.measures
    )
    assert "coverage" not in good_against_blind(Side.PROVIDER).candidate.measures


def test_providers_are_asked_one_by_one() -> None:
    trial = good_against_blind(Side.PROVIDER)
    assert trial.primary == "log_likelihood"
    assert trial.differences["log_likelihood"].value != 0


def test_a_worse_model_is_behind() -> None:
    held_out = rows()
    trial = tried(held_out, CONTRARY, BLIND, around=around(held_out), config=CONFIG)
    assert trial.differences["ndcg"].high < 0


def test_small_groups_have_no_figure() -> None:
    cells = {cell.name: cell.figure for cell in good_against_blind().cells}
    assert cells["small"] is None
    assert None in (cells["even"], cells["large"])


def test_nothing_held_out_says_nothing_and_breaks_nothing() -> None:
    held_out = rows()
    none = replace(held_out, censored=np.ones(len(held_out), dtype=bool))
    trial = tried(none, GOOD, BLIND, around=around(none), config=CONFIG)
    assert trial.candidate.rows == 0
    assert np.isnan(trial.differences["log_likelihood"].value)


def test_a_side_on_which_both_say_the_same_is_unchanged() -> None:
    held_out = rows(side=Side.PROVIDER)
    other = replace(GOOD, intercepts={Side.TALENT: 1.0, Side.PROVIDER: 0.0})
    assert tried(held_out, GOOD, other, around=around(held_out), config=CONFIG).unchanged
    assert not unchanged(GOOD, other, Side.TALENT)
    assert not good_against_blind().unchanged


def test_talents_lists_are_ordered_as_they_are_served() -> None:
    held_out, (term,) = rows(), GOOD.terms
    turned = {Side.TALENT: term.tables[Side.TALENT], Side.PROVIDER: -9 * term.tables[Side.PROVIDER]}
    other = replace(GOOD, terms=(Term(term.features, turned),))
    trial = tried(held_out, GOOD, other, around=around(held_out), config=CONFIG)
    assert trial.differences["ndcg"].low > 0.05
    assert trial.differences[trial.primary].low > 0.05
    assert not trial.unchanged
    one_sided = ("log_likelihood", "calibration_error")
    assert [trial.differences[name].value for name in one_sided] == [0.0, 0.0]


def test_the_other_sides_tables_move_talents_lists_but_not_providers() -> None:
    other = replace(GOOD, intercepts={Side.TALENT: 0.0, Side.PROVIDER: 1.0})
    assert not unchanged(GOOD, other, Side.TALENT)
    assert not unchanged(GOOD, other, Side.PROVIDER)
    assert unchanged(
        GOOD, replace(GOOD, intercepts={**GOOD.intercepts, Side.TALENT: 1.0}), Side.PROVIDER
    )


def test_organisations_are_the_people_of_the_providers_side() -> None:
    held_out = rows(side=Side.PROVIDER)
    theirs = replace(around(held_out), owners=np.array([0, 0, 1, 1, 2, 2]))
    trial = tried(held_out, GOOD, BLIND, around=theirs, config=CONFIG)
    found = (trial.differences[name].people for name in ("log_likelihood", "calibration_error"))
    assert [trial.candidate.people, *found] == [3, 3, 3]
    even = next(cell for cell in trial.cells if cell.name == "even")
    assert even.difference is None or even.difference.people == 20


def test_what_one_organisation_alone_said_has_no_interval() -> None:
    held_out = rows(side=Side.PROVIDER)
    theirs = replace(around(held_out), owners=np.zeros(6, dtype=np.intp))
    lead = tried(held_out, GOOD, BLIND, around=theirs, config=CONFIG).differences["log_likelihood"]
    assert lead.people == 1
    assert np.isnan([lead.low, lead.high]).all()


def led_by_organisations(random: np.random.Generator) -> tuple[TrainingSet, Around]:
    """Twelve organisations decide about many; some of them like what others do not."""
    asked = rows(
        side=Side.PROVIDER, people=25, lists=1, items=12, seed=int(random.integers(1_000_000))
    )
    genre = asked.features.index[BEST]
    apart = asked.cells[:, genre] / asked.features.features[genre].cells - 0.5
    chance = 0.5 + np.clip(random.normal(0, 0.4, 12), -1, 1)[asked.offer] * apart
    came = random.random(len(asked)) < chance
    known = replace(around(asked), groupings=())
    ungraded = np.zeros(len(asked), dtype=np.int8)
    return replace(asked, target=came.astype(np.float32), grade=ungraded), known


def test_the_interval_of_the_providers_side_covers_the_truth_as_often_as_it_says() -> None:
    """Two models that lean to either side: over all worlds neither leads."""
    random, leads = np.random.default_rng(5), []
    for _ in range(WORLDS):
        held_out, known = led_by_organisations(random)
        trial = tried(held_out, LEANS, AWAY, around=known, config=QUICK)
        leads.append(trial.differences["log_likelihood"])
    covered = [lead.low <= 0 <= lead.high for lead in leads]
    assert np.mean(covered) >= 0.91


def test_a_column_of_its_own_for_the_same_feature_is_no_change() -> None:
    (term,) = GOOD.terms
    renamed = replace(GOOD, terms=(Term((f"other_{BEST}",), term.tables),))
    another = replace(GOOD, terms=(Term((PULL,), term.tables),))
    alike = replace(GOOD, terms=(Term((f"no_{BEST}",), term.tables),))
    assert not unchanged(GOOD, alike, Side.TALENT)
    assert unchanged(GOOD, renamed, Side.TALENT)
    assert not unchanged(GOOD, another, Side.TALENT)


def test_rows_are_scored_in_blocks_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    held_out = rows()
    at_once = predicted(GOOD, held_out)
    monkeypatch.setattr("matcher.ranking.bulk.ROWS", 7)
    assert (predicted(GOOD, held_out) == at_once).all()
