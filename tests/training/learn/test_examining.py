"""The examination: what the gate is told of a candidate is the candidate's own."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from matcher.ranking.artefact import Artefact
from matcher.ranking.glass_box import GlassBox
from matcher.ranking.priors import day_zero
from tests.training.learn.markets import market
from training.learn.config import LearnConfig
from training.learn.examining import Opened, checks_of
from training.registry import Evaluation, Finding, Margins, judge

MODEL, OWN = day_zero(), "distance"
NOTHING = Evaluation(candidate="", serving="", since="", until="", trials={})


def features_of(model: GlassBox) -> Finding:
    """What the gate finds of the features of ``model``."""
    opened = cast("Opened", SimpleNamespace(log=market(lists=20), kept=SimpleNamespace(jumps=())))
    checks = checks_of(Artefact(model), opened, config=LearnConfig(), swaps=lambda _: ())
    verdict = judge(NOTHING, checks, margins=Margins())
    return next(finding for finding in verdict.findings if finding.code == "features")


def test_a_candidate_that_reads_what_was_agreed_on_is_in_order() -> None:
    assert features_of(MODEL).passed


def test_what_the_candidate_alone_reads_is_looked_at() -> None:
    listed = MODEL.features
    named = [replace(one, name="gender") if one.name == OWN else one for one in listed.features]
    terms = [replace(one, features=("gender",)) if one.name == OWN else one for one in MODEL.terms]
    model = replace(MODEL, features=replace(listed, features=tuple(named)), terms=tuple(terms))
    found = features_of(model)
    assert (found.passed, found.params["not_allowed"]) == (False, "gender")


def test_a_feature_that_is_taken_off_the_list_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = frozenset(MODEL.features.index) - {"distance"}
    monkeypatch.setattr("training.registry.gate.allowed", lambda: fewer)
    assert features_of(MODEL).params["not_allowed"] == "distance"
