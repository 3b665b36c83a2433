"""Factories: a valid talent, organisation or offer in one call, with what the test cares about."""

from dataclasses import replace
from datetime import date
from typing import Any

from matcher.domain import (
    Audience,
    EligibilityContext,
    Offer,
    OfferId,
    Organisation,
    OrganisationId,
    Talent,
    TalentId,
)

TODAY = date(2026, 9, 1)
PARTNERSHIP = frozenset({"0165", "0190", "0260", "0217", "0163", "0183", "0259", "0265", "0175"})


def talent(key: str = "tal-1", **fields: Any) -> Talent:
    """A nineteen-year-old singer from Helsingør."""
    made = Talent(
        id=TalentId(key),
        name="Alma Testrup",
        email="alma@example.org",
        birth_date=date(2007, 3, 14),
        municipality="0217",
        roles=("singer",),
        genres=("pop",),
        level=2,
        goals=("perform",),
        languages=("da",),
        max_travel_km=30.0,
        times=("weekend",),
        bio="Jeg synger og vil gerne ud at spille.",
        discoverable=True,
    )
    return replace(made, **fields)


def organisation(key: str = "org-1", **fields: Any) -> Organisation:
    """A music school in Helsingør."""
    made = Organisation(
        id=OrganisationId(key), name="Musikskolen Prøven", type="music_school", municipality="0217"
    )
    return replace(made, **fields)


def offer(key: str = "off-1", **fields: Any) -> Offer:
    """A small gig in Helsingør in November that the talent above may apply for."""
    made = Offer(
        id=OfferId(key),
        organisation=OrganisationId("org-1"),
        title="Åben scene",
        kind="gig",
        description="Vi søger sangere til en aften i november.",
        municipality="0217",
        setting="onsite",
        reach="local",
        level_min=1,
        level_max=3,
        age_min=15,
        age_max=25,
        roles=("singer",),
        genres=("pop",),
        goals=("perform",),
        languages=("da",),
        start_date=date(2026, 11, 14),
        end_date=date(2026, 11, 14),
        deadline=date(2026, 10, 15),
        times=("weekend",),
        capacity=3,
        published_on=date(2026, 8, 20),
    )
    return replace(made, **fields)


def context(audience: Audience = Audience.COORDINATOR, **fields: Any) -> EligibilityContext:
    """Today is 2026-09-01 and the nine municipalities are members."""
    made = EligibilityContext(today=TODAY, partnership=PARTNERSHIP, audience=audience)
    return replace(made, **fields)
