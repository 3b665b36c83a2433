"""Answers in words."""

import numpy as np
import pytest

from matcher.domain import Problem
from tests.training.off_policy.logs import choices
from training.off_policy import Caveat, Estimator, LoggedChoices, Refusal, answer, ipw
from training.off_policy.contributions import plain
from training.off_policy.texts import LANGUAGES, sentence, sentences, texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_can_be_said(language: str) -> None:
    assert {*Refusal, *Caveat} <= set(texts(language))
    assert all(texts(language).values())


def test_both_languages_speak_of_the_same_numbers() -> None:
    for key, danish in texts("da").items():
        assert danish.count("{") == texts("en")[key].count("{")


def test_an_estimate_is_said_with_its_interval_and_that_seats_are_few() -> None:
    log = choices(1, rows=200)
    same = LoggedChoices(np.full(200, 1234.5), log.logging, log.logging)
    found = answer(Estimator.IPW, ipw(same), weights=same.weight, rng=np.random.default_rng(1))
    said = sentences(found, "da")
    assert "1.234,5 pr. liste" in said[0]
    assert said[1].startswith("Der er få pladser")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("da", "Skønnet værdi af de første pladser: 0,5 pr. liste, uden et interval."),
        ("en", "Estimated value of the first places: 0.5 per list, without an interval."),
    ],
)
def test_a_models_word_alone_is_said_to_have_no_interval(language: str, expected: str) -> None:
    parts, rng = plain(np.full(200, 0.5)), np.random.default_rng(1)
    found = answer(Estimator.CASCADE_DM, parts, weights=np.ones(200), rng=rng)
    assert sentences(found, language)[0] == expected


def test_a_refusal_is_said_with_what_was_found_and_what_was_wanted() -> None:
    log = choices(1, rows=4)
    same = LoggedChoices(log.reward, log.logging, log.logging)
    found = answer(Estimator.IPW, ipw(same), weights=same.weight, rng=np.random.default_rng(1))
    assert sentences(found, "en")[0] == (
        "No answer: only 4 people effectively count (at least 50)."
    )


def test_whole_numbers_stay_whole() -> None:
    told = Problem(Caveat.EXPLORED_ONLY, {"lists": 1200, "without": 3})
    assert "1200 udforskede lister, 3 andre" in sentence(told, "da")
