"""Tests of the market's log."""

import numpy as np

from training.simulate.market import begun, lived
from training.simulate.market_log import market_log


def test_what_was_shown_and_done_is_in_the_log() -> None:
    year = begun(2, 150, 400)
    rows = lived(year, 1200)
    log = market_log([rows], year)
    assert len(log.impressions) == len(rows)
    kinds = np.array(log.events["kind"].to_pylist())
    assert (kinds == "view").sum() == (rows.grade >= 1).sum()
    assert (kinds == "save").sum() == (rows.grade == 2).sum()
    assert (kinds == "apply").sum() == (rows.grade >= 3).sum()
    assert (kinds == "complete").sum() == (rows.grade == 4).sum()


def test_the_log_knows_everybody() -> None:
    year = begun(2, 150, 400)
    log = market_log([lived(year, 400)], year)
    assert len(log.talents) == len(year.society.people)
    assert len(log.offers) == len(year.society.offers)
    assert set(log.impressions["talent"].to_pylist()) <= set(log.talents["talent"].to_pylist())
