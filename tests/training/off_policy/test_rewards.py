"""What talents made of each item shown."""

from matcher.domain import EventKind
from matcher.features import feature_list
from tests.training.data.logs import done, log_of, shown
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


def test_a_log_without_deeds_brings_nothing() -> None:
    log = log_of([shown("tal-1", "off-1", 1.0)])
    assert rewards(log.impressions, log, features=feature_list()).tolist() == [0.0]
