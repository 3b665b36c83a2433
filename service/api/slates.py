"""Slates: a recorded list as it is answered, with texts in the language of who asks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from matcher.domain import (
    Audience,
    OfferId,
    Order,
    Slate,
    SlateItem,
    TalentId,
)
from matcher.vocabulary import Language
from service.actions.cards import OfferCard, TalentCard
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
        "ranking": {"href": "/ranking", "text": say("ranking_link", {}, lang=lang, topic="pages")},
    }


def _item(
    item: SlateItem, shown: Shown, voices: Voices | None, *, lang: Language
) -> dict[str, Any]:
    request = shown.slate.request
    ranked = request.order is Order.FIT and item.wants is not None
    body: dict[str, Any] = {"position": item.position, "score": item.score if ranked else None}
    if request.audience is Audience.COORDINATOR:
        body["propensity"] = item.propensity
    listed = _offer_item if request.direction.lists_offers else _talent_item
    body |= listed(item, shown, lang)
    if voices is not None:
        body["reasons"] = told_reasons(item, voices, audience=request.audience, lang=lang)
    body["notes"] = told_notes(item, audience=request.audience, lang=lang)
    return body


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
    body, km = _talent_card(card, lang), shown.distances.get(item.id)
    if km is not None and shown.slate.request.audience is Audience.ORGANISATION:
        km = coarse(km)
    return {"talent": body | {"distance_km": km}}


def _talent_card(card: TalentCard, lang: Language) -> dict[str, Any]:
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
        counts[_told(code, slate.request.audience)] += count
    return [
        {"code": code, "count": count, "text": say(code, {}, lang=lang, topic="left_out")}
        for code, count in counts.most_common()
    ]


def _told(code: str, audience: Audience) -> str:
    hidden = audience is Audience.ORGANISATION and code in UNSEEN
    return NOT_AVAILABLE if hidden else code


def _empty(slate: Slate, excluded: Iterable[Mapping[str, Any]], lang: Language) -> dict[str, Any]:
    main = list(excluded)[:_MAIN_REASONS]
    few = "no_words_met" if slate.request.direction.by_words else "below_min_score"
    code = few if slate.candidates else "all_excluded" if main else "nothing_there"
    return {"code": code, "text": say(code, {}, lang=lang, topic="empty"), "reasons": main}
