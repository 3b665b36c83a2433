"""Feedback: what is set aside, and that nothing else is."""

from dataclasses import replace

import numpy as np
import pyarrow.compute as pc

from tests.training.learn.markets import market
from training.data import Log
from training.learn.concentration import ConcentrationConfig, Jump
from training.learn.feedback import feedback_of, set_aside

CONFIG = ConcentrationConfig()


def of_puppets(log: Log) -> int:
    return int(pc.sum(pc.starts_with(log.impressions["talent"], "puppet")).as_py())


def test_a_log_without_a_jump_stays_as_it_is() -> None:
    log = market()
    assert set_aside(log, config=CONFIG).log is log


def test_the_week_of_who_clicks_itself_up_is_set_aside() -> None:
    log = market(poisoned=True)
    kept = set_aside(log, config=CONFIG)
    assert [jump.organisation for jump in kept.jumps] == ["org-5"]
    assert (of_puppets(log), of_puppets(kept.log)) == (120, 0)


def test_the_weeks_before_and_the_others_stay() -> None:
    log = market(poisoned=True)
    kept = set_aside(log, config=CONFIG).log
    lost = len(log.impressions) - len(kept.impressions) - 120
    assert 0 < lost < 0.05 * len(log.impressions)
    assert len(kept.offers) == len(log.offers)


def test_doing_the_same_again_counts_once() -> None:
    log = market()
    told = feedback_of(log)
    pairs = log.events.group_by(["talent", "offer"]).aggregate([])
    assert len(told.at) == len(pairs) < len(log.events)


def test_every_event_has_its_organisation() -> None:
    told = feedback_of(market())
    assert set(told.organisations) == {f"org-{n}" for n in range(6)}
    assert np.bincount(told.organisation).min() > 0


def test_what_was_found_before_is_set_aside_in_a_log_that_does_not_show_it() -> None:
    log = market()
    begin, until = np.datetime64("2026-05-02", "us"), np.datetime64("2026-05-09", "us")
    before = Jump("org-1", begin, until, share=0.4, expected=0.1, events=90, devoted=0.9)
    kept = set_aside(log, config=CONFIG, known=(before,))
    assert kept.jumps == (before,)
    assert 0 < len(log.events) - len(kept.log.events) < 0.1 * len(log.events)


def test_what_a_person_cleared_is_learned_from_again() -> None:
    log = market(poisoned=True)
    (jump,) = set_aside(log, config=CONFIG).jumps
    assert set_aside(log, config=CONFIG, cleared=(jump,)).log is log


def test_more_than_what_was_cleared_is_looked_at_anew() -> None:
    log = market(poisoned=True)
    (jump,) = set_aside(log, config=CONFIG).jumps
    for other in (
        replace(jump, until=jump.until - np.timedelta64(1, "us")),
        replace(jump, organisation="org-4"),
    ):
        assert set_aside(log, config=CONFIG, cleared=(other,)).jumps == (jump,)
