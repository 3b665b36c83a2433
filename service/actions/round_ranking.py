"""Ranking in a round: how an offer orders those who wish for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from matcher.domain import Audience, Direction, Exclusion, OfferId, TalentId, exclusions
from matcher.features import Snapshot, pairing, verdicts
from matcher.features.eligibility import RULES
from service.actions.acting import Acting
from service.actions.cards import TalentCard, talent_card
from service.actions.resources import Resources
from service.actions.round_rules import pairs_by_key
from service.actions.rounds import Turn, known, own_offer, require_in, require_unsettled, told
from service.actions.visibility import UNSEEN
from service.auth import Principal, Role, in_area
from service.errors import Code, ServiceError
from service.store import rounds
from service.store.rounds import REFUSED, Round, RoundRank, RoundState
from service.store.talents import TALENTS

# Who wishes for an offer has let its organisation see them; who blocks or pauses has not.
_UNSEEN_IN_ROUND = UNSEEN - {Exclusion.NOT_DISCOVERABLE, Exclusion.HIDDEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """``tiers`` from the best, equals together; ``refused`` are not wanted at all."""

    tiers: tuple[tuple[TalentId, ...], ...]
    refused: tuple[TalentId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who wishes for an offer; ``rank`` is ``None`` where nobody has ranked the person yet.

    ``card`` is what lists show of the person. Where on the person's own list the offer stands is
    nobody's business but the person's.
    """

    talent: TalentId
    rank: int | None
    suggested: bool
    card: TalentCard | None


def rank(
    session: Session, round_id: str, offer: OfferId, *, ranking: Ranking, acting: Acting
) -> None:
    """Put an offer's whole order in place of the one before; a proposal that stands falls.

    Whom an organisation is not told of it cannot rank either: they are to it like everybody who
    does not wish. Raises ``ServiceError``: 403 ``not_yours``; 404 ``unknown_offer``,
    ``unknown_round``; 409 ``round_settled``; 422 ``offer_not_in_round``, ``not_an_applicant``,
    ``ranked_twice``.
    """
    own_offer(session, offer, principal=acting.principal)
    found = known(session, round_id)
    require_unsettled(found)
    require_in(found, [offer])
    ranks = _ranks(ranking)
    wishing = {one.talent for one in rounds.wishes(session, round_id, offer=offer)}
    if acting.principal.role is Role.ORGANISATION:
        wishing -= _unseen(session, offer, list(ranks), acting=acting)
    for talent in ranks:
        if talent not in wishing:
            raise ServiceError(Code.NOT_AN_APPLICANT, 422, params={"talent": talent})
    rounds.put_ranks(session, round_id, offer, ranks=ranks)
    if found.state is RoundState.PROPOSED:
        rounds.put(session, replace(found, state=RoundState.OPEN))


def applicants(
    session: Session, round_id: str, offer: OfferId, *, turn: Turn, resources: Resources
) -> tuple[Round, Sequence[Applicant]]:
    """Who wishes for an offer, the best first, then those who are not ranked, by id.

    An organisation is not told of who keeps apart from it, or is not here for the time being.
    Raises ``ServiceError``: 403 ``not_yours``; 404 ``unknown_offer``, ``unknown_round``; 422
    ``offer_not_in_round``.
    """
    own_offer(session, offer, principal=turn.principal)
    found = known(session, round_id)
    require_in(found, [offer])
    ranks = {one.talent: one for one in rounds.ranks(session, round_id, offer=offer)}
    wishing = [one.talent for one in rounds.wishes(session, round_id, offer=offer)]
    if turn.principal.role is Role.ORGANISATION:
        seen = _seen(resources, offer, turn=turn)
        wishing = [one for one in wishing if one in seen]
    cards = _cards(session, wishing, principal=turn.principal)
    listed = [_applicant(one, ranks.get(one), cards.get(one)) for one in wishing]
    return told(found, turn=turn), sorted(listed, key=_order)


def _ranks(ranking: Ranking) -> dict[TalentId, int]:
    ranks: dict[TalentId, int] = {}
    tiers = [*enumerate(ranking.tiers), (REFUSED, ranking.refused)]
    for place, tier in tiers:
        for talent in tier:
            if talent in ranks:
                raise ServiceError(Code.RANKED_TWICE, 422, params={"talent": talent})
            ranks[talent] = place
    return ranks


def _unseen(
    session: Session, offer: OfferId, talents: Sequence[TalentId], *, acting: Acting
) -> set[TalentId]:
    """Whom of ``talents`` the organisation is not told of."""
    keys = [(talent, offer) for talent in talents]
    context = acting.rules.context(acting.now, audience=Audience.ORGANISATION)
    return {
        talent
        for (talent, _), pair in pairs_by_key(session, keys, words=acting.words).items()
        if any(problem.code in _UNSEEN_IN_ROUND for problem in exclusions(pair, context))
    }


def _applicant(talent: TalentId, ranked: RoundRank | None, card: TalentCard | None) -> Applicant:
    if ranked is None:
        return Applicant(talent=talent, rank=None, suggested=False, card=card)
    return Applicant(talent=talent, rank=ranked.rank, suggested=ranked.suggested, card=card)


def _cards(
    session: Session, wishing: Sequence[TalentId], *, principal: Principal
) -> dict[TalentId, TalentCard]:
    """With names for staff, within their area."""
    staff = principal.role is not Role.ORGANISATION
    return {
        key: talent_card(
            one.value,
            updated_at=one.updated_at,
            named=staff and in_area(principal, one.value.municipality),
        )
        for key, one in TALENTS.get_many(session, wishing).items()
    }


def _order(one: Applicant) -> tuple[int, int, str]:
    if one.rank is None:
        return 1, 0, one.talent
    return (2, 0, one.talent) if one.rank == REFUSED else (0, one.rank, one.talent)


def _seen(resources: Resources, offer: OfferId, *, turn: Turn) -> frozenset[str]:
    """Of whom the organisation may learn that they wish."""
    snapshot: Snapshot = resources.live.snapshot
    if offer not in snapshot.offers.row_of:
        return frozenset()
    everybody = pairing(snapshot, Direction.TALENTS_FOR_OFFER, subject=offer)
    context = resources.rules.context(turn.now, audience=Audience.ORGANISATION)
    asked = frozenset(RULES) - _UNSEEN_IN_ROUND
    ids = everybody.ids()
    answer = verdicts(everybody, context, unasked=asked)
    return frozenset(ids[row] for row in answer.eligible().tolist())
