"""Phrases: what in two texts meets, named in the reasons of a list before it is recorded."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from matcher.domain import Audience, Direction, OfferId, Problem, Slate, SlateItem, TalentId
from matcher.features import sentence_encoder
from matcher.features.encoding import text_of
from matcher.features.meeting import Meeting, Phrases, meeting, phrases_of
from service.actions.resources import Resources
from service.store.engine import reading
from service.store.talents import TALENTS

TEXTS_ALIKE, TEXTS_MEET = "text_alike", "texts_meet"
MOST = 10
"""Of so many items, the first, the phrases are looked for: it takes longer than all else."""
_KNOWN = 512
"""The phrases of so many offers are kept, about 50 KB each."""


def with_phrases(resources: Resources, slate: Slate) -> Slate:
    """``slate`` with the two phrases in each reason that says that the texts are alike.

    The packaged encoder finds them, whichever serves: another may take seconds. The reason stays
    as it is where no two phrases meet. Organisations read neither what a person
    writes nor that it is alike, so nothing is looked for in theirs.
    """
    if slate.request.audience is Audience.ORGANISATION:
        return slate
    places = [place for place, item in enumerate(slate.items) if _speaks(item)][:MOST]
    if not places:
        return slate
    own, others = _phrases(resources, slate, places)
    items = list(slate.items)
    for place, phrases in zip(places, others, strict=True):
        met = meeting(own, phrases)
        items[place] = _named(items[place], met) if met else items[place]
    return replace(slate, items=tuple(items))


def _speaks(item: SlateItem) -> bool:
    return any(reason.code == TEXTS_ALIKE for reason in item.reasons)


def _named(item: SlateItem, met: Meeting) -> SlateItem:
    said = Problem(TEXTS_MEET, {"own": met.one, "other": met.other})
    reasons = (said if reason.code == TEXTS_ALIKE else reason for reason in item.reasons)
    return replace(item, reasons=tuple(reasons))


def _phrases(
    resources: Resources, slate: Slate, places: Sequence[int]
) -> tuple[Phrases, list[Phrases]]:
    """Of the subject, and of the items at ``places``; one that has gone says nothing."""
    subject, listed = str(slate.request.subject), [str(slate.items[p].id) for p in places]
    if slate.request.direction is Direction.OFFERS_FOR_TALENT:
        (own,) = _of_talents(resources, [subject])
        return own, [_of_offer(resources, offer) for offer in listed]
    return _of_offer(resources, subject), _of_talents(resources, listed)


def _of_talents(resources: Resources, talents: Sequence[str]) -> list[Phrases]:
    """Read anew each time: what people write about themselves is kept nowhere else."""
    with reading(resources.engine) as session:
        people = TALENTS.get_many(session, [TalentId(talent) for talent in talents])
    texts = {str(talent): text_of(found.value) for talent, found in people.items()}
    return phrases_of(sentence_encoder(), [texts.get(one, "") for one in talents])


def _of_offer(resources: Resources, offer: str) -> Phrases:
    card = resources.live.offers.get(OfferId(offer))
    return _of_text("" if card is None else card.text)


@lru_cache(maxsize=_KNOWN)
def _of_text(text: str) -> Phrases:
    (found,) = phrases_of(sentence_encoder(), [text])
    return found
