"""Slates: a recorded list as it is answered, with texts in the language of who asks."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from matcher.domain import (
    Audience,
    Direction,
    OfferId,
    Order,
    Problem,
    Slate,
    SlateItem,
    TalentId,
)
from matcher.vocabulary import Language
from service.actions.cards import OfferCard, TalentCard
from service.actions.explain_eligibility import UNSEEN
from service.actions.recommend import Shown
from service.api.answers import said
from service.i18n import kroner, label, say

NOT_AVAILABLE = "not_available"
_MAIN_REASONS = 3

# What a person wishes is not for organisations to read, only that it is met.
_KEPT_BACK = {"conditions": Problem("conditions_unnamed")}

# The features that speak through each reason; a term of two speaks with the voice of the first.
_VOICES: Mapping[str, tuple[str, ...]] = {
    "genres_shared": ("genre_affinity", "genre_spread"),
    "genres_near": ("genre_affinity", "genre_spread"),
    "roles_shared": ("role_fit",),
    "roles_near": ("role_fit",),
    "themes_shared": ("theme_affinity",),
    "themes_near": ("theme_affinity",),
    "level_fits": ("level_gap",),
    "level_step_up": ("level_gap",),
    "goals": ("goals_served",),
    "kind_goals": ("kind_goals",),
    "conditions": ("conditions_met",),
    "near": ("travel_ratio", "distance"),
    "remote": ("travel_ratio", "distance"),
    "same_municipality": ("same_municipality",),
    "times": ("times_overlap",),
    "languages": ("language_shared",),
    "reach": ("reach_step",),
    "price": ("price",),
    "free": ("price",),
    "pay": ("pay",),
    "deadline": ("days_to_deadline",),
    "starts": ("days_to_start",),
    "new": ("offer_freshness",),
    "profile_fresh": ("profile_freshness",),
    "history": ("provider_history",),
    "text_alike": ("text_similarity",),
}


def slate_body(shown: Shown, *, lang: Language, explain: bool) -> dict[str, Any]:
    """The answer to who asked for the list, or asks for it again."""
    slate = shown.slate
    excluded = _excluded(slate, lang)
    for_talent = slate.request.direction is Direction.OFFERS_FOR_TALENT
    card = _offer_item if for_talent else _talent_item
    return {
        "recommendation_id": slate.id,
        "at": slate.at,
        "direction": slate.request.direction,
        "subject": slate.request.subject,
        "order": slate.request.order,
        "lang": lang,
        "items": [_item(item, shown, card, lang=lang, explain=explain) for item in slate.items],
        "candidates": slate.candidates,
        "excluded": excluded,
        "empty": None if slate.items else _empty(slate, excluded, lang),
        "model": {"hash": slate.model_hash, "features": slate.schema_hash},
        "ranking": {"href": "/ranking", "text": say("ranking_link", {}, lang=lang, topic="pages")},
    }


_Card = Callable[[SlateItem, Shown, Language], dict[str, Any]]


def _item(
    item: SlateItem, shown: Shown, card: _Card, *, lang: Language, explain: bool
) -> dict[str, Any]:
    ranked = shown.slate.request.order is Order.FIT and item.wants is not None
    body: dict[str, Any] = {"position": item.position, "score": item.score if ranked else None}
    body |= card(item, shown, lang)
    if explain:
        body["reasons"] = _reasons(item, shown.slate.request.audience, lang)
    body["notes"] = [said(note, lang=lang, topic="reasons") for note in item.notes]
    return body


def _reasons(item: SlateItem, audience: Audience, lang: Language) -> list[dict[str, Any]]:
    weights = _weights(item)
    told = _KEPT_BACK if audience is Audience.ORGANISATION else {}
    reasons = []
    for reason in item.reasons:
        body = said(told.get(reason.code, reason), lang=lang, topic="reasons")
        body["contribution"] = _contribution(reason.code, weights)
        reasons.append(body)
    return reasons


def _weights(item: SlateItem) -> dict[str, float]:
    """What each feature adds to both sides' log-odds; none in a list that profiles nobody."""
    weights: dict[str, float] = {}
    for terms in item.contributions.values():
        for term, value in terms.items():
            feature = _voice(term)
            weights[feature] = weights.get(feature, 0.0) + value
    return weights


@cache
def _voice(term: str) -> str:
    return term.partition("*")[0]


def _contribution(code: str, weights: Mapping[str, float]) -> float | None:
    if not weights:
        return None
    return sum([weights.get(feature, 0.0) for feature in _VOICES.get(code, ())])


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
    body = _talent_card(card, lang)
    return {"talent": body | {"distance_km": shown.distances.get(item.id)}}


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
    code = "below_min_score" if slate.candidates else "all_excluded" if main else "nothing_there"
    return {"code": code, "text": say(code, {}, lang=lang, topic="empty"), "reasons": main}
