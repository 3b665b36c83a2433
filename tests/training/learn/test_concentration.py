"""Concentration: who clicks themselves up is found, who is loved is not."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from training.learn.concentration import (
    ConcentrationConfig,
    Feedback,
    Jump,
    findings,
    jumps,
    together,
)
from training.registry import Finding

ENDS = np.datetime64("2026-06-01T00:00:00", "us")
CONFIG = ConcentrationConfig()
NAMES = tuple(f"org-{n}" for n in range(8))


def in_week(ago: int, count: int) -> NDArray[np.datetime64]:
    return np.full(count, ENDS - np.timedelta64(ago * 7 + 1, "D"))


def usual(*, weeks: int = 6, each: int = 120, seed: int = 1) -> dict[str, Any]:
    """People who like a bit of everything."""
    random = np.random.default_rng(seed)
    return {
        "at": np.concatenate([in_week(ago, each) for ago in range(weeks)]),
        "account": random.integers(50, size=weeks * each),
        "organisation": random.integers(len(NAMES), size=weeks * each),
    }


def with_more(ago: int, accounts: NDArray[np.intp], organisation: int) -> Feedback:
    told, count = usual(), len(accounts)
    more = {
        "at": in_week(ago, count),
        "account": accounts,
        "organisation": np.full(count, organisation),
    }
    return Feedback(
        organisations=NAMES, **{name: np.concatenate([told[name], more[name]]) for name in told}
    )


PUPPETS = np.repeat(np.arange(1000, 1025), 4)


def test_ordinary_weeks_are_left_alone() -> None:
    assert jumps(Feedback(organisations=NAMES, **usual()), ends=ENDS, config=CONFIG) == ()


def test_accounts_that_do_nothing_else_are_found() -> None:
    (jump,) = jumps(with_more(0, PUPPETS, 5), ends=ENDS, config=CONFIG)
    days = str(jump.week)[:10], str(jump.until)[:10]
    assert (jump.organisation, *days) == ("org-5", "2026-05-31", "2026-06-01")
    assert jump.share > 0.4
    assert jump.devoted > 0.8


def test_what_many_like_at_once_is_not_held_against_them() -> None:
    assert jumps(with_more(0, np.arange(100) % 50, 5), ends=ENDS, config=CONFIG) == ()


def test_a_crowd_that_comes_for_one_thing_once_is_not_found() -> None:
    assert jumps(with_more(0, np.arange(1000, 1100), 5), ends=ENDS, config=CONFIG) == ()


def test_a_week_that_jumped_is_no_measure_for_the_next() -> None:
    told = with_more(1, PUPPETS, 5)
    again = with_more(0, PUPPETS, 5)
    both = Feedback(
        at=np.concatenate([told.at, again.at[-100:]]),
        account=np.concatenate([told.account, again.account[-100:]]),
        organisation=np.concatenate([told.organisation, again.organisation[-100:]]),
        organisations=NAMES,
    )
    (jump,) = jumps(both, ends=ENDS, config=CONFIG)
    assert (str(jump.week)[:10], str(jump.until)[:10]) == ("2026-05-24", "2026-06-01")


def test_nothing_done_is_nothing_found() -> None:
    nothing = np.zeros(0, dtype=np.intp)
    none = Feedback(
        at=np.zeros(0, dtype="datetime64[us]"),
        account=nothing,
        organisation=nothing,
        organisations=(),
    )
    assert jumps(none, ends=ENDS, config=CONFIG) == ()


def test_only_a_fresh_jump_holds_a_candidate_back() -> None:
    found = jumps(with_more(1, PUPPETS, 5), ends=ENDS, config=CONFIG)
    (fresh,) = findings(found, since=ENDS - np.timedelta64(14, "D"))
    assert not fresh.passed
    assert fresh.params["organisation"] == "org-5"
    (old,) = findings(found, since=ENDS - np.timedelta64(7, "D"))
    assert old == Finding("concentration", passed=True, params={"set_aside": 1})
    assert findings((), since=ENDS) == (Finding("concentration", passed=True),)


DAY = np.timedelta64(1, "D")
BEGUN, POISONED = np.datetime64("2026-01-05T00:00:00", "us"), 60


def poisoned(presses: int, *, seed: int = 1) -> Feedback:
    """Seventeen weeks; on seven days from the sixtieth, forty accounts come once each."""
    random = np.random.default_rng(seed)
    each, accounts = 17 * 120, np.repeat(np.arange(1000, 1040), presses)
    minutes = np.concatenate(
        [
            random.integers(0, 17 * 7 * 1440, each),
            (POISONED + accounts % 7) * 1440 + random.integers(480, 1320, 40)[accounts - 1000],
        ]
    )
    return Feedback(
        at=BEGUN + minutes * np.timedelta64(1, "m"),
        account=np.concatenate([random.integers(50, size=each), accounts]),
        organisation=np.concatenate([random.integers(8, size=each), np.full(len(accounts), 5)]),
        organisations=NAMES,
    )


def until(feedback: Feedback, ends: np.datetime64) -> Feedback:
    """What was there at ``ends``."""
    there = feedback.at < ends
    return Feedback(
        at=feedback.at[there],
        account=feedback.account[there],
        organisation=feedback.organisation[there],
        organisations=NAMES,
    )


@pytest.mark.parametrize("presses", [3, 4])
@given(minutes=st.integers(0, 45 * 1440))
@settings(max_examples=40, deadline=None)
def test_the_same_days_are_found_whenever_somebody_asks(presses: int, minutes: int) -> None:
    ends = BEGUN + (POISONED + 7) * DAY + minutes * np.timedelta64(1, "m")
    (jump,) = jumps(until(poisoned(presses), ends), ends=ends, config=CONFIG)
    assert jump.organisation == "org-5"
    assert (jump.week, jump.until) == (BEGUN + POISONED * DAY, BEGUN + (POISONED + 7) * DAY)


def jump_on(week: str, last: str, *, events: int = 90) -> Jump:
    begin, until = np.datetime64(week, "us"), np.datetime64(last, "us")
    return Jump("org-5", begin, until, share=0.4, expected=0.1, events=events, devoted=0.9)


def test_a_jump_is_read_as_it_was_written() -> None:
    jump = jump_on("2026-05-01", "2026-05-08")
    assert Jump.read(jump.document()) == jump


def test_what_was_found_before_is_not_forgotten() -> None:
    before = jump_on("2026-03-01", "2026-03-08")
    now = jump_on("2026-05-01", "2026-05-08")
    assert together([now], [before]) == (before, now)


def test_the_same_jump_seen_twice_is_one() -> None:
    half = jump_on("2026-05-01", "2026-05-04", events=40)
    (one,) = together([jump_on("2026-05-02", "2026-05-08")], [half])
    assert one == jump_on("2026-05-01", "2026-05-08")


def test_a_jump_of_an_older_sheet_is_a_calendar_week() -> None:
    jump = Jump.read({"organisation": "org-5", "week": "2026-05-01", "id": "0f", "share": 0.4})
    assert (jump.week, jump.until) == (np.datetime64("2026-05-01"), np.datetime64("2026-05-08"))
    assert (jump.share, jump.events) == (0.4, 0)
