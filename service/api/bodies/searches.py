"""The examples of searches: lists that words have found."""

from pydantic import JsonValue
from pydantic.config import JsonDict

from service.api.bodies.slates import ITEM
from service.api.bodies.slates import OFFERS as OFFER_SLATE
from service.api.bodies.slates import TALENTS as TALENT_SLATE

_REASONS: list[JsonValue] = [
    {
        "code": "words_met",
        "text": "Ordene: trommer",
        "params": {"words": "trommer"},
        "contribution": None,
    },
    {
        "code": "sought_roles_near",
        "text": "Du søger Trommeslager; her er Percussionist",
        "params": {"roles_own": "drums", "roles_other": "percussion"},
        "contribution": None,
    },
]
_FOUND: JsonDict = {"query": "trommer, ikke metal", "near": "0217"}
OFFERS: JsonDict = {
    **OFFER_SLATE,
    **_FOUND,
    "direction": "offers_by_words",
    "items": [{**ITEM, "score": None, "reasons": _REASONS}],
}
TALENTS: JsonDict = {
    **TALENT_SLATE,
    **_FOUND,
    "direction": "talents_by_words",
    "subject": "org-0001",
}
