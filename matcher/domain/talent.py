"""A talent: a young musician's profile, as far as the person has told it."""

from dataclasses import dataclass
from datetime import date

from matcher.domain.ids import OrganisationId, TalentId
from matcher.domain.profile import FreeTag


@dataclass(frozen=True, slots=True, kw_only=True)
class Talent:
    """Terms are vocabulary codes; ``None`` and ``()`` mean "not stated", never "no".

    ``municipality`` is a four-digit code, ``postcode`` a Danish postcode, ``max_travel_km`` the
    distance in kilometres that the person accepts. ``level`` runs from 1 (just started) to 5
    (near-professional). ``target_groups`` are the person's own declarations (needs.md, N35); they
    open targeted offers and are never a feature. ``profiling`` is false when the person has
    objected to being ranked (GDPR 21), ``learning`` when it does not want that later models learn
    from what it was shown and did: another purpose, and so a choice of its own (GDPR 6, 7).
    ``meets_peers`` lets other people who said the same be suggested to this one, and this one to
    them (N25); ``joins_give_back`` lets co-participants from home be told who they could give back
    with (N41). ``child_certificate`` is set by a coordinator who has seen it.
    """

    id: TalentId
    name: str
    email: str | None = None
    birth_date: date | None = None
    municipality: str | None = None
    postcode: str | None = None
    roles: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    level: int | None = None
    goals: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    max_travel_km: float | None = None
    times: tuple[str, ...] = ()
    bio: str = ""
    links: tuple[str, ...] = ()
    organisation: OrganisationId | None = None
    discoverable: bool = False
    paused: bool = False
    profiling: bool = True
    learning: bool = True
    guardian_approved: bool = False
    target_groups: tuple[str, ...] = ()
    meets_peers: bool = False
    joins_give_back: bool = False
    child_certificate: bool = False
    free_tags: tuple[FreeTag, ...] = ()


def age_on(birth_date: date, day: date) -> int:
    """Age in completed years on ``day``; who is born on 29 February turns a year on 1 March."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday
