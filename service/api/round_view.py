"""Rounds as they are answered, with texts in the language of who asks."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from matcher.domain import Exclusion, OfferId, PairState, TalentId, takes_seat
from matcher.vocabulary import Language
from service.actions.round_publishing import Proposal, Published
from service.actions.round_ranking import Applicant
from service.actions.round_waiting import Waiting
from service.actions.round_wishes import WishesSeen
from service.api.slates import NOT_AVAILABLE, talent_card_body
from service.i18n import say
from service.store.rounds import REFUSED, Round, RoundState, RoundWish

# What others have decided about the person, and the person is not told.
_SECRET = frozenset({Exclusion.BLOCKED.value, Exclusion.DISMISSED.value})
_SEEN = (
    "id",
    "title",
    "offers",
    "municipality",
    "opened_at",
    "closes_at",
    "side",
    "lottery",
    "state",
    "published_at",
)


def round_body(one: Round) -> dict[str, Any]:
    """What everybody in a round sees of it."""
    return {name: getattr(one, name) for name in _SEEN}


def wishes_body(seen: WishesSeen, talent: TalentId, *, lang: Language) -> dict[str, Any]:
    """A person's own list; nothing of the answer before it is published."""
    return {
        "round": seen.round.id,
        "state": seen.round.state,
        "talent": talent,
        "wishes": [_wish(one, seen, lang) for one in seen.wishes],
        "companions": sorted(seen.companions.others),
        "together_only": seen.companions.together_only,
        "companions_agreed": seen.agreed,
        "answer": _answer(seen, lang=lang),
    }


def applicants_body(
    one: Round, offer: OfferId, *, listed: Sequence[Applicant], lang: Language
) -> dict[str, Any]:
    """Who wishes for an offer, with their cards."""
    return {
        "round": one.id,
        "offer": offer,
        "state": one.state,
        "applicants": [
            {
                "talent": person.talent,
                "card": None if person.card is None else talent_card_body(person.card, lang),
                "rank": None if person.rank in (None, REFUSED) else (person.rank or 0) + 1,
                "refused": person.rank == REFUSED,
                "suggested": person.suggested,
            }
            for person in listed
        ],
    }


def proposal_body(
    found: Proposal, following: Sequence[Waiting], *, lang: Language
) -> dict[str, Any]:
    """The whole proposal, for coordinators; ``following`` are those who wait for a free seat."""
    return {
        "round": round_body(found.round),
        "seed": found.round.seed,
        "ran_at": found.round.ran_at,
        "model_hash": found.round.model_hash,
        "outcome": found.round.outcome,
        "placed": [
            _placed(one) | {"asked": (one.talent, one.offer) in found.asked} for one in found.placed
        ],
        "unplaced": found.unplaced,
        "blocking": [_placed(one) for one in found.blocking],
        "left_out": [_placed(one) | _left_out(one, lang) for one in found.left_out],
        "waiting": [_waiting(one) for one in following],
    }


def ran_body(one: Round) -> dict[str, Any]:
    """The numbers of a run; no ids, since answers to writes are kept."""
    return {"round": round_body(one), "seed": one.seed, "ran_at": one.ran_at} | {
        "outcome": one.outcome
    }


def published_body(one: Published) -> dict[str, Any]:
    """How many were asked, how many could not be asked any more, and why not."""
    refused = Counter(each.problem.code for each in one.sent if each.problem is not None)
    return {
        "round": round_body(one.round),
        "asked": sum(each.problem is None for each in one.sent),
        "refused": dict(sorted(refused.items())),
    }


def _wish(one: RoundWish, seen: WishesSeen, lang: Language) -> dict[str, Any]:
    told = {"offer": one.offer, "place": one.place + 1}
    if not seen.settled:
        return told
    return told | {"came_true": one.is_seat} | _why_not(one, seen, lang)


def _why_not(one: RoundWish, seen: WishesSeen, lang: Language) -> dict[str, Any]:
    """Whether seats were gone or the offer did not want the person is told alike."""
    if one.is_seat:
        return {"code": None, "text": None}
    if one.left_out is not None:
        return _told_left_out(one, lang)
    dearer = any(other.is_seat and other.place < one.place for other in seen.wishes)
    code = "round_dearer" if dearer else "round_no_seat"
    return {"code": code, "text": say(code, {}, lang=lang, topic="rounds")}


def _answer(seen: WishesSeen, *, lang: Language) -> str | None:
    if seen.wishes and seen.round.state is RoundState.CANCELLED:
        return say("round_cancelled", {}, lang=lang, topic="rounds")
    if not seen.settled or not seen.wishes:
        return None
    if seen.seat is None:
        return say("round_unplaced", {}, lang=lang, topic="rounds")
    place = {"place": seen.seat.place + 1}
    return say(_seat_code(seen), place, lang=lang, topic="rounds")


def _seat_code(seen: WishesSeen) -> str:
    if takes_seat(seen.standing):
        return "round_placed"
    if seen.standing & PairState.INVITED:
        return "round_offered"
    return "round_declined" if seen.declined else "round_lapsed"


def _placed(one: RoundWish) -> dict[str, Any]:
    return {"talent": one.talent, "offer": one.offer, "place": one.place + 1}


def _waiting(one: Waiting) -> dict[str, Any]:
    return {
        "offer": one.offer,
        "free": one.free,
        "next": [
            {"talent": each.talent, "place": each.place + 1, "has": each.has} for each in one.next
        ],
    }


def _told_left_out(one: RoundWish, lang: Language) -> dict[str, Any]:
    """To the person themselves: that somebody else put them aside or blocked them is not told."""
    if one.left_out not in _SECRET:
        return _left_out(one, lang)
    return {"code": NOT_AVAILABLE, "text": say(NOT_AVAILABLE, {}, lang=lang, topic="left_out")}


def _left_out(one: RoundWish, lang: Language) -> dict[str, Any]:
    code = one.left_out or ""
    return {"code": code, "text": say(code, {}, lang=lang, topic="left_out")}
