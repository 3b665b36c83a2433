"""The reference: shares that the service's drift alarm can read, and what has moved."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from matcher.features import feature_list
from matcher.ranking.drift import load_reference
from tests.training.learn.markets import market
from tests.training.learn.references import MODEL, shown_in
from training.data import exposures
from training.learn.reference import Reference, before_and_after, moved

LOG = market(lists=200)
WHOLE = shown_in(LOG)
MIDDLE = datetime(2026, 5, 1, tzinfo=UTC)


def test_the_service_reads_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "reference.json"
    path.write_text(json.dumps(WHOLE.document()))
    read = load_reference(path, feature_list())
    assert read.shown == 1600
    assert read.outcomes == WHOLE.outcomes
    assert all(share.sum() == pytest.approx(1) for share in read.features.values())


def test_a_log_of_nothing_is_readable_too(tmp_path: Path) -> None:
    nothing = WHOLE.less(WHOLE)
    path = tmp_path / "reference.json"
    path.write_text(json.dumps(nothing.document()))
    assert load_reference(path, feature_list()).shown == 0
    assert moved(WHOLE, nothing) == {}


def test_a_part_and_the_rest_make_the_whole() -> None:
    early = shown_in(LOG.until(MIDDLE))
    late = WHOLE.less(early)
    assert early.shown + late.shown == WHOLE.shown
    assert ((early.score + late.score) == WHOLE.score).all()


def test_what_stood_before_a_moment_is_what_the_log_of_then_shows() -> None:
    before, after = before_and_after(MIDDLE, LOG, seen=exposures(LOG), model=MODEL)
    early = shown_in(LOG.until(MIDDLE))
    assert before.document() == early.document()
    assert after.document() == WHOLE.less(early).document()


def test_what_did_not_move_is_calm() -> None:
    assert all(value == pytest.approx(0) for value in moved(WHOLE, WHOLE).values())


def test_what_moved_is_told_by_name() -> None:
    cells = {**WHOLE.features, "distance": WHOLE.features["distance"] * np.arange(41)}
    later = Reference(features=cells, score=WHOLE.score, done=WHOLE.done, shown=WHOLE.shown)
    found = moved(WHOLE, later)
    assert found["distance"] > 0
    assert found["genre_affinity"] == pytest.approx(0)
    assert {"score", "view", "apply", "accept"} <= found.keys()
