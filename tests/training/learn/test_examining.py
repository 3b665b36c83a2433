"""The examination: what the gate is told of a candidate is the candidate's own."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import numpy as np
import pyarrow as pa
import pytest

from matcher.domain import LogTable, Side
from matcher.ranking.artefact import Artefact
from matcher.ranking.glass_box import GlassBox
from matcher.ranking.priors import day_zero
from matcher.vocabulary import load
from tests.training.learn.markets import market
from training.behaviour.past import FEATURES, past_of
from training.data import Log, training_sets
from training.evaluate.config import EvaluationConfig
from training.learn.config import LearnConfig
from training.learn.examining import Opened, checks_of, examine
from training.learn.feedback import SetAside
from training.registry import Evaluation, Figure, Finding, Margins, judge

MODEL, OWN = day_zero(), "distance"
NOTHING = Evaluation(candidate="", serving="", since="", until="", trials={})


def features_of(model: GlassBox) -> Finding:
    """What the gate finds of the features of ``model``."""
    opened = cast("Opened", SimpleNamespace(log=market(lists=20), kept=SimpleNamespace(jumps=())))
    checks = checks_of(Artefact(model), opened, config=LearnConfig(), swaps=lambda _: ())
    verdict = judge(NOTHING, checks, margins=Margins())
    return next(finding for finding in verdict.findings if finding.code == "features")


def _lead(made_by: str, other: GlassBox) -> Figure:
    """By how much ``other`` is better than day zero in talents' lists that ``made_by`` made."""
    log, since = market(lists=60), datetime(2026, 5, 1, tzinfo=UTC)
    place = log.impressions.schema.get_field_index("model")
    field = log.impressions.schema.field(place)
    names = pa.array([made_by] * len(log.impressions)).cast(field.type)
    shown = log.impressions.set_column(place, field, names)
    made = Log(log.manifest, {**log.tables, LogTable.IMPRESSIONS: shown}, log.rows_at_once)
    opened = Opened(
        log=made,
        kept=SetAside(made, ()),
        since=since,
        learned=training_sets(made.until(since)),
        past=past_of(made, load()),
    )
    config = LearnConfig(behaviour=None, evaluation=EvaluationConfig(draws=20))
    both = Artefact(other), Artefact(MODEL)
    found = examine(*both, opened, config=config, swaps=lambda _: ())
    trial = found.evaluation.trials[Side.TALENT]
    return trial.differences[trial.primary]


def test_a_list_is_measured_by_what_its_own_model_said_whichever_of_the_two() -> None:
    term = next(one for one in MODEL.terms if one.name in FEATURES)
    tables = {side: 3 * np.arange(len(table)) / 40 for side, table in term.tables.items()}
    changed = [replace(one, tables=tables) if one is term else one for one in MODEL.terms]
    other = replace(MODEL, terms=tuple(changed))
    mine, theirs, neither = (
        _lead(name, other) for name in (other.hash, MODEL.hash, "somebody-else")
    )
    assert mine == theirs != neither


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
