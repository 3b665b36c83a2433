"""Searches: what talents looked for by words, and how much they found."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain import Audience, Direction, Exclusion, TalentId
from service.store.tables import SlateRow, TalentRow

_SLATES, _TALENTS = SlateRow.table(), TalentRow.table()
_OF_THE_PERSON = frozenset({Exclusion.PAUSED.value, Exclusion.GUARDIAN_MISSING.value})


@dataclass(frozen=True, slots=True)
class Searched:
    """One search of a talent that is still here; ``found`` is how many it was shown, ``held``
    whether a rule about the person alone kept everything away."""

    talent: TalentId
    municipality: str | None
    query: str
    found: int
    held: bool


def stream(session: Session, *, since: datetime, limit: int) -> Iterator[Searched]:
    """The newest ``limit`` searches that talents made themselves from a moment on."""
    items = _SLATES.c["items"]
    chosen = (
        select(
            _SLATES.c.subject, _TALENTS.c.municipality, _SLATES.c.query, items, _SLATES.c.exclusions
        )
        .join(_TALENTS, _TALENTS.c.id == _SLATES.c.subject)
        .where(
            _SLATES.c.at >= since,
            _SLATES.c.direction == Direction.OFFERS_BY_WORDS,
            _SLATES.c.audience == Audience.TALENT,
            _SLATES.c.query.is_not(None),
        )
        .order_by(_SLATES.c.at.desc(), _SLATES.c.id.desc())
        .limit(limit)
    )
    for talent, municipality, query, shown, left_out in session.execute(
        chosen, execution_options={"yield_per": 200}
    ):
        held = not _OF_THE_PERSON.isdisjoint(left_out)
        yield Searched(talent, municipality, query, len(shown), held)
