"""Opening give-backs: one for each participation away from home, once."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from matcher.domain import (
    Offer,
    OfferId,
    Organisation,
    OrganisationId,
    PairState,
    Talent,
    TalentId,
    host_of_participation,
)
from service.actions.give_back_home import offers_of, talents_of
from service.actions.kinds import home_of
from service.actions.resources import Rules
from service.store import give_backs, pairs
from service.store.give_backs import GiveBack, give_back_id
from service.store.offers import OFFERS
from service.store.organisations import ORGANISATIONS
from service.store.talents import TALENTS

_BATCH = 500


def open_one(
    session: Session, talent: TalentId, offer: OfferId, *, key: str, now: datetime, rules: Rules
) -> GiveBack | None:
    """Open the give-back for a participation, unless it is open already or none is owed."""
    who, what = TALENTS.get(session, talent), OFFERS.get(session, offer)
    if who is None or what is None:
        return None
    place = home_of(session, what.value)
    made = _opened(who.value, what.value, place=place, now=now, rules=rules)
    opened = give_backs.open_many(session, [made], key=key) if made else []
    return opened[0] if opened else None


def open_history(
    session: Session,
    *,
    key: str,
    now: datetime,
    rules: Rules,
    since: Mapping[pairs.PairKey, datetime] | None = None,
) -> int:
    """Open one for every participation on record that has none yet; answers with how many.

    They open ``now``, so that nobody is reminded at once of what is long ago; ``since`` says for
    which it was earlier.
    """
    opened = 0
    for some in _batched(pairs.stream(session)):
        talents = talents_of(session, (pair.talent for pair in some))
        offers = offers_of(session, (pair.offer for pair in some))
        homes = ORGANISATIONS.get_many(
            session, sorted({offer.organisation for offer in offers.values()})
        )
        made = [
            _opened(
                talents[pair.talent],
                offers[pair.offer],
                place=_place(offers[pair.offer], {k: v.value for k, v in homes.items()}),
                now=(since or {}).get((pair.talent, pair.offer), now),
                rules=rules,
            )
            for pair in some
        ]
        opened += len(give_backs.open_many(session, [one for one in made if one], key=key))
    return opened


def _opened(
    talent: Talent, offer: Offer, *, place: str | None, now: datetime, rules: Rules
) -> GiveBack | None:
    host = host_of_participation(talent, offer, place=place, partnership=rules.partnership)
    if host is None or talent.municipality is None:
        return None
    return GiveBack(
        id=give_back_id(talent.id, offer.id),
        talent=talent.id,
        offer=offer.id,
        municipality=talent.municipality,
        host_municipality=host,
        opened_at=now,
        since=now,
    )


def _place(offer: Offer, homes: Mapping[OrganisationId, Organisation]) -> str | None:
    home = homes.get(offer.organisation)
    return offer.municipality or (home.municipality if home else None)


def _batched(
    found: Iterable[pairs.TalentOffer],
) -> Iterator[list[pairs.TalentOffer]]:
    """Those who took part, some at a time."""
    some: list[pairs.TalentOffer] = []
    for pair in found:
        if pair.state & PairState.TAKEN_PART:
            some.append(pair)
        if len(some) == _BATCH:
            yield some
            some = []
    yield some
