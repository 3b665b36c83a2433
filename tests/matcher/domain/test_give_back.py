"""Tests of a give-back: what opens it, who may do what, and what is due when."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from matcher.domain import (
    SETTLED,
    GiveBackActor,
    GiveBackRefused,
    GiveBackState,
    GiveBackStep,
    give_back_after,
    host_of_participation,
    reminder_of,
    steps_open_to,
)
from tests.factories import PARTNERSHIP, TODAY, offer, talent

S, T, A = GiveBackState, GiveBackStep, GiveBackActor
CAMP = {"kind": "camp", "municipality": "0265"}


@pytest.mark.parametrize(
    ("person", "at", "place", "host"),
    [
        ({}, CAMP, "0265", "0265"),
        ({}, {**CAMP, "setting": "hybrid"}, "0265", "0265"),
        ({}, {**CAMP, "setting": "online"}, "0265", None),
        ({}, {**CAMP, "kind": "giveback"}, "0265", None),
        ({}, CAMP, "0217", None),
        ({}, CAMP, None, None),
        ({"municipality": None}, CAMP, "0265", None),
        ({"municipality": "0751"}, CAMP, "0265", None),
        ({}, {**CAMP, "municipality": "0751"}, "0751", "0751"),
    ],
)
def test_only_participation_away_from_a_known_home_opens_one(
    person: dict[str, Any], at: dict[str, Any], place: str | None, host: str | None
) -> None:
    who, what = talent(**person), offer(**at)
    assert host_of_participation(who, what, place=place, partnership=PARTNERSHIP) == host


def test_the_way_through_is_taken_by_three_in_turn() -> None:
    state = S.OPEN
    for step, by in (
        (T.SUGGEST, A.MATCHING),
        (T.AGREE, A.PERSON),
        (T.CONFIRM_HOME, A.HOME),
        (T.CONFIRM_HOST, A.HOST),
        (T.FINISH, A.HOST),
    ):
        state = give_back_after(state, step, by=by)
    assert state is S.DONE


WHOSE: dict[GiveBackStep, set[GiveBackActor]] = {
    T.OPEN: set(),
    T.MOVE: {A.MATCHING},
    T.SUGGEST: {A.MATCHING, A.HOME},
    T.AGREE: {A.PERSON},
    T.CONFIRM_HOME: {A.HOME},
    T.CONFIRM_HOST: {A.HOST},
    T.FINISH: {A.HOME, A.HOST},
    T.RELEASE: {A.PERSON, A.HOME, A.HOST, A.MATCHING},
    T.WAIVE: {A.HOME},
    T.DECLINE: {A.PERSON},
}


@pytest.mark.parametrize("step", T)
def test_nobody_takes_a_step_of_another(step: GiveBackStep) -> None:
    """The person alone agrees and declines; only the home waives; only the host confirms for
    itself; nobody opens one by hand."""
    for state, by in product(S, set(A) - WHOSE[step]):
        with pytest.raises(GiveBackRefused) as refused:
            give_back_after(state, step, by=by, reason="-")
        assert refused.value.problem.code == "give_back_of_other"
    for by in WHOSE[step]:
        assert any(step in steps_open_to(state, by) for state in S), "whose it is may take it"


def test_what_is_done_stays_done() -> None:
    assert [steps_open_to(S.DONE, by) for by in A] == [(), (), (), ()]


def test_a_person_may_say_no_until_it_is_done_and_yes_after_all() -> None:
    for state in set(S) - SETTLED:
        assert give_back_after(state, T.DECLINE, by=A.PERSON) is S.DECLINED
    assert give_back_after(S.DECLINED, T.AGREE, by=A.PERSON) is S.AGREED
    assert steps_open_to(S.DONE, A.PERSON) == ()


@pytest.mark.parametrize("reason", [None, "", " \n"])
def test_a_waiver_and_a_release_by_somebody_need_a_reason(reason: str | None) -> None:
    for step, state in ((T.WAIVE, S.OPEN), (T.RELEASE, S.AGREED)):
        with pytest.raises(GiveBackRefused) as refused:
            give_back_after(state, step, by=A.HOME, reason=reason)
        assert refused.value.problem.code == "give_back_reason_missing"
    assert give_back_after(S.AGREED, T.RELEASE, by=A.MATCHING) is S.OPEN


def test_who_has_promised_may_leave_the_slot_and_look_for_another() -> None:
    assert give_back_after(S.AGREED, T.RELEASE, by=A.PERSON) is S.OPEN
    assert T.RELEASE not in steps_open_to(S.SUGGESTED, A.PERSON)
    assert T.RELEASE not in steps_open_to(S.WAIVED, A.PERSON)


def test_a_host_releases_only_what_it_has_heard_of() -> None:
    assert T.RELEASE not in steps_open_to(S.AGREED, A.HOST)
    assert T.RELEASE not in steps_open_to(S.WAIVED, A.HOST)
    assert T.RELEASE in steps_open_to(S.CONFIRMED_HOME, A.HOST)


def test_what_is_settled_awaits_nobody() -> None:
    assert all(reminder_of(state, since=TODAY) is None for state in SETTLED)


@pytest.mark.parametrize(
    ("state", "who", "step", "days"),
    [
        (S.OPEN, A.HOME, T.SUGGEST, 30),
        (S.SUGGESTED, A.PERSON, T.AGREE, 14),
        (S.AGREED, A.HOME, T.CONFIRM_HOME, 7),
        (S.CONFIRMED_HOME, A.HOST, T.CONFIRM_HOST, 7),
    ],
)
def test_each_in_turn_is_reminded_of_the_next_step(
    state: GiveBackState, who: GiveBackActor, step: GiveBackStep, days: int
) -> None:
    found = reminder_of(state, since=TODAY, slot=offer(start_date=TODAY + timedelta(days=90)))
    assert found is not None
    assert (found.who, found.step, found.due) == (who, step, TODAY + timedelta(days=days))
    assert found.step in steps_open_to(state, who), "nobody is reminded of what is not for them"


def test_an_answer_is_due_after_two_weeks_or_a_week_before_the_slot() -> None:
    far = offer(start_date=TODAY + timedelta(days=90))
    near = offer(start_date=TODAY + timedelta(days=10))
    late = offer(start_date=TODAY + timedelta(days=2))
    due = [
        found.due
        for slot in (None, far, near, late)
        if (found := reminder_of(S.SUGGESTED, since=TODAY, slot=slot))
    ]
    assert due == [
        TODAY + timedelta(days=14),
        TODAY + timedelta(days=14),
        TODAY + timedelta(days=3),
        TODAY,
    ]


def test_the_host_is_asked_the_day_after_whether_it_was_done() -> None:
    slot = offer(start_date=date(2026, 10, 3), end_date=date(2026, 10, 4))
    found = reminder_of(S.CONFIRMED_HOST, since=TODAY, slot=slot)
    assert found is not None
    assert (found.who, found.step, found.due) == (A.HOST, T.FINISH, date(2026, 10, 5))
