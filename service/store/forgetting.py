"""Forgetting: what recorded slates say of those who go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from matcher.domain import Direction, OrganisationId, TalentId
from service.store.tables import SlateRow

_SLATES = SlateRow.table()
_BATCH = 500
_BLANK: Mapping[str, object] = {"reasons": (), "notes": (), "contributions": {}, "cells": ()}
_CELLS_GONE: Mapping[str, object] = {"cells": ()}
_BLANKED = (
    update(_SLATES)
    .where(_SLATES.c.id == bindparam("slate"))
    .values(items=bindparam("blanked"), unshown=bindparam("left"))
)

_OWN = (
    Direction.OFFERS_FOR_TALENT,
    Direction.OFFERS_BY_WORDS,
    Direction.PEERS_FOR_TALENT,
)
_LISTING = (Direction.TALENTS_FOR_OFFER, Direction.PEERS_FOR_TALENT)
# These reasons repeat what somebody typed, or what a bio says.
_VERBATIM = ("words_met", "phrases_met")

_Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _List:
    """What a slate holds, as it is stored; ``unshown`` is ``None`` where there is none."""

    items: Sequence[_Item]
    unshown: Sequence[_Item] | None

    def names(self, talent: TalentId) -> bool:
        """Whether ``talent`` is in the list, or was in the pool of it."""
        return any(one["id"] == talent for one in (*self.items, *(self.unshown or ())))


def forget_in_slates(session: Session, talent: TalentId) -> None:
    """Empty the reasons, notes, contributions and cells that speak of ``talent``, and what it
    searched.

    What others searched when they found it may name it, so that these words go too. Ids, places
    and scores stay: without them no list could be accounted for.
    """
    own = (_SLATES.c.direction.in_(_OWN), _SLATES.c.subject == talent)
    _blank(session, *own)
    # Who was in whose list is nowhere indexed, so that all of them are read.
    for found in _in_batches(session, _SLATES.c.direction.in_(_LISTING)):
        _put(session, _without(found, talent))
    for found in _in_batches(session, _SLATES.c.direction == Direction.TALENTS_BY_WORDS):
        held = _without(found, talent)
        wordless = {key: replace(one, items=_wordless(one.items)) for key, one in held.items()}
        _put(session, wordless)
        _forget_words(session, _SLATES.c.id.in_(held))


def forget_searches(session: Session, organisation: OrganisationId) -> None:
    """Empty what ``organisation`` asked for in its searches, and the reasons that repeat it."""
    searched = _SLATES.c.direction.in_((Direction.OFFERS_BY_WORDS, Direction.TALENTS_BY_WORDS))
    _blank(session, searched, _SLATES.c.subject == organisation)


def _blank(session: Session, *chosen: ColumnElement[bool]) -> None:
    """Only a search has a query; its reasons repeat the words."""
    for found in _in_batches(session, *chosen):
        blanked = {
            key: _List([{**item, **_BLANK} for item in one.items], None)
            for key, one in found.items()
        }
        _put(session, blanked)
    _forget_words(session, *chosen)


def _forget_words(session: Session, *chosen: ColumnElement[bool]) -> None:
    session.execute(update(_SLATES).where(*chosen).values(query=None, near=None))


def _in_batches(session: Session, *chosen: ColumnElement[bool]) -> Iterator[dict[str, _List]]:
    """The chosen slates by id; each batch is read whole before it is changed."""
    after = ""
    columns = (_SLATES.c.id, _SLATES.c["items"], _SLATES.c.unshown)
    wanted = select(*columns).where(*chosen).order_by(_SLATES.c.id)
    while True:
        rows = session.execute(wanted.where(_SLATES.c.id > after).limit(_BATCH)).all()
        if not rows:
            return
        yield {row.id: _List(row.items, row.unshown) for row in rows}
        after = rows[-1].id


def _without(found: Mapping[str, _List], talent: TalentId) -> dict[str, _List]:
    """The slates that ``talent`` is in, with that one item blanked."""
    return {
        key: _List(
            _with(_BLANK, one.items, talent),
            None if one.unshown is None else _with(_CELLS_GONE, one.unshown, talent),
        )
        for key, one in found.items()
        if one.names(talent)
    }


def _with(blank: _Item, items: Sequence[_Item], talent: TalentId) -> list[_Item]:
    return [{**item, **blank} if item["id"] == talent else item for item in items]


def _wordless(items: Sequence[_Item]) -> list[_Item]:
    """The items without the reasons that repeat what was searched for."""
    return [
        {**item, "reasons": [one for one in item["reasons"] if one["code"] not in _VERBATIM]}
        for item in items
    ]


def _put(session: Session, blanked: Mapping[str, _List]) -> None:
    rows = [
        {"slate": key, "blanked": one.items, "left": one.unshown} for key, one in blanked.items()
    ]
    if rows:
        session.connection().execute(_BLANKED, rows)
