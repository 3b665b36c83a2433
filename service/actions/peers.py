"""Peers: people suggested to a person who wants to meet others, recorded like every list (N25).

Only who has opted in gets such a list, and only who has opted in is in one. It is never explored:
to show somebody to others is a thing in itself, and no place to try something out.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from matcher.domain import (
    Audience,
    PeerContext,
    PeerRule,
    Problem,
    SlateRequest,
    Surface,
    Talent,
    TalentId,
    closed_to_peers,
)
from matcher.features import PeerMarks
from matcher.ranking import PeerRecommender, UnknownSubject
from service.actions.mutual_lists import called_for, kept
from service.actions.recommend import talent_target
from service.actions.resources import Resources
from service.actions.shown import Shown
from service.auth import Action, Principal, require
from service.errors import Code, ServiceError
from service.store import connections
from service.store.engine import reading
from service.store.talents import TALENTS

MOST_PEERS = 20
"""A list is for choosing from, not for collecting people."""
SCORE_DECIMALS = 1
"""As fine is the least score that a person may ask for."""
WAITS = timedelta(days=30)
"""For so long an ask that nobody has answered counts as one to be answered."""
_CLOSED = {
    PeerRule.PAUSED: Code.PEERS_PAUSED,
    PeerRule.NOT_MEETING: Code.PEERS_OFF,
    PeerRule.AGE_UNKNOWN: Code.PEERS_AGE_UNKNOWN,
    PeerRule.GUARDIAN_MISSING: Code.PEERS_GUARDIAN_MISSING,
}


async def recommend_peers(
    resources: Resources,
    request: SlateRequest,
    *,
    principal: Principal,
    surface: Surface = Surface.API,
) -> Shown:
    """Answer ``request`` for ``principal``; the slate is on disk when this returns.

    Raises ``ServiceError``: 403 ``not_yours``, 404 ``unknown_talent``, 409 for a person who may
    not meet others (``peers_off`` and its kin), ``StoreBusy``.
    """
    await resources.live.refresh()
    talent = TalentId(str(request.subject))
    target = talent_target(resources, talent, principal=principal)
    require(principal, Action.RECOMMEND_PEERS, target=target)
    now, context = resources.clock(), peer_context(resources)
    marks = _marks(resources, talent, context, now=now)
    recommender = PeerRecommender()
    called = called_for(
        resources,
        talent,
        model=recommender.model,
        principal=principal,
        surface=surface,
        now=now,
        encoder_hash=resources.live.snapshot.encoder.hash,
    )
    try:
        slate = recommender.recommend(
            resources.live.snapshot, _coarse(request), called=called, context=context, marks=marks
        )
    except UnknownSubject as error:
        raise ServiceError(Code.UNKNOWN_TALENT, 404, params={"talent": talent}) from error
    return await kept(resources, slate, principal=principal)


def _coarse(request: SlateRequest) -> SlateRequest:
    """A finer bound, asked for again and again, would tell a person another's score (N31)."""
    if request.audience is not Audience.TALENT:
        return request
    return replace(request, min_score=round(request.min_score, SCORE_DECIMALS))


def _marks(
    resources: Resources, talent: TalentId, context: PeerContext, *, now: datetime
) -> PeerMarks:
    """What stands between people as of now, for a person who may meet others."""
    with reading(resources.engine) as session:
        found = TALENTS.get(session, talent)
        marks = PeerMarks(
            met=connections.met(session, talent),
            waiting=connections.waiting(session, since=now - WAITS),
        )
    if found is None:
        raise ServiceError(Code.UNKNOWN_TALENT, 404, params={"talent": talent})
    require_open(found.value, context)
    return marks


def peer_context(resources: Resources) -> PeerContext:
    """What the rules of peers need beside two people, now and here."""
    return resources.rules.peers(resources.clock())


def require_open(talent: Talent, context: PeerContext) -> None:
    """Raise ``ServiceError`` (409, one code for each rule) when this person may not meet others."""
    closed = closed_to_peers(talent, context)
    if closed is not None:
        raise _refused(closed)


def _refused(closed: Problem) -> ServiceError:
    return ServiceError(_CLOSED[PeerRule(closed.code)], 409, params=dict(closed.params))
