"""An event: what somebody did about an offer, and what it makes of the pair of talent and offer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag, StrEnum

from matcher.domain.ids import EventId, OfferId, SlateId, TalentId
from matcher.domain.problem import MatcherError, Problem


class EventKind(StrEnum):
    """What was done."""

    VIEW = "view"
    SAVE = "save"
    HIDE = "hide"
    APPLY = "apply"
    WITHDRAW = "withdraw"
    INVITE = "invite"
    ACCEPT = "accept"
    DECLINE = "decline"
    ATTEND = "attend"
    NO_SHOW = "no_show"
    COMPLETE = "complete"
    RATE = "rate"


class Side(StrEnum):
    """Which side did it, or which side's liking is meant."""

    TALENT = "talent"
    PROVIDER = "provider"


class PairState(IntFlag):
    """What has happened between one talent and one offer, as far as it decides what may come."""

    NONE = 0
    SAVED = 1
    HIDDEN_BY_TALENT = 2
    HIDDEN_BY_PROVIDER = 4
    APPLIED = 8
    INVITED = 16
    ACCEPTED = 32
    DECLINED = 64
    TAKEN_PART = 128
    NO_SHOW = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the log; ``at`` is aware of its time zone, ``rating`` runs from 1 to 5."""

    id: EventId
    kind: EventKind
    side: Side
    talent: TalentId
    offer: OfferId
    at: datetime
    recommendation: SlateId | None = None
    rating: int | None = None
    reason: str | None = None


class EventRefused(MatcherError):
    """The event cannot follow on what happened before; the problem's code says why."""


_Transition = Callable[[PairState, Side], PairState]
_OPEN = PairState.APPLIED | PairState.INVITED | PairState.ACCEPTED


def follow(state: PairState, kind: EventKind, *, side: Side) -> PairState:
    """The state of the pair after ``kind`` done by ``side``.

    Raises ``EventRefused`` when the event cannot follow on ``state``. Seats are the caller's
    business: an accept of a full offer is refused there.
    """
    _require(side in _SIDES[kind], "event_of_wrong_side", kind, side)
    return _TRANSITIONS[kind](state, side)


def waits(state: PairState) -> bool:
    """Whether one of the two has asked the other, by application or invitation, without answer."""
    return bool(state & (PairState.APPLIED | PairState.INVITED))


def is_invited(state: PairState) -> bool:
    """Whether the provider has offered the talent a seat, and has no answer."""
    return bool(state & PairState.INVITED)


def takes_seat(state: PairState) -> bool:
    """Whether the talent holds one of the offer's seats."""
    return bool(state & (PairState.ACCEPTED | PairState.TAKEN_PART | PairState.NO_SHOW))


def _require(holds: bool, code: str, kind: EventKind, side: Side) -> None:
    if not holds:
        raise EventRefused(Problem(code, {"kind": kind.value, "side": side.value}))


def _view(state: PairState, _side: Side) -> PairState:
    return state


def _save(state: PairState, _side: Side) -> PairState:
    """Saving what one has hidden brings it back: the later wish counts."""
    return (state & ~PairState.HIDDEN_BY_TALENT) | PairState.SAVED


def _hide(state: PairState, side: Side) -> PairState:
    by_talent = side is Side.TALENT
    return state | (PairState.HIDDEN_BY_TALENT if by_talent else PairState.HIDDEN_BY_PROVIDER)


def _apply(state: PairState, side: Side) -> PairState:
    _require(not state & _OPEN, "already_in_progress", EventKind.APPLY, side)
    _require(not state & PairState.DECLINED, "already_declined", EventKind.APPLY, side)
    _require(not state & PairState.TAKEN_PART, "already_taken_part", EventKind.APPLY, side)
    return state | PairState.APPLIED


def _withdraw(state: PairState, side: Side) -> PairState:
    """A talent takes back an application or a seat, a provider an invitation."""
    mine = PairState.APPLIED | PairState.ACCEPTED if side is Side.TALENT else PairState.INVITED
    _require(bool(state & mine), "nothing_to_withdraw", EventKind.WITHDRAW, side)
    return state & ~_OPEN


def _invite(state: PairState, side: Side) -> PairState:
    _require(not state & _OPEN, "already_in_progress", EventKind.INVITE, side)
    _require(not state & PairState.TAKEN_PART, "already_taken_part", EventKind.INVITE, side)
    return (state & ~PairState.DECLINED) | PairState.INVITED


def _accept(state: PairState, side: Side) -> PairState:
    _require(bool(state & _asked_by_other(side)), "nothing_to_accept", EventKind.ACCEPT, side)
    return (state & ~_OPEN) | PairState.ACCEPTED


def _decline(state: PairState, side: Side) -> PairState:
    _require(bool(state & _asked_by_other(side)), "nothing_to_decline", EventKind.DECLINE, side)
    return (state & ~_OPEN) | PairState.DECLINED


def _attend(state: PairState, _side: Side) -> PairState:
    """Drop-in offers are attended without an application."""
    return (state & ~_OPEN & ~PairState.NO_SHOW) | PairState.TAKEN_PART


def _no_show(state: PairState, side: Side) -> PairState:
    _require(bool(state & PairState.ACCEPTED), "no_seat_held", EventKind.NO_SHOW, side)
    return (state & ~_OPEN) | PairState.NO_SHOW


def _asked_by_other(side: Side) -> PairState:
    return PairState.INVITED if side is Side.TALENT else PairState.APPLIED


_BOTH = frozenset(Side)
_TALENT = frozenset({Side.TALENT})
_PROVIDER = frozenset({Side.PROVIDER})

_SIDES: Mapping[EventKind, frozenset[Side]] = {
    EventKind.VIEW: _BOTH,
    EventKind.SAVE: _BOTH,
    EventKind.HIDE: _BOTH,
    EventKind.APPLY: _TALENT,
    EventKind.WITHDRAW: _BOTH,
    EventKind.INVITE: _PROVIDER,
    EventKind.ACCEPT: _BOTH,
    EventKind.DECLINE: _BOTH,
    EventKind.ATTEND: _BOTH,
    EventKind.NO_SHOW: _PROVIDER,
    EventKind.COMPLETE: _BOTH,
    EventKind.RATE: _BOTH,
}

_TRANSITIONS: Mapping[EventKind, _Transition] = {
    EventKind.VIEW: _view,
    EventKind.SAVE: _save,
    EventKind.HIDE: _hide,
    EventKind.APPLY: _apply,
    EventKind.WITHDRAW: _withdraw,
    EventKind.INVITE: _invite,
    EventKind.ACCEPT: _accept,
    EventKind.DECLINE: _decline,
    EventKind.ATTEND: _attend,
    EventKind.NO_SHOW: _no_show,
    EventKind.COMPLETE: _attend,
    EventKind.RATE: _view,
}
