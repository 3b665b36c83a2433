"""Enough: a log that nothing can be learned from or measured on is refused before the work."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from matcher.domain import LogTable, Side
from matcher.vocabulary import load
from tests.training.evaluate.rows import rows
from tests.training.learn.markets import market
from training.data import Log, training_set
from training.learn.config import LearnConfig
from training.learn.enough import (
    require_lessons,
    require_measurable,
    require_shown,
    unknown,
)
from training.learn.learning import Learner, Stage, learn
from training.learn.refusal import LearningRefused
from training.registry import Registry
from training.registry.gate import LEAST_DECIDERS

SINCE = datetime(2026, 5, 18, tzinfo=UTC)
OFFERS = [f"off-{n}" for n in range(12)]


@pytest.fixture(scope="module")
def log() -> Log:
    return market(lists=60)


def refused(refusal: pytest.ExceptionInfo[LearningRefused]) -> str:
    assert str(refusal.value)
    return refusal.value.problem.code


def test_a_log_in_which_nobody_was_shown_anything_is_refused(log: Log, tmp_path: Path) -> None:
    def quiet(stage: Stage) -> None:
        """Nobody listens."""

    registry = Registry(tmp_path)
    empty = log.until(datetime(2026, 1, 1, tzinfo=UTC))
    asked = Learner(
        registry=registry, words=load(), swaps=lambda _: (), config=LearnConfig(), progress=quiet
    )
    with pytest.raises(LearningRefused) as refusal:
        learn(empty, asked, at=SINCE)
    assert refused(refusal) == "nothing_to_measure"
    assert registry.models() == ()


def test_what_nobody_was_shown_since_cannot_be_measured(log: Log) -> None:
    require_shown(log, SINCE)
    with pytest.raises(LearningRefused) as refusal:
        require_shown(log, datetime(2026, 7, 1, tzinfo=UTC))
    assert refused(refusal) == "nothing_to_measure"


def test_an_audit_of_other_people_is_refused(log: Log) -> None:
    require_measurable(log, SINCE, audit=None)
    require_measurable(log, SINCE, audit={str(log.impressions["talent"][-1]): "girl"})
    with pytest.raises(LearningRefused) as refusal:
        require_measurable(log, SINCE, audit={"somebody-else": "girl"})
    assert refused(refusal) == "audit_of_nobody"


def test_candidates_that_were_not_shown_do_not_count(log: Log) -> None:
    tables = dict(log.tables)
    shown = log.impressions
    place = shown.column_names.index("position")
    zeros = shown.set_column(place, "position", [[0] * len(shown)])
    with pytest.raises(LearningRefused):
        require_shown(Log(log.manifest, {**tables, LogTable.IMPRESSIONS: zeros}), SINCE)


def test_of_people_who_had_no_time_to_answer_nothing_is_learned(log: Log) -> None:
    sets = {side: training_set(log, side) for side in Side}
    require_lessons(sets, log.offers, since=SINCE)
    assert unknown(sets, log.offers) == (Side.PROVIDER,)
    young = {side: rows.keep(rows.censored) for side, rows in sets.items()}
    with pytest.raises(LearningRefused) as refusal:
        require_lessons(young, log.offers, since=SINCE)
    assert refused(refusal) == "nothing_to_learn"


def test_organisations_count_and_not_those_whom_they_decided_about() -> None:
    offers = pa.table({"offer": OFFERS, "organisation": ["one", *OFFERS[1:]]})
    said = rows(side=Side.PROVIDER, people=40, items=12, offer_ids=np.array(OFFERS))
    asked = {Side.TALENT: rows(), Side.PROVIDER: said}
    assert unknown(asked, offers) == ()
    few = {**asked, Side.PROVIDER: said.keep(said.offer < LEAST_DECIDERS - 1)}
    assert unknown(few, offers) == (Side.PROVIDER,)
    one = pa.table({"offer": OFFERS, "organisation": ["one"] * len(OFFERS)})
    assert unknown(asked, one) == (Side.PROVIDER,)


def test_applications_that_all_wait_for_an_answer_teach_nothing() -> None:
    offers = pa.table({"offer": OFFERS, "organisation": OFFERS})
    waiting = rows(side=Side.PROVIDER, people=40, items=12, offer_ids=np.array(OFFERS))
    all_young = replace(waiting, censored=np.ones(len(waiting), dtype=np.bool_))
    assert unknown({Side.TALENT: rows(), Side.PROVIDER: waiting}, offers) == ()
    assert unknown({Side.TALENT: rows(), Side.PROVIDER: all_young}, offers) == (Side.PROVIDER,)
