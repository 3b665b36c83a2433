"""Taken part: who took part in what, with the days and what the offers were, for the ladder."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain import PairState, TalentId
from service.store.tables import OfferRow, PairRow, TalentRow

_PAIRS, _OFFERS, _TALENTS = PairRow.table(), OfferRow.table(), TalentRow.table()


@dataclass(frozen=True, slots=True)
class TookPart:
    """``ranked`` is whether the person lets itself be ranked, ``learned`` whether it lets others
    learn from it as well."""

    talent: TalentId
    day: date
    reach: str | None
    kind: str
    level: int | None
    roles: tuple[str, ...]
    ranked: bool
    learned: bool


def stream(session: Session) -> Iterator[TookPart]:
    """All of it whose day and kind are known, a person's together, read in batches."""
    took = _PAIRS.c.state.bitwise_and(PairState.TAKEN_PART.value) != 0
    told = (_OFFERS.c.start_date.is_not(None), _OFFERS.c.kind.is_not(None))
    chosen = (
        select(
            _PAIRS.c.talent,
            _OFFERS.c.start_date,
            _OFFERS.c.reach,
            _OFFERS.c.kind,
            _TALENTS.c.level,
            _TALENTS.c.roles,
            _TALENTS.c.profiling,
            _TALENTS.c.learning & _TALENTS.c.profiling,
        )
        .join(_OFFERS, _OFFERS.c.id == _PAIRS.c.offer)
        .join(_TALENTS, _TALENTS.c.id == _PAIRS.c.talent)
        .where(took, *told)
        .order_by(_PAIRS.c.talent)
    )
    for row in session.execute(chosen, execution_options={"yield_per": 1000}):
        yield TookPart(*row)
