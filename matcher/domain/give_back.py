"""A give-back: what a participant gives at home for what was had elsewhere, and who may say what.

Participation outside the home municipality opens one, never participation at home (N39). It is an
invitation and no debt: the person may decline at any time until it is done, and nothing else of the
person changes by that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from matcher.domain.offer import Offer
from matcher.domain.problem import MatcherError, Problem
from matcher.domain.talent import Talent

GIVE_BACK_KIND = "giveback"
_ONLINE = "online"


class GiveBackState(StrEnum):
    """How far it is; ``OPEN`` has no slot yet."""

    OPEN = "open"
    SUGGESTED = "suggested"
    AGREED = "agreed"
    CONFIRMED_HOME = "confirmed_home"
    CONFIRMED_HOST = "confirmed_host"
    DONE = "done"
    WAIVED = "waived"
    DECLINED = "declined"


class GiveBackStep(StrEnum):
    """What can be done with it."""

    OPEN = "open"
    MOVE = "move"
    SUGGEST = "suggest"
    AGREE = "agree"
    CONFIRM_HOME = "confirm_home"
    CONFIRM_HOST = "confirm_host"
    FINISH = "finish"
    RELEASE = "release"
    WAIVE = "waive"
    DECLINE = "decline"


class GiveBackActor(StrEnum):
    """Who does it: the person, the home municipality, the host of the slot, or nobody by hand."""

    PERSON = "person"
    HOME = "home"
    HOST = "host"
    MATCHING = "matching"


class GiveBackRefused(MatcherError):
    """The step cannot be taken; the problem's code says why."""


_S, _T, _A = GiveBackState, GiveBackStep, GiveBackActor

SETTLED = frozenset({_S.DONE, _S.WAIVED, _S.DECLINED})
"""Nothing is awaited of anybody."""

PROPOSED = frozenset({_S.OPEN, _S.SUGGESTED})
"""The matching may still move it."""

PROMISED = frozenset({_S.AGREED, _S.CONFIRMED_HOME, _S.CONFIRMED_HOST})
"""The person has said yes to a slot, so that it holds a seat there and stays."""

_UNSETTLED = PROPOSED | PROMISED

_FROM: Mapping[GiveBackStep, tuple[frozenset[GiveBackState], GiveBackState | None]] = {
    _T.MOVE: (PROPOSED, _S.OPEN),
    _T.SUGGEST: (PROPOSED, _S.SUGGESTED),
    _T.AGREE: (PROPOSED | {_S.AGREED, _S.DECLINED}, _S.AGREED),
    _T.CONFIRM_HOME: (frozenset({_S.AGREED}), _S.CONFIRMED_HOME),
    _T.CONFIRM_HOST: (frozenset({_S.CONFIRMED_HOME}), _S.CONFIRMED_HOST),
    _T.FINISH: (frozenset({_S.CONFIRMED_HOST}), _S.DONE),
    _T.RELEASE: (PROMISED | {_S.SUGGESTED, _S.WAIVED}, _S.OPEN),
    _T.WAIVE: (_UNSETTLED | {_S.DECLINED}, _S.WAIVED),
    _T.DECLINE: (_UNSETTLED, _S.DECLINED),
}
_BY: Mapping[GiveBackStep, frozenset[GiveBackActor]] = {
    _T.MOVE: frozenset({_A.MATCHING}),
    _T.SUGGEST: frozenset({_A.MATCHING, _A.HOME}),
    _T.AGREE: frozenset({_A.PERSON}),
    _T.CONFIRM_HOME: frozenset({_A.HOME}),
    _T.CONFIRM_HOST: frozenset({_A.HOST}),
    _T.FINISH: frozenset({_A.HOME, _A.HOST}),
    _T.RELEASE: frozenset(_A),
    _T.WAIVE: frozenset({_A.HOME}),
    _T.DECLINE: frozenset({_A.PERSON}),
}
_NEEDS_REASON = frozenset({_T.WAIVE, _T.RELEASE})
# What the host never heard of, and what only the home municipality has waived, is not its to undo.
_HOST_RELEASES = frozenset({_S.CONFIRMED_HOME, _S.CONFIRMED_HOST})
_RELEASED_BY = {_A.HOST: _HOST_RELEASES, _A.PERSON: PROMISED}
_UNASKED = frozenset({_A.MATCHING, _A.PERSON})


def host_of_participation(
    talent: Talent, offer: Offer, *, place: str | None, partnership: frozenset[str]
) -> str | None:
    """The municipality elsewhere that a participation is owed to; ``None``: it opens nothing.

    ``place`` is where the offer belongs: its municipality, else its organisation's.

    1. Nobody gives back for giving back.
    2. An online offer has nobody as its guest, so that nothing is owed for it; a hybrid one has.
    3. Both places must be known, and differ.
    4. The home must be a member: without it nobody could confirm.
    """
    if offer.kind == GIVE_BACK_KIND or offer.setting == _ONLINE:
        return None
    home = talent.municipality
    if place is None or home is None or home == place or home not in partnership:
        return None
    return place


def give_back_after(
    state: GiveBackState, step: GiveBackStep, *, by: GiveBackActor, reason: str | None = None
) -> GiveBackState:
    """The state after ``step`` taken by ``by``.

    Raises ``GiveBackRefused``: ``give_back_of_other`` when it is not for ``by`` to take,
    ``give_back_reason_missing``, ``give_back_not_now`` when it cannot follow on ``state``.
    """
    if step not in _BY or by not in _BY[step]:
        raise _refused("give_back_of_other", step=step.value, actor=by.value)
    sources, after = _FROM[step]
    if step is _T.RELEASE:
        sources = _RELEASED_BY.get(by, sources)
    if state not in sources or after is None:
        raise _refused("give_back_not_now", step=step.value, state=state.value)
    if step in _NEEDS_REASON and by not in _UNASKED and not (reason or "").strip():
        raise _refused("give_back_reason_missing", step=step.value)
    return after


def steps_open_to(state: GiveBackState, by: GiveBackActor) -> tuple[GiveBackStep, ...]:
    """The steps that ``by`` may take from ``state``, in the order of ``GiveBackStep``."""
    return tuple(step for step in GiveBackStep if _may(state, step, by))


def _may(state: GiveBackState, step: GiveBackStep, by: GiveBackActor) -> bool:
    try:
        give_back_after(state, step, by=by, reason="-")
    except GiveBackRefused:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBackTerms:
    """How many days each side has, counted from the step before; ``lead_days`` before the slot all
    must be settled, and ``open_days`` without a slot are worth a look at home."""

    open_days: int = 30
    answer_days: int = 14
    confirm_days: int = 7
    lead_days: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBackReminder:
    """Who is to be reminded of which step, and on which day."""

    who: GiveBackActor
    step: GiveBackStep
    due: date


def reminder_of(
    state: GiveBackState,
    *,
    since: date,
    slot: Offer | None = None,
    terms: GiveBackTerms | None = None,
) -> GiveBackReminder | None:
    """Who must do what by when; ``None`` where nothing is awaited.

    ``since`` is the day of the last step. An answer is due after the days of ``terms``, sooner
    where the slot is near, but never before ``since``. Something to finish is due the day after the
    slot is over.
    """
    chosen = terms or GiveBackTerms()
    who, step, days = _AWAITED.get(state, (None, None, ""))
    if who is None or step is None:
        return None
    if step is _T.FINISH:
        over = slot and (slot.end_date or slot.start_date)
        due = (over or since) + timedelta(days=1)
        return GiveBackReminder(who=who, step=step, due=due)
    due = since + timedelta(days=getattr(chosen, days))
    if slot is not None and slot.start_date is not None:
        due = max(min(due, slot.start_date - timedelta(days=chosen.lead_days)), since)
    return GiveBackReminder(who=who, step=step, due=due)


_AWAITED: Mapping[GiveBackState, tuple[GiveBackActor, GiveBackStep, str]] = {
    _S.OPEN: (_A.HOME, _T.SUGGEST, "open_days"),
    _S.SUGGESTED: (_A.PERSON, _T.AGREE, "answer_days"),
    _S.AGREED: (_A.HOME, _T.CONFIRM_HOME, "confirm_days"),
    _S.CONFIRMED_HOME: (_A.HOST, _T.CONFIRM_HOST, "confirm_days"),
    _S.CONFIRMED_HOST: (_A.HOST, _T.FINISH, ""),
}


def _refused(code: str, **params: str) -> GiveBackRefused:
    return GiveBackRefused(Problem(code, params))
