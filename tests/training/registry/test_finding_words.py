"""Finding words: sentences with round numbers, and no two findings alike."""

import re
from itertools import product
from math import inf, nan

import pytest

from training.registry import Finding, Verdict
from training.registry.finding_words import came_of, looked_at
from training.registry.texts import LANGUAGES

LEAD = {"value": -0.09892, "low": -0.11458, "high": 0.00004, "people": 1216}
SIDES = ("talent", "provider")
FINDINGS = (
    Finding("enough_people", True, {"people": 1140, "least": 30}),
    Finding("better", True, {"chances": 1, **LEAD}),
    *(Finding("side_worse", True, {"side": side, "margin": 0.0, **LEAD}) for side in SIDES),
    *(Finding("side_unmeasured", False, {"side": s, "people": 3, "least": 10}) for s in SIDES),
    *(Finding("calibration", True, {"side": side, "margin": 0.02, **LEAD}) for side in SIDES),
    Finding(
        "slices",
        True,
        {
            "groups": 45,
            "findable_talent": 0.031,
            "measure_talent": "dcg_corrected",
            "findable_provider": 2.58,
            "measure_provider": "log_likelihood",
        },
    ),
    Finding(
        "slice_worse",
        False,
        {
            "side": "talent",
            "dimension": "age_band",
            "group": "15_17",
            "margin": 0.01,
            "chance": 0.93456,
            "findable": 0.2,
            "held": -0.05,
            **LEAD,
        },
    ),
    Finding("monotone", True),
    Finding("monotone", False, {"broken": "talent genre_affinity, provider role_fit"}),
    Finding("features", True, {"schema": "1b36f27abcbc0082"}),
    Finding("features", False, {"schema": "1b36f27abcbc0082", "not_allowed": "gender"}),
    Finding("counterfactuals_missing", False),
    Finding(
        "name_swap",
        True,
        {
            "lists": 200,
            "changed": 0,
            "greeting_gap": 0.0029016732803255475,
            "greeting_largest": 0.049,
        },
    ),
    Finding(
        "postcode_swap",
        True,
        {
            "within": 9804,
            "between": 7507,
            "leaks": 0,
            "unexplained": 3.9968e-15,
            "largest": 0.10669166058662159,
            "equally_far": 0.0,
        },
    ),
    Finding("concentration", True),
    Finding("concentration", True, {"set_aside": 2}),
    Finding(
        "concentration",
        False,
        {
            "organisation": "org-4",
            "events": 90,
            "week": "2026-08-11",
            "until": "2026-08-19",
            "share": 0.3123,
            "expected": 0.051,
            "devoted": 0.8,
        },
    ),
)
EVERYWHERE = list(product(FINDINGS, LANGUAGES))


@pytest.mark.parametrize(("finding", "language"), EVERYWHERE)
def test_every_finding_of_the_gate_is_a_sentence(finding: Finding, language: str) -> None:
    assert came_of(finding, language).endswith(".")
    assert not re.search(r"[{}_]|\d{5}|finding|found\.", looked_at(finding, language))
    assert not re.search(r"[{}_]|\d[.,]\d{4}", came_of(finding, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_two_sides_do_not_read_alike(language: str) -> None:
    told = [looked_at(one, language) for one in FINDINGS if "side" in one.params]
    assert len(set(told)) == len(told)


def test_numbers_are_round_and_written_as_the_language_does() -> None:
    swap = next(one for one in FINDINGS if one.code == "name_swap")
    assert "0,3 %" in came_of(swap, "da")
    assert "0.3 %" in came_of(swap, "en")
    assert "-0,099 (-0,115 – 0,000), målt på 1.216 personer" in came_of(FINDINGS[2], "da")


def test_who_was_measured_is_called_what_they_are() -> None:
    assert "målt på 1.216 udbydere" in came_of(FINDINGS[3], "da")
    assert came_of(FINDINGS[5], "en").startswith("3 providers are measured.")


def test_a_group_and_features_have_their_names() -> None:
    worse = next(one for one in FINDINGS if one.code == "slice_worse")
    broken = next(one for one in FINDINGS if one.code == "monotone" and not one.passed)
    assert "»alder: 15–17 år«" in looked_at(worse, "da")
    assert "Talenternes side »Hvor tæt" in came_of(broken, "da")
    assert "The providers' side \"How well" in came_of(broken, "en")


def test_a_loss_that_could_go_unseen_is_of_a_side_and_in_a_measure() -> None:
    slices = next(one for one in FINDINGS if one.code == "slices")
    da, en = (came_of(slices, language) for language in LANGUAGES)
    assert "Talenternes side: i gruppen, der er målt dårligst, kunne et tab på under 0,031" in da
    assert "målt som hvor godt sandsynlighederne passer (log-likelihood)" in da
    assert "The providers' side: in the group measured worst a loss below 2.580" in en
    of_one = Finding("slices", True, {"findable_provider": 2.58, "measure_provider": "ndcg"})
    assert "talents" not in came_of(of_one, "en")


def test_a_jump_that_was_set_aside_is_said() -> None:
    aside = Finding("concentration", True, {"set_aside": 2})
    assert "None in the last seven days. Set aside from before: 2" in came_of(aside, "en")
    assert "`samspil jump list`" in came_of(aside, "da")
    assert "None has jumped" not in came_of(aside, "en")


def test_it_says_that_the_interval_is_wider_and_how_many_chances_there_were() -> None:
    two = Finding("better", True, {"chances": 2, **LEAD, "off_policy_value": 0.1})
    assert "gjort bredere" in came_of(two, "da")
    assert "indtil nu: 2." in came_of(two, "da")
    assert "so far: 1." in came_of(FINDINGS[1], "en")


def test_what_could_not_be_measured_is_a_dash() -> None:
    document = {"chances": 1, "value": None, "low": None, "high": None, "people": 0}
    told = {"promote": False, "findings": [{"code": "better", "passed": False, "params": document}]}
    (unknown,) = Verdict.read(told).findings
    assert came_of(unknown, "da").startswith("Forspringet er –, målt på 0 personer.")


@pytest.mark.parametrize("number", [nan, inf])
def test_what_is_no_number_is_a_dash(number: float) -> None:
    lead = {"chances": 1, "value": number, "low": number, "high": number, "people": 0}
    told = came_of(Finding("better", False, lead), "en")
    assert told.startswith("The lead is –, measured on 0 people.")
    blind = Finding("slices", True, {"findable_talent": number, "measure_talent": "ndcg"})
    assert "below – could" in came_of(blind, "en")


def test_an_older_finding_that_tells_less_is_still_told() -> None:
    assert came_of(Finding("better", False, {"low": -0.12345}), "en") == "low -0.123"
    assert looked_at(Finding("side_worse", True), "en") == "– loses no more than its margin"
    assert looked_at(Finding("swaps_not_tried", True), "en") == "swaps_not_tried"
