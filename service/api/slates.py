"""Slates: a recorded list as it is answered, with texts in the language of who asks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from matcher.domain import (
    Audience,
    Direction,
    OfferId,
    Order,
    OrganisationId,
    Slate,
    SlateItem,
    TalentId,
)
from matcher.ranking.narrowing import BEYOND_MAX_KM
from matcher.ranking.scarcity import NAMING
from matcher.vocabulary import Language
from service.actions.cards import OfferCard, PeerCard, TalentCard
from service.actions.shown import Shown
from service.actions.visibility import UNSEEN
from service.api.reasons import Voices, coarse, told_notes, told_reasons, voices_of
from service.i18n import kroner, label, say

NOT_AVAILABLE = "not_available"
_MAIN_REASONS = 3


def slate_body(shown: Shown, *, lang: Language, explain: bool) -> dict[str, Any]:
    """The answer to who asked for the list, or asks for it again."""
    slate = shown.slate
    excluded = _excluded(slate, lang)
    voices = voices_of(slate) if explain else None
    return {
        "recommendation_id": slate.id,
        "at": slate.at,
        "direction": slate.request.direction,
        "subject": slate.request.subject,
        "order": slate.request.order,
        "query": slate.request.query,
        "near": slate.request.near,
        "lang": lang,
        "items": [_item(item, shown, voices, lang=lang) for item in slate.items],
        "candidates": slate.candidates,
        "excluded": excluded,
        "empty": None if slate.items else _empty(slate, excluded, lang),
        "model": {
            "hash": slate.model_hash,
            "features": slate.schema_hash,
            "encoder": slate.encoder_hash,
        },
        "market": slate.market_run,
        "ranking": {"href": "/ranking", "text": say("ranking_link", {}, lang=lang, topic="pages")},
    }


def _item(
    item: SlateItem, shown: Shown, voices: Voices | None, *, lang: Language
) -> dict[str, Any]:
    request = shown.slate.request
    ranked = request.order is Order.FIT and item.wants is not None and not _is_of_peers(shown)
    body: dict[str, Any] = {"position": item.position, "score": item.score if ranked else None}
    if request.audience is Audience.COORDINATOR:
        body["propensity"] = item.propensity
    if ranked and request.audience is not Audience.ORGANISATION and not request.direction.mutual:
        body |= {"wants": item.wants, "taken": item.taken, "still_free": item.still_free}
    if item.queue is not None:
        body |= {"seats_left": item.seats_left, "queue": item.queue}
    body |= _LISTED[request.direction](item, shown, lang)
    if voices is not None:
        body["reasons"] = _reasons(item, shown, voices, lang=lang)
    titles = {str(card.id): card.title for card in shown.offers.values()} if _names(item) else {}
    body["notes"] = told_notes(item, audience=request.audience, lang=lang, titles=titles)
    return body


def _names(item: SlateItem) -> bool:
    """Whether one of the item's notes names other offers."""
    return any(note.code in NAMING for note in item.notes)


def _is_of_peers(shown: Shown) -> bool:
    """Nobody is told a figure about another person (needs.md, N31)."""
    request = shown.slate.request
    peers = request.direction is Direction.PEERS_FOR_TALENT
    return peers and request.audience is Audience.TALENT


def _reasons(
    item: SlateItem, shown: Shown, voices: Voices, *, lang: Language
) -> list[dict[str, Any]]:
    """Of an organisation everything may be read, and of another person no figures."""
    request = shown.slate.request
    audience = Audience.COORDINATOR if request.direction.mutual else request.audience
    reasons = told_reasons(item, voices, audience=audience, lang=lang)
    return [one | {"contribution": None} for one in reasons] if _is_of_peers(shown) else reasons


def _offer_item(item: SlateItem, shown: Shown, lang: Language) -> dict[str, Any]:
    card = shown.offers.get(OfferId(item.id))
    if card is None:
        return {"offer": {"id": item.id}}
    body = _offer_card(card, shown, lang)
    return {"offer": body | {"distance_km": shown.distances.get(item.id)}}


def _offer_card(card: OfferCard, shown: Shown, lang: Language) -> dict[str, Any]:
    sender = shown.senders.get(card.organisation)
    return {
        "id": card.id,
        "title": card.title,
        "organisation": {
            "id": card.organisation,
            "name": sender.name if sender else None,
            "type": sender.type if sender else None,
        },
        "kind": card.kind,
        "kind_name": _name("kinds", card.kind, lang),
        "municipality": card.municipality,
        "municipality_name": _name("municipalities", card.municipality, lang),
        "setting": card.setting,
        "start_date": card.start_date,
        "end_date": card.end_date,
        "deadline": card.deadline,
        "price_dkk": card.price_dkk,
        "guest_fee_dkk": card.outside_fee_dkk,
        "pay_dkk": card.pay_dkk,
        "pay_text": _pay(card.pay_dkk, lang),
    }


def _talent_item(item: SlateItem, shown: Shown, lang: Language) -> dict[str, Any]:
    card = shown.talents.get(TalentId(item.id))
    if card is None:
        return {"talent": {"id": item.id}}
    body, km = talent_card_body(card, lang), shown.distances.get(item.id)
    if km is not None and shown.slate.request.audience is Audience.ORGANISATION:
        km = coarse(km)
    return {"talent": body | {"distance_km": km}}


def talent_card_body(card: TalentCard, lang: Language) -> dict[str, Any]:
    """What is shown of a talent, with the names of its codes."""
    return {
        "id": card.id,
        "name": card.name,
        "roles": card.roles,
        "role_names": [label("roles", code, lang=lang) for code in card.roles],
        "genres": card.genres,
        "genre_names": [label("genres", code, lang=lang) for code in card.genres],
        "level": card.level,
        "municipality": card.municipality,
        "municipality_name": _name("municipalities", card.municipality, lang),
        "updated_at": card.updated_at,
    }


def _peer_item(item: SlateItem, shown: Shown, lang: Language) -> dict[str, Any]:
    card = shown.peers.get(TalentId(item.id))
    return {"peer": None if card is None else peer_body(card, lang=lang)}


def peer_body(card: PeerCard, *, lang: Language) -> dict[str, Any]:
    """Another person under an alias; the id and the name stand there for coordinators alone."""
    roles = [label("roles", code, lang=lang) for code in card.roles]
    genres = [label("genres", code, lang=lang) for code in card.genres]
    home = _name("municipalities", card.municipality, lang)
    return {
        "alias": " · ".join(filter(None, (*roles[:1], *genres[:1], home))),
        "id": card.id,
        "name": card.name,
        "roles": card.roles,
        "role_names": roles,
        "genres": card.genres,
        "genre_names": genres,
        "municipality": card.municipality,
        "municipality_name": home,
    }


def _partner_item(item: SlateItem, shown: Shown, lang: Language) -> dict[str, Any]:
    card = shown.partners.get(OrganisationId(item.id))
    if card is None:
        return {"organisation": {"id": item.id}}
    body = {
        "id": card.id,
        "name": card.name,
        "type": card.type,
        "type_name": _name("organisation_types", card.type, lang),
        "municipality": card.municipality,
        "municipality_name": _name("municipalities", card.municipality, lang),
    }
    return {"organisation": body}


_LISTED = {
    Direction.OFFERS_FOR_TALENT: _offer_item,
    Direction.OFFERS_BY_WORDS: _offer_item,
    Direction.TALENTS_FOR_OFFER: _talent_item,
    Direction.TALENTS_BY_WORDS: _talent_item,
    Direction.PEERS_FOR_TALENT: _peer_item,
    Direction.PARTNERS_FOR_ORGANISATION: _partner_item,
}


def _name(among: str, code: str | None, lang: Language) -> str | None:
    return None if code is None else label(among, code, lang=lang)


def _pay(pay: float | None, lang: Language) -> str | None:
    """Pay is always said: the amount, unpaid, or that it is not stated (needs.md, V1)."""
    if pay is None:
        return None
    if pay == 0:
        return say("unpaid", {}, lang=lang, topic="reasons")
    return kroner(pay, lang=lang)


def _excluded(slate: Slate, lang: Language) -> list[dict[str, Any]]:
    """The most frequent first."""
    counts: Counter[str] = Counter()
    for code, count in slate.exclusions.items():
        counts[_told(code, slate)] += count
    return [
        {"code": code, "count": count, "text": say(code, {}, lang=lang, topic="left_out")}
        for code, count in counts.most_common()
    ]


def _told(code: str, slate: Slate) -> str:
    """What others chose, a quiet no among it, is told to nobody who looks for people."""
    audience, direction = slate.request.audience, slate.request.direction
    hidden = audience is Audience.ORGANISATION and code in UNSEEN
    if direction is Direction.PEERS_FOR_TALENT and audience is Audience.TALENT:
        hidden = code != BEYOND_MAX_KM
    return NOT_AVAILABLE if hidden else code


def _empty(slate: Slate, excluded: Iterable[Mapping[str, Any]], lang: Language) -> dict[str, Any]:
    main = list(excluded)[:_MAIN_REASONS]
    few = "no_words_met" if slate.request.direction.by_words else "below_min_score"
    code = few if slate.candidates else "all_excluded" if main else "nothing_there"
    return {"code": code, "text": say(code, {}, lang=lang, topic="empty"), "reasons": main}
