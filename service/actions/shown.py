"""What is shown: a recorded list, and the cards of what is in it as they are today."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain import (
    Audience,
    Direction,
    EligibilityContext,
    OfferId,
    OrganisationId,
    Slate,
    SlateItem,
    TalentId,
    may_meet,
)
from matcher.features import PairFacts, Rows, Snapshot, findable_talents, pairing
from matcher.features.columns import Columns
from matcher.ranking import distances
from matcher.ranking.scarcity import NAMING
from service.actions.cards import (
    OfferCard,
    OrganisationCard,
    PeerCard,
    TalentCard,
    peer_card,
    talent_card,
)
from service.actions.resources import Resources
from service.auth import Principal, Role, in_area
from service.store.engine import reading
from service.store.talents import TALENTS

_NAMED_TO = frozenset({Role.COORDINATOR, Role.ADMIN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A recorded list and the cards of what is in it; what has gone since has no card.

    Who may not be found any more is like who has gone: an id, without card, distance or reasons.
    ``offers`` also holds the cards of those that notes name.
    ``distances`` are in km by the item's id, without what one can join from home.
    """

    slate: Slate
    distances: Mapping[str, float] = field(default_factory=dict)
    offers: Mapping[OfferId, OfferCard] = field(default_factory=dict)
    senders: Mapping[OrganisationId, OrganisationCard] = field(default_factory=dict)
    talents: Mapping[TalentId, TalentCard] = field(default_factory=dict)
    peers: Mapping[TalentId, PeerCard] = field(default_factory=dict)
    partners: Mapping[OrganisationId, OrganisationCard] = field(default_factory=dict)


def with_cards(
    resources: Resources, slate: Slate, *, context: EligibilityContext, principal: Principal
) -> Shown:
    """The list with the cards that ``principal`` may see."""
    if slate.request.direction is Direction.PEERS_FOR_TALENT:
        return _peers_shown(resources, slate, principal=principal)
    if slate.request.direction is Direction.PARTNERS_FOR_ORGANISATION:
        return _partners_shown(resources, slate)
    if not slate.request.direction.lists_offers:
        return _talents_shown(resources, slate, context=context, principal=principal)
    away = _distances(resources.live.snapshot, slate, context)
    known, organisations = resources.live.offers, resources.live.organisations
    listed = (*(OfferId(item.id) for item in slate.items), *_instead(slate))
    offers = {offer: known[offer] for offer in listed if offer in known}
    named = {card.organisation for card in offers.values()}
    senders = {sender: organisations[sender] for sender in named if sender in organisations}
    return Shown(slate=slate, distances=away, offers=offers, senders=senders)


def _instead(slate: Slate) -> Iterator[OfferId]:
    """The offers that notes name."""
    for item in slate.items:
        for note in item.notes:
            if note.code in NAMING:
                yield from map(OfferId, str(note.params["offers"]).split("|"))


def _talents_shown(
    resources: Resources, slate: Slate, *, context: EligibilityContext, principal: Principal
) -> Shown:
    seen = _seen(resources, slate, principal=principal)
    slate = replace(
        slate, items=tuple(item if item.id in seen else _bare(item) for item in slate.items)
    )
    away = _distances(resources.live.snapshot, slate, context)
    return Shown(
        slate=slate,
        distances={talent: km for talent, km in away.items() if talent in seen},
        talents=_talent_cards(resources, seen, principal=principal),
    )


def _peers_shown(resources: Resources, slate: Slate, *, principal: Principal) -> Shown:
    """Under an alias; who may not be met any more is only a place in the list."""
    context = resources.rules.peers(resources.clock())
    listed = [TalentId(item.id) for item in slate.items]
    with reading(resources.engine) as session:
        found = TALENTS.get_many(session, [TalentId(str(slate.request.subject)), *listed])
    subject = found.get(TalentId(str(slate.request.subject)))
    staff = principal.role in _NAMED_TO
    cards = {
        peer: peer_card(
            one.value, told=staff, named=staff and in_area(principal, one.value.municipality)
        )
        for peer, one in found.items()
        if subject and (staff or may_meet(subject.value, one.value, context))
    }
    items = tuple(item if item.id in cards else _bare(item) for item in slate.items)
    return Shown(slate=replace(slate, items=items), peers=cards)


def _partners_shown(resources: Resources, slate: Slate) -> Shown:
    known = resources.live.organisations
    listed = (OrganisationId(item.id) for item in slate.items)
    return Shown(slate=slate, partners={one: known[one] for one in listed if one in known})


def _seen(resources: Resources, slate: Slate, *, principal: Principal) -> frozenset[TalentId]:
    """Of those in the list whom ``principal`` may see now; a list may have been recorded long ago.

    An organisation sees whom it may find: who has since withdrawn or blocked it is not shown.
    """
    listed = frozenset(TalentId(item.id) for item in slate.items)
    if principal.role is not Role.ORGANISATION:
        return listed
    snapshot = resources.live.snapshot
    now = resources.rules.context(resources.clock(), audience=Audience.ORGANISATION)
    findable = findable_talents(snapshot, now, seeker=principal.organisation).eligible()
    row_of, rows = snapshot.talents.row_of, frozenset(findable.tolist())
    return frozenset(talent for talent in listed if row_of.get(talent) in rows)


def _bare(item: SlateItem) -> SlateItem:
    return replace(item, reasons=(), notes=(), contributions={})


def _talent_cards(
    resources: Resources, talents: Iterable[TalentId], *, principal: Principal
) -> dict[TalentId, TalentCard]:
    with reading(resources.engine) as session:
        found = TALENTS.get_many(session, list(talents))
    staff = principal.role in _NAMED_TO
    return {
        talent: talent_card(
            one.value,
            updated_at=one.updated_at,
            named=staff and in_area(principal, one.value.municipality),
        )
        for talent, one in found.items()
    }


def _distances(snapshot: Snapshot, slate: Slate, context: EligibilityContext) -> dict[str, float]:
    """In km for every item that is still there, where both places are known."""
    offers = slate.request.direction.lists_offers
    theirs = snapshot.offers if offers else snapshot.talents
    listed = [str(item.id) for item in slate.items if item.id in theirs.row_of]
    if not listed:
        return {}
    rows = np.array([theirs.row_of[candidate] for candidate in listed])
    found = _km(snapshot, slate, context, theirs, rows)
    if found is None:
        return {}
    known, km = np.flatnonzero(~np.isnan(found)).tolist(), found.tolist()
    return {listed[place]: round(km[place], 1) for place in known}


def _km(
    snapshot: Snapshot,
    slate: Slate,
    context: EligibilityContext,
    theirs: Columns,
    rows: NDArray[np.intp],
) -> NDArray[np.float32] | None:
    """Of each row, NaN for what one can join from home or where a place is not known."""
    direction, subject = slate.request.direction, str(slate.request.subject)
    if direction.by_words:
        km = distances(Rows(theirs, rows), snapshot, slate.request)
        remote = theirs["remote"][rows] if direction.lists_offers else np.zeros(1, dtype=np.bool_)
        return None if km is None else np.where(remote, np.nan, km)
    ours = snapshot.talents if direction is Direction.OFFERS_FOR_TALENT else snapshot.offers
    if subject not in ours.row_of:
        return None
    shown = pairing(snapshot, direction, subject=subject).keep(rows)
    away = PairFacts(shown, context).distance
    return np.where(np.broadcast_to(shown.offers["remote"], len(away)), np.nan, away)
