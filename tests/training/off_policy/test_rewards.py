"""What talents made of each item shown."""

from typing import Any

import pytest

from matcher.domain import EventKind
from matcher.features import feature_list
from tests.training.data.logs import done, log_of, shown
from training.data import Log
from training.data.exposure import Exposures, exposures
from training.off_policy.rewards import rewards


def test_rewards_are_the_graded_targets_in_the_order_of_the_rows() -> None:
    log = log_of(
        [
            shown("tal-1", "off-1", 1.0, position=1),
            shown("tal-1", "off-2", 1.0, position=2),
            shown("tal-2", "off-1", 2.0, position=1),
        ],
        [
            done(EventKind.SAVE, "tal-1", "off-2", 1.1),
            done(EventKind.APPLY, "tal-2", "off-1", 2.1),
        ],
    )
    rows = log.impressions.take([2, 1, 0])
    assert rewards(rows, log, features=feature_list()).tolist() == [1.0, 0.5, 0.0]


def test_what_was_not_shown_brings_nothing() -> None:
    log = log_of(
        [shown("tal-1", "off-1", 1.0), shown("tal-1", "off-2", 1.0, position=0)],
        [done(EventKind.APPLY, "tal-1", "off-2", 1.5)],
    )
    assert rewards(log.impressions, log, features=feature_list()).tolist() == [0.0, 0.0]


def test_a_deed_goes_to_the_list_it_came_from_though_that_is_not_asked_about() -> None:
    log = log_of(
        [shown("tal-1", "off-1", 1.0), shown("tal-1", "off-1", 2.0), shown("tal-2", "off-1", 2.0)],
        [
            done(EventKind.APPLY, "tal-1", "off-1", 2.5, slate="tal-1@1.0"),
            done(EventKind.SAVE, "tal-2", "off-1", 2.5),
        ],
    )
    assert rewards(log.impressions.slice(1, 1), log, features=feature_list()).tolist() == [0.0]
    assert rewards(log.impressions.slice(2, 1), log, features=feature_list()).tolist() == [0.5]


def test_only_the_lists_of_those_asked_about_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(log: Log, *args: Any, **kwargs: Any) -> Exposures:
        read.append(len(log.impressions))
        return exposures(log, *args, **kwargs)

    monkeypatch.setattr("training.off_policy.rewards.exposures", counted)
    log = log_of([shown(f"tal-{n}", "off-1", 1.0) for n in range(9)])
    rewards(log.impressions.slice(0, 2), log, features=feature_list())
    assert read == [2]


def test_a_log_without_deeds_brings_nothing() -> None:
    log = log_of([shown("tal-1", "off-1", 1.0)])
    assert rewards(log.impressions, log, features=feature_list()).tolist() == [0.0]
