"""The ledger: all that was shown and done in a world, in the columns of the log contract."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from matcher.domain import (
    LOG,
    Direction,
    EventKind,
    LogTable,
    OfferId,
    Side,
    Slate,
    SlateItem,
    TalentId,
    Unshown,
    age_band,
)
from matcher.vocabulary import Vocabularies
from training.data.schema import in_schema
from training.simulate.offers import Offers
from training.simulate.people import People
from training.simulate.profiles import as_offers, as_talents

_HEARD_WITHIN = timedelta(seconds=1)
_PENDING = 20_000


@dataclass(slots=True)
class Ledger:
    """Grows by rows; ``tables`` gives the contract's tables, as ``write_log`` takes them."""

    _impressions: list[tuple[Any, ...]] = field(default_factory=list)
    _kept: list[pa.Table] = field(default_factory=list)
    _events: list[tuple[Any, ...]] = field(default_factory=list)

    def shown(self, slate: Slate) -> None:
        """Note every item of ``slate``, and at position 0 what might have been shown as well."""
        self._impressions += [_row(slate, item) for item in slate.items]
        self._impressions += [_row(slate, item) for item in slate.unshown]
        if len(self._impressions) > _PENDING:
            self._keep()

    def did(
        self,
        kind: EventKind,
        side: Side,
        *,
        talent: TalentId,
        offer: OfferId,
        at: datetime,
        slate: str | None,
        rating: int | None,
    ) -> None:
        """Note an event; it is recorded a second after it was done."""
        seq = len(self._events) + 1
        recorded = at + _HEARD_WITHIN
        who = (talent, offer)
        event = (seq, f"sim-e{seq}", kind.value, side.value, *who, at, recorded, slate, rating)
        self._events.append(event)

    def count(self, kind: EventKind, *, since: int = 0) -> int:
        """How many events of a kind there are after the first ``since`` events."""
        return sum(event[2] == kind.value for event in self._events[since:])

    @property
    def events(self) -> int:
        """How many events there are."""
        return len(self._events)

    def tables(
        self, people: People, offers: Offers, words: Vocabularies, *, today: date
    ) -> dict[LogTable, pa.Table]:
        """All four tables; ages are those on ``today``."""
        self._keep()
        return {
            LogTable.IMPRESSIONS: pa.concat_tables(self._kept).unify_dictionaries(),
            LogTable.EVENTS: _table(self._events, LogTable.EVENTS),
            LogTable.OFFERS: offer_rows(offers, words),
            LogTable.TALENTS: talent_rows(people, words, today=today),
        }

    def _keep(self) -> None:
        """Rows as a table take a tenth of the room."""
        self._kept.append(_table(self._impressions, LogTable.IMPRESSIONS))
        self._impressions = []


def _table(rows: Sequence[tuple[Any, ...]], table: LogTable) -> pa.Table:
    names = [column.name for column in LOG[table]]
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return in_schema(dict(zip(names, map(list, columns), strict=True)), table)


def _row(slate: Slate, item: SlateItem | Unshown) -> tuple[Any, ...]:
    asked, place = slate.request, item if isinstance(item, SlateItem) else None
    for_talent = asked.direction is Direction.OFFERS_FOR_TALENT
    pair = (asked.subject, item.id) if for_talent else (item.id, asked.subject)
    return (
        slate.id,
        slate.at,
        asked.direction.value,
        asked.audience.value,
        slate.viewer.surface.value,
        slate.viewer.role,
        asked.order.value,
        asked.limit,
        slate.model_hash,
        slate.schema_hash,
        slate.seed,
        slate.candidates,
        slate.exploration,
        *pair,
        place.position if place else 0,
        item.score,
        place.wants if place else None,
        place.taken if place else None,
        place.seats_left if place else None,
        place.queue if place else None,
        item.still_free,
        place.propensity if place else None,
        place.prefix_propensity if place else None,
        list(item.cells),
    )


def offer_rows(offers: Offers, words: Vocabularies) -> pa.Table:
    """The log's table of offers."""
    rows = [
        (
            offer.id,
            offer.organisation,
            offer.kind,
            list(offer.genres),
            list(offer.roles),
            offer.municipality,
            offer.reach,
            offer.published_on,
            offer.deadline,
            offer.start_date,
            offer.capacity,
        )
        for offer in as_offers(offers, np.arange(len(offers)), words)
    ]
    return _table(rows, LogTable.OFFERS)


def talent_rows(people: People, words: Vocabularies, *, today: date) -> pa.Table:
    """The log's table of talents; ages are those on ``today``."""
    rows = [_talent(people, row, words, today) for row in range(len(people))]
    return _table(rows, LogTable.TALENTS)


def _talent(people: People, row: int, words: Vocabularies, today: date) -> tuple[Any, ...]:
    (talent,) = as_talents(people, [row], words)
    years = (today.toordinal() - int(people.born[row])) // 365.25
    return (
        talent.id,
        talent.municipality,
        age_band(int(years)),
        False,
        list(talent.languages),
        list(talent.roles),
        list(talent.genres),
        talent.level,
    )
