"""A search's slate: what was found as the list that is recorded and answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from matcher.domain import (
    Audience,
    Direction,
    EligibilityContext,
    OfferId,
    Problem,
    Slate,
    SlateId,
    SlateItem,
    SlateRequest,
    TalentId,
    Viewer,
)
from matcher.features import Snapshot, pairing
from matcher.ranking.candidates import queues, seats_left
from matcher.ranking.reasons import Reasons
from matcher.ranking.search_reasons import Read, SearchReasons
from matcher.ranking.searching import Found

_Said = tuple[Problem, ...]


def search_slate(
    snapshot: Snapshot,
    found: Found,
    *,
    reasons: SearchReasons,
    read: Mapping[str, Read],
    slate_id: SlateId,
    viewer: Viewer,
    at: datetime,
    context: EligibilityContext,
) -> Slate:
    """The list; ``read`` holds by id what the viewer may read of each that was found."""
    request, searcher = reasons.request, reasons.searcher
    notes = _notes(snapshot, found, request, context)
    return Slate(
        id=slate_id,
        at=at,
        viewer=viewer,
        request=request,
        model_hash=searcher.config.hash,
        schema_hash=searcher.words.content_hash[:16],
        seed=found.seed,
        candidates=found.candidates,
        candidate_hash=found.candidate_hash,
        exclusions=found.exclusions,
        items=_items(found, request, notes=notes, said=reasons.of_all(found, read)),
        encoder_hash=snapshot.encoder.hash,
    )


def _items(
    found: Found, request: SlateRequest, *, notes: Sequence[_Said], said: Sequence[_Said]
) -> tuple[SlateItem, ...]:
    seats, waiting = _seats(found, request), _queues(found, request)
    return tuple(
        SlateItem(
            id=OfferId(key) if request.direction.lists_offers else TalentId(key),
            position=place + 1,
            score=float(found.scores[place]),
            reasons=said[place],
            notes=notes[place],
            seats_left=seats[place],
            queue=waiting[place],
        )
        for place, key in enumerate(found.ids())
    )


def _notes(
    snapshot: Snapshot, found: Found, request: SlateRequest, context: EligibilityContext
) -> list[tuple[Problem, ...]]:
    """What must be seen before one applies; that an offer is unpaid is for everybody's eyes."""
    if not request.direction.lists_offers:
        return [()] * len(found.chosen)
    if request.audience is Audience.TALENT:
        everything = pairing(snapshot, Direction.OFFERS_FOR_TALENT, subject=str(request.subject))
        said = Reasons(everything.keep(np.asarray(found.chosen.rows)), context)
        return [said.notes(place) for place in range(len(found.chosen))]
    unpaid = (found.chosen["pay"] == 0).tolist()
    return [(Problem("unpaid"),) if free else () for free in unpaid]


def _seats(found: Found, request: SlateRequest) -> list[int | None]:
    if request.direction.lists_offers:
        return seats_left(found.chosen)
    return [None] * len(found.chosen)


def _queues(found: Found, request: SlateRequest) -> list[int] | list[None]:
    return queues(found.chosen) if request.direction.lists_offers else [None] * len(found.chosen)
