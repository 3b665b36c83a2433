"""Events: what may follow on what, and what holds a seat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import EventKind, EventRefused, PairState, Side, follow, takes_seat

T, P = Side.TALENT, Side.PROVIDER


def _after(*steps: tuple[EventKind, Side]) -> PairState:
    state = PairState.NONE
    for kind, side in steps:
        state = follow(state, kind, side=side)
    return state


def test_an_application_is_accepted_by_the_provider_and_holds_a_seat() -> None:
    state = _after((EventKind.APPLY, T), (EventKind.ACCEPT, P))
    assert state == PairState.ACCEPTED
    assert takes_seat(state)


def test_an_invitation_is_accepted_by_the_talent() -> None:
    assert _after((EventKind.INVITE, P), (EventKind.ACCEPT, T)) == PairState.ACCEPTED


def test_a_withdrawn_application_frees_the_seat_and_may_be_made_again() -> None:
    steps = ((EventKind.APPLY, T), (EventKind.ACCEPT, P), (EventKind.WITHDRAW, T))
    assert _after(*steps) == PairState.NONE
    assert _after(*steps, (EventKind.APPLY, T)) == PairState.APPLIED


def test_a_declined_talent_may_be_invited_after_all() -> None:
    declined = _after((EventKind.APPLY, T), (EventKind.DECLINE, P))
    assert declined == PairState.DECLINED
    assert follow(declined, EventKind.INVITE, side=P) == PairState.INVITED


def test_saving_brings_back_what_was_hidden() -> None:
    assert _after((EventKind.HIDE, T), (EventKind.SAVE, T)) == PairState.SAVED


def test_each_side_hides_for_itself() -> None:
    assert _after((EventKind.HIDE, T)) == PairState.HIDDEN_BY_TALENT
    assert _after((EventKind.HIDE, P)) == PairState.HIDDEN_BY_PROVIDER


def test_drop_in_is_attended_without_an_application() -> None:
    assert _after((EventKind.ATTEND, T)) == PairState.TAKEN_PART


def test_who_was_said_to_be_absent_can_be_corrected() -> None:
    steps = ((EventKind.APPLY, T), (EventKind.ACCEPT, P), (EventKind.NO_SHOW, P))
    assert _after(*steps) == PairState.NO_SHOW
    assert _after(*steps, (EventKind.ATTEND, P)) == PairState.TAKEN_PART


@pytest.mark.parametrize(
    ("before", "kind", "side", "code"),
    [
        ((), EventKind.APPLY, P, "event_of_wrong_side"),
        ((), EventKind.INVITE, T, "event_of_wrong_side"),
        ((), EventKind.ACCEPT, P, "nothing_to_accept"),
        ((), EventKind.DECLINE, T, "nothing_to_decline"),
        ((), EventKind.WITHDRAW, T, "nothing_to_withdraw"),
        ((), EventKind.NO_SHOW, P, "no_seat_held"),
        (((EventKind.APPLY, T),), EventKind.APPLY, T, "already_in_progress"),
        (((EventKind.APPLY, T),), EventKind.ACCEPT, T, "nothing_to_accept"),
        (((EventKind.INVITE, P),), EventKind.INVITE, P, "already_in_progress"),
        (((EventKind.ATTEND, T),), EventKind.APPLY, T, "already_taken_part"),
        (((EventKind.ATTEND, T),), EventKind.INVITE, P, "already_taken_part"),
        (((EventKind.APPLY, T), (EventKind.DECLINE, P)), EventKind.APPLY, T, "already_declined"),
    ],
)
def test_what_cannot_follow_is_refused_with_its_code(
    before: tuple[tuple[EventKind, Side], ...], kind: EventKind, side: Side, code: str
) -> None:
    with pytest.raises(EventRefused) as refused:
        follow(_after(*before), kind, side=side)
    assert refused.value.problem.code == code
    assert refused.value.problem.params == {"kind": kind.value, "side": side.value}


@given(steps=st.lists(st.tuples(st.sampled_from(EventKind), st.sampled_from(Side)), max_size=12))
def test_a_pair_is_never_in_two_open_states_at_once(steps: list[tuple[EventKind, Side]]) -> None:
    state = PairState.NONE
    for kind, side in steps:
        try:
            state = follow(state, kind, side=side)
        except EventRefused:
            continue
        exclusive = PairState.APPLIED | PairState.INVITED | PairState.ACCEPTED
        assert (state & exclusive).bit_count() <= 1
