"""Reasons: what is said for each item of a list, as far as who reads it may know."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from matcher.domain import Audience, Direction, Problem, Slate, SlateItem
from matcher.ranking.partner_voices import PARTNER_VOICES
from matcher.ranking.peer_voices import PEER_VOICES
from matcher.ranking.scarcity import MANY_APPLY, MANY_APPLY_INSTEAD, NAMING
from matcher.ranking.voices import VOICES
from matcher.vocabulary import Language
from service.api.answers import said
from service.i18n import listing

FITS_OTHERWISE = "fits_otherwise"
_STEP_KM = 5
_NO_TITLES: Mapping[str, str] = {}

_SPEAKING: Mapping[str, tuple[str, ...]] = {
    code: voice.features for voice in VOICES for code in voice.codes
}
# The features that speak through each reason; a term of two speaks with the voice of the first.
# What a search says of two texts is the same that a list does.
FEATURES = {**_SPEAKING, "texts_meet": _SPEAKING["text_alike"]}
MUTUAL_FEATURES: Mapping[Direction, Mapping[str, tuple[str, ...]]] = {
    Direction.PEERS_FOR_TALENT: {code: v.features for v in PEER_VOICES for code in v.codes},
    Direction.PARTNERS_FOR_ORGANISATION: {
        code: v.features for v in PARTNER_VOICES for code in v.codes
    },
}

# What organisations may read of a person: the rest is told as one reason, without its parameters.
FOR_ORGANISATIONS = frozenset(
    {
        "genres_shared",
        "genres_near",
        "roles_shared",
        "roles_near",
        "level_fits",
        "level_step_up",
        "times",
        "languages",
        "near",
        "nearby",
        "remote",
        "same_municipality",
        "history",
        "profile_fresh",
        "deadline",
        "starts",
        "new",
        "reach",
        "words_met",
        "sought_roles",
        "sought_roles_near",
        "sought_genres",
        "sought_genres_near",
        "alike_roles",
        "alike_genres",
        "meaning_alike",
        "rules_met",
        "seats_free",
        "seats_unlimited",
    }
)
# That somebody pays as a guest says where that person lives.
_NOTES_FOR_ORGANISATIONS = frozenset({"unpaid"})

# For each reason the terms that speak through it.
Voices = Mapping[str, Sequence[str]]


def voices_of(slate: Slate) -> Voices:
    """The terms of this list's model by the reasons that they speak through."""
    added = (terms for item in slate.items for terms in item.contributions.values())
    by_feature: dict[str, list[str]] = {}
    for term in sorted(set().union(*added)):
        by_feature.setdefault(term.partition("*")[0], []).append(term)
    return {
        code: [term for feature in features for term in by_feature.get(feature, ())]
        for code, features in MUTUAL_FEATURES.get(slate.request.direction, FEATURES).items()
    }


def told_reasons(
    item: SlateItem, voices: Voices, *, audience: Audience, lang: Language
) -> list[dict[str, Any]]:
    """The item's reasons in words, each with what its terms add to both sides' log-odds.

    What organisations may not read has no figure: of one reason alone it would be its own.
    """
    return [
        said(reason, lang=lang, topic="reasons") | {"contribution": _contribution(item, terms)}
        for reason, terms in _told(item, voices, audience)
    ]


def told_notes(
    item: SlateItem, *, audience: Audience, lang: Language, titles: Mapping[str, str] = _NO_TITLES
) -> list[dict[str, Any]]:
    """What must be seen before one applies; ``titles`` are those of the offers that are named."""
    everything = audience is not Audience.ORGANISATION
    shown = (note for note in item.notes if everything or note.code in _NOTES_FOR_ORGANISATIONS)
    titled = (_titled(note, titles, lang) for note in shown)
    return [said(note, lang=lang, topic="reasons") for note in titled if note is not None]


def _titled(note: Problem, titles: Mapping[str, str], lang: Language) -> Problem | None:
    """Offers that have gone since are named no more; without any there is nothing instead."""
    if note.code not in NAMING:
        return note
    left = [one for one in str(note.params["offers"]).split("|") if one in titles]
    if not left:
        return Problem(MANY_APPLY) if note.code == MANY_APPLY_INSTEAD else None
    named = listing([titles[one] for one in left], lang=lang)
    return Problem(note.code, {"offers": "|".join(left), "titles": named})


def coarse(km: float) -> int:
    """A distance in whole steps of 5 km: several of them do not add up to an address."""
    return _STEP_KM * round(km / _STEP_KM)


def _told(
    item: SlateItem, voices: Voices, audience: Audience
) -> Iterator[tuple[Problem, Iterable[str] | None]]:
    """Each reason with its terms; what organisations may not read comes last, as one without."""
    silent = False
    for reason in item.reasons:
        terms = voices.get(reason.code, ())
        if audience is not Audience.ORGANISATION:
            yield reason, terms
        elif reason.code in FOR_ORGANISATIONS:
            yield _coarsened(reason), terms
        else:
            silent = True
    if silent:
        yield Problem(FITS_OTHERWISE), None


def _coarsened(reason: Problem) -> Problem:
    """Next door is told like all that is nearer than half a step."""
    if "km" not in reason.params:
        return reason
    km = coarse(float(reason.params["km"]))
    return Problem(reason.code, {**reason.params, "km": km}) if km else Problem("nearby")


def _contribution(item: SlateItem, terms: Iterable[str] | None) -> float | None:
    """What the terms add to both sides' log-odds; none in a list that profiles nobody."""
    if terms is None or not item.contributions:
        return None
    return sum([added.get(t, 0.0) for t in terms for added in item.contributions.values()])
