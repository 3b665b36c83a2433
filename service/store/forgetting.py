"""Forgetting: what recorded slates say of those who go."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from matcher.domain import Direction, OrganisationId, TalentId
from service.store.tables import SlateRow

_SLATES = SlateRow.table()
_BATCH = 500
_BLANK: Mapping[str, object] = {"reasons": (), "notes": (), "contributions": {}}
_BLANKED = (
    update(_SLATES).where(_SLATES.c.id == bindparam("slate")).values(items=bindparam("blanked"))
)

_OWN = (Direction.OFFERS_FOR_TALENT, Direction.OFFERS_BY_WORDS)
# These reasons repeat what somebody typed, or what a bio says.
_VERBATIM = ("words_met", "phrases_met")

_Item = Mapping[str, Any]


def forget_in_slates(session: Session, talent: TalentId) -> None:
    """Empty the reasons, notes and contributions that speak of ``talent``, and what it searched.

    What others searched when they found it may name it, so that these words go too. Ids, places
    and scores stay: without them no list could be accounted for.
    """
    own = (_SLATES.c.direction.in_(_OWN), _SLATES.c.subject == talent)
    _blank(session, *own)
    # Who was in whose list is nowhere indexed, so that all of them are read.
    for found in _in_batches(session, _SLATES.c.direction == Direction.TALENTS_FOR_OFFER):
        _put(session, _without(found, talent))
    for found in _in_batches(session, _SLATES.c.direction == Direction.TALENTS_BY_WORDS):
        held = _without(found, talent)
        _put(session, {key: _wordless(items) for key, items in held.items()})
        _forget_words(session, _SLATES.c.id.in_(held))


def forget_searches(session: Session, organisation: OrganisationId) -> None:
    """Empty what ``organisation`` asked for in its searches, and the reasons that repeat it."""
    searched = _SLATES.c.direction.in_((Direction.OFFERS_BY_WORDS, Direction.TALENTS_BY_WORDS))
    _blank(session, searched, _SLATES.c.subject == organisation)


def _blank(session: Session, *chosen: ColumnElement[bool]) -> None:
    """Only a search has a query; its reasons repeat the words."""
    for found in _in_batches(session, *chosen):
        blanked = {key: [{**item, **_BLANK} for item in items] for key, items in found.items()}
        _put(session, blanked)
    _forget_words(session, *chosen)


def _forget_words(session: Session, *chosen: ColumnElement[bool]) -> None:
    session.execute(update(_SLATES).where(*chosen).values(query=None, near=None))


def _in_batches(
    session: Session, *chosen: ColumnElement[bool]
) -> Iterator[dict[str, Sequence[_Item]]]:
    """The items of the chosen slates by id; each batch is read whole before it is changed."""
    after = ""
    wanted = select(_SLATES.c.id, _SLATES.c["items"]).where(*chosen).order_by(_SLATES.c.id)
    while True:
        rows = session.execute(wanted.where(_SLATES.c.id > after).limit(_BATCH)).all()
        if not rows:
            return
        yield {row.id: row.items for row in rows}
        after = rows[-1].id


def _without(found: Mapping[str, Sequence[_Item]], talent: TalentId) -> dict[str, list[_Item]]:
    """The slates that ``talent`` is in, with that one item blanked."""
    return {
        key: [{**item, **_BLANK} if item["id"] == talent else item for item in items]
        for key, items in found.items()
        if any(item["id"] == talent for item in items)
    }


def _wordless(items: Sequence[_Item]) -> list[_Item]:
    """The items without the reasons that repeat what was searched for."""
    return [
        {**item, "reasons": [one for one in item["reasons"] if one["code"] not in _VERBATIM]}
        for item in items
    ]


def _put(session: Session, blanked: Mapping[str, Sequence[_Item]]) -> None:
    rows = [{"slate": key, "blanked": items} for key, items in blanked.items()]
    if rows:
        session.connection().execute(_BLANKED, rows)
