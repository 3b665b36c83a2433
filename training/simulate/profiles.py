"""The profiles of simulated people and offers: what the ranker may see of them."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from matcher.domain import (
    Offer,
    OfferId,
    OpenTo,
    Organisation,
    OrganisationId,
    Talent,
    TalentId,
)
from matcher.vocabulary import Vocabularies
from training.simulate.music import Whole
from training.simulate.offers import Offers, Organisations
from training.simulate.people import NEEDS, People
from training.simulate.texts import bio, description

_OPEN_TO = (OpenTo.ALL, OpenTo.PARTNERSHIP, OpenTo.HOME)
_REACHES = ("local", "regional", "national")


def as_talents(people: People, rows: Sequence[int] | Whole, words: Vocabularies) -> list[Talent]:
    """The visible profiles of ``rows``."""
    return [_talent(people, int(row), words) for row in rows]


def talent_id(row: int) -> TalentId:
    """The id of the person in ``row``."""
    return TalentId(f"sim-t{row:06d}")


def _talent(p: People, row: int, words: Vocabularies) -> Talent:
    km, level = float(p.stated_km[row]), int(p.stated_level[row])
    return Talent(
        id=talent_id(row),
        name=f"Person {row}",
        birth_date=date.fromordinal(int(p.born[row])),
        municipality=words.geography.codes[p.municipality[row]],
        genres=tuple(words.genres.codes[g] for g in p.ticked_genres[row] if g >= 0),
        roles=tuple(words.roles.codes[r] for r in p.ticked_roles[row] if r >= 0),
        goals=tuple(words.goals.codes[g] for g in np.flatnonzero(p.ticked_goals[row])),
        conditions=tuple(NEEDS[n] for n in np.flatnonzero(p.ticked_needs[row])),
        languages=("da",),
        level=level or None,
        max_travel_km=None if np.isnan(km) else km,
        times=tuple(words.times.codes[t] for t in np.flatnonzero(p.stated_times[row])),
        bio=_bio(p.text[row], words),
        discoverable=bool(p.discoverable[row]),
        guardian_approved=True,
    )


def _bio(text: Whole, words: Vocabularies) -> str:
    pattern, genre, role, goal = (int(part) for part in text)
    codes = words.genres.codes[genre], words.roles.codes[role], words.goals.codes[goal]
    return bio(pattern, genre=codes[0], role=codes[1], goal=codes[2], words=words)


def as_offers(offers: Offers, rows: Sequence[int] | Whole, words: Vocabularies) -> list[Offer]:
    """The offers of ``rows`` as they are written."""
    return [_offer(offers, int(row), words) for row in rows]


def as_organisations(organisations: Organisations, words: Vocabularies) -> list[Organisation]:
    """All of them."""
    return [
        Organisation(
            id=organisation_id(row),
            name=f"Forening {row}",
            type=words.organisation_types.codes[organisations.kind[row]],
            municipality=words.geography.codes[organisations.municipality[row]],
        )
        for row in range(len(organisations))
    ]


def offer_id(row: int) -> OfferId:
    """The id of the offer in ``row``."""
    return OfferId(f"sim-o{row:05d}")


def organisation_id(row: int) -> OrganisationId:
    """The id of the organisation in ``row``."""
    return OrganisationId(f"sim-g{row:04d}")


def _offer(o: Offers, row: int, words: Vocabularies) -> Offer:
    least, most = (int(level) for level in o.stated_levels[row])
    kind = words.kinds.codes[o.kind[row]]
    return Offer(
        id=offer_id(row),
        organisation=organisation_id(int(o.organisation[row])),
        title=words.kinds[kind].label_da,
        kind=kind,
        description=_description(o.text[row], words),
        municipality=words.geography.codes[o.municipality[row]],
        setting="online" if o.remote[row] else "onsite",
        reach=_REACHES[o.reach[row]],
        level_min=least or None,
        level_max=most or None,
        age_min=int(o.age_min[row]) or None,
        roles=(words.roles.codes[o.stated_roles[row]],) if o.stated_roles[row] >= 0 else (),
        genres=tuple(words.genres.codes[g] for g in o.stated_genres[row] if g >= 0),
        goals=tuple(words.goals.codes[g] for g in np.flatnonzero(o.stated_goals[row])),
        conditions=tuple(NEEDS[n] for n in np.flatnonzero(o.stated_meets[row])),
        languages=("da",),
        start_date=date.fromordinal(int(o.start[row])),
        deadline=date.fromordinal(int(o.deadline[row])),
        times=tuple(words.times.codes[t] for t in np.flatnonzero(o.times[row])),
        capacity=int(o.capacity[row]),
        open_to=_OPEN_TO[o.open_to[row]],
        price_dkk=float(o.price[row]),
        pay_dkk=float(o.pay[row]) or None,
        published_on=date.fromordinal(int(o.published[row])),
    )


def _description(text: Whole, words: Vocabularies) -> str:
    pattern, genre, kind, goal = (int(part) for part in text)
    return description(
        pattern,
        genre=words.genres.codes[genre],
        kind=words.kinds.codes[kind],
        goal=words.goals.codes[goal],
        words=words,
    )
