"""Concentration: who clicks themselves up is found, who is loved is not."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.learn.concentration import ConcentrationConfig, Feedback, findings, jumps
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
    assert (jump.organisation, str(jump.week)[:10]) == ("org-5", "2026-05-25")
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
    assert [str(j.week)[:10] for j in jumps(both, ends=ENDS, config=CONFIG)] == [
        "2026-05-18",
        "2026-05-25",
    ]


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
    assert old == Finding("concentration", passed=True)
