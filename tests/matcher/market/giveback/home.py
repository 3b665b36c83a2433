"""A home: people who have something to give, slots, and the matching of the two in one call."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from matcher.domain import Offer, OfferId, Talent
from matcher.features import Snapshot, sentence_encoder
from matcher.market.giveback import Matching, MatchingTerms, Owed, Slot, match_home, rules_between
from matcher.vocabulary import load
from tests.factories import TODAY, context, offer, organisation, talent

CAMP = OfferId("off-camp")


def owed(key: str, *roles: str, cohort: OfferId = CAMP, **fields: Any) -> Owed:
    """Somebody from Helsingør, opted in, who took part in the camp and plays ``roles``."""
    of = {name: fields.pop(name) for name in ("current", "busy", "friends") if name in fields}
    person = talent(
        f"tal-{key}",
        **{"roles": roles or ("singer",), "times": (), "joins_give_back": True, **fields},
    )
    return Owed(id=key, talent=person, cohort=cohort, **of)


def slot(key: str, *, free: int | None = 3, **fields: Any) -> Slot:
    """A slot in Helsingør on a day of its own, that seeks nobody in particular."""
    number = sum(map(ord, key))
    day = date(2026, 10, 1 + number % 28)
    usual: dict[str, Any] = {
        "kind": "giveback",
        "roles": (),
        "genres": (),
        "times": (),
        "start_date": day,
        "end_date": day,
        "deadline": None,
        "capacity": None,
    }
    return Slot(offer=offer(f"off-{key}", **{**usual, **fields}), free=free)


def matched(people: Sequence[Owed], slots: Sequence[Slot], **fields: Any) -> Matching:
    """The matching of the home."""
    terms = fields.pop("terms", MatchingTerms())
    snapshot = town([one.talent for one in people], [one.offer for one in slots])
    rules = rules_between(people, slots, snapshot=snapshot, context=context(**fields))
    return match_home(people, slots, rules=rules, words=load(), terms=terms)


def town(people: Sequence[Talent], offers: Sequence[Offer]) -> Snapshot:
    """A snapshot of them and the music school."""
    snapshot = _shared()
    snapshot.put_offers(offers)
    distinct = list({person.id: person for person in people}.values())
    snapshot.put_talents(distinct, [TODAY] * len(distinct))
    return snapshot


@cache
def _shared() -> Snapshot:
    """Filled anew by every test, since making one takes longer than a matching."""
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_organisations([organisation()])
    return snapshot


def placed(matching: Matching) -> dict[str, str]:
    """Who is where."""
    return {one.owed.id: one.slot.offer.id.removeprefix("off-") for one in matching.placements}
