"""Log rows: what the tables of the log contract hold, as one moment of the store has it.

People and events stand in them under pseudonyms, and in an order that says nothing about their ids.
Whoever objected to profiling, does not want to be learned from, or was erased is in none of them,
not even so. Searches by words, orders that profile nobody, and lists that were made with
other features than this release's are left out too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from matcher.domain import Direction, LogTable, OfferStatus, Order, age_band, age_on
from matcher.features import feature_list
from service.exchange.audit import Audited
from service.exchange.pseudonyms import Pseudonyms
from service.store.tables import EventRow, OfferRow, SlateRow, TalentRow

_SLATES, _EVENTS = SlateRow.table(), EventRow.table()
_OFFERS, _TALENTS = OfferRow.table(), TalentRow.table()
# Slates are long: so many at once are a few megabytes.
_SLATES_AT_ONCE = 200
_ROWS_AT_ONCE = 1000
_NEXT = timedelta(microseconds=1)
_ABOUT_PEOPLE = (Direction.OFFERS_FOR_TALENT, Direction.TALENTS_FOR_OFFER)
_OF_ITEMS = (
    "position",
    "score",
    "wants",
    "taken",
    "seats_left",
    "queue",
    "still_free",
    "propensity",
    "prefix_propensity",
)
_OF_EVENTS = (
    *("seq", "id", "kind", "side", "talent", "offer", "at", "recorded_at"),
    *("recommendation", "rating"),
)
_OF_OFFERS = (
    *("id", "organisation", "kind", "genres", "roles", "municipality", "reach"),
    *("published_on", "deadline", "start_date", "capacity"),
)

LogRow = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSpan:
    """From when to when is told, ``until`` itself not; all moments are aware of their time zone.

    Without ``since`` the log begins with the first list or event; ``exported_at`` is the last
    moment that it can tell of.
    """

    exported_at: datetime
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows each table has, how many people are left out, by the reason, and the audit."""

    rows: Mapping[str, int]
    left_out: Mapping[str, int]
    audit: Audited | None = None


@dataclass(slots=True)
class _Named:
    """Who and what has been met on the way: only that is described further.

    ``talents`` are pseudonyms by the id."""

    talents: dict[str, str] = field(default_factory=dict)
    offers: set[str] = field(default_factory=set)
    objected: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)


class LogReading:
    """The rows of each table, in the order of the contract's columns; read tables in its order.

    It holds the ids of all people, and of all offers that were met; rows are read in batches.
    """

    def __init__(self, session: Session, span: LogSpan, *, names: Pseudonyms) -> None:
        self._session = session
        self._names = names
        self._named = _Named()
        self._willing, self._objecting = _people(session)
        self._features = feature_list()
        self.ends = min(filter(None, (span.until, span.exported_at + _NEXT)))
        self.begins = min(span.since or _first(session) or self.ends, self.ends)

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many of those that were met are not told of, by the reason."""
        return {
            "erased_or_unknown": len(self._named.unknown),
            "objected": len(self._named.objected),
        }

    @property
    def met(self) -> Mapping[str, str]:
        """The pseudonyms, by id, of all that are told of in the tables that were read."""
        return self._named.talents

    def rows(self, table: LogTable) -> Iterator[LogRow]:
        """The rows of ``table``; impressions by time, events by arrival, offers by id."""
        readers = {
            LogTable.IMPRESSIONS: self._impressions,
            LogTable.EVENTS: self._events,
            LogTable.OFFERS: self._offers,
            LogTable.TALENTS: self._talents,
        }
        return readers[table]()

    def _impressions(self) -> Iterator[LogRow]:
        wanted = select(_SLATES).where(
            _SLATES.c.at >= self.begins,
            _SLATES.c.at < self.ends,
            _SLATES.c.direction.in_(_ABOUT_PEOPLE),
            _SLATES.c.item_order == Order.FIT,
            _SLATES.c.schema_hash == self._features.hash,
        )
        wanted = wanted.order_by(_SLATES.c.at, _SLATES.c.id)
        for slate in self._read(wanted, at_once=_SLATES_AT_ONCE):
            yield from self._of_slate(slate)

    def _of_slate(self, slate: Row[*tuple[Any, ...]]) -> Iterator[LogRow]:
        """Those of the pool that were not shown come first, at position 0."""
        head = (*_head(slate), self._names.seed(slate.seed), slate.candidates, slate.exploration)
        pool = self._of_items(
            slate, ((str(one["id"]), _unshown(one)) for one in slate.unshown or ())
        )
        listed = self._of_items(slate, ((str(one["id"]), _shown(one)) for one in slate.items))
        for row in (*sorted(pool, key=itemgetter(0, 1)), *listed):
            yield (*head, *row)

    def _of_items(
        self, slate: Row[*tuple[Any, ...]], items: Iterable[tuple[str, LogRow]]
    ) -> Iterator[LogRow]:
        """The talent, the offer and what there is about the two, as far as it may be told."""
        for item, tail in items:
            talent, offer = _pair(slate, item)
            name = self._named_as(talent)
            if name and len(tail[-1]) == len(self._features.features):
                self._named.offers.add(offer)
                yield (name, offer, *tail)

    def _events(self) -> Iterator[LogRow]:
        columns = (_EVENTS.c[name] for name in _OF_EVENTS)
        wanted = select(*columns).where(_EVENTS.c.at >= self.begins, _EVENTS.c.at < self.ends)
        for row in self._read(wanted.order_by(_EVENTS.c.seq)):
            if name := self._named_as(row.talent):
                self._named.offers.add(row.offer)
                seq, key, kind, side, _, *rest = row
                yield (seq, self._names.event(key), kind, side, name, *rest)

    def _offers(self) -> Iterator[LogRow]:
        """Drafts are nobody's business until somebody has met them."""
        columns = (_OFFERS.c[name] for name in (*_OF_OFFERS, "status"))
        for *row, status in self._read(select(*columns).order_by(_OFFERS.c.id)):
            if status is not OfferStatus.DRAFT or row[0] in self._named.offers:
                yield tuple(row)

    def _talents(self) -> Iterator[LogRow]:
        """Only those whom the other tables name: nobody else is needed to learn from them."""
        told = sorted((name, key) for key, name in self._named.talents.items())
        for start in range(0, len(told), _ROWS_AT_ONCE):
            some = told[start : start + _ROWS_AT_ONCE]
            wanted = select(_TALENTS).where(_TALENTS.c.id.in_([key for _, key in some]))
            found = {row.id: row for row in self._read(wanted)}
            yield from (self._talent(found[key], name) for name, key in some)

    def _talent(self, row: Row[*tuple[Any, ...]], name: str) -> LogRow:
        born = row.birth_date
        band = None if born is None else age_band(age_on(born, self.ends.date()))
        belongs = row.organisation is not None
        told = (row.languages, row.roles, row.genres, row.level)
        return (name, row.municipality, band, belongs, *told)

    def _named_as(self, talent: str) -> str | None:
        """The pseudonym; none for whom nothing may be told of."""
        if talent not in self._willing:
            kept = self._named.objected if talent in self._objecting else self._named.unknown
            kept.add(talent)
            return None
        if talent not in self._named.talents:
            self._named.talents[talent] = self._names.talent(talent)
        return self._named.talents[talent]

    def _read(
        self, wanted: Select[Any], *, at_once: int = _ROWS_AT_ONCE
    ) -> Iterator[Row[*tuple[Any, ...]]]:
        yield from self._session.execute(wanted, execution_options={"yield_per": at_once})


def _people(session: Session) -> tuple[frozenset[str], frozenset[str]]:
    """Who may be told of, and who has said no to being ranked or to being learned from."""
    answers = select(_TALENTS.c.id, _TALENTS.c.profiling, _TALENTS.c.learning)
    willing: set[str] = set()
    objecting: set[str] = set()
    for key, profiling, learning in session.execute(answers):
        (willing if profiling and learning else objecting).add(key)
    return frozenset(willing), frozenset(objecting)


def _first(session: Session) -> datetime | None:
    moments = (session.scalar(select(func.min(table.c.at))) for table in (_SLATES, _EVENTS))
    return min((moment for moment in moments if moment is not None), default=None)


def _head(slate: Row[*tuple[Any, ...]]) -> LogRow:
    return (
        slate.id,
        slate.at,
        slate.direction,
        slate.audience,
        slate.viewer_surface,
        slate.viewer_role,
        slate.item_order,
        slate.item_limit,
        slate.model_hash,
        slate.schema_hash,
    )


def _pair(slate: Row[*tuple[Any, ...]], item: str) -> tuple[str, str]:
    """The talent and the offer, whichever of the two was asked for."""
    subject = str(slate.subject)
    return (subject, item) if slate.direction is Direction.OFFERS_FOR_TALENT else (item, subject)


def _shown(item: Mapping[str, Any]) -> LogRow:
    return (*map(item.get, _OF_ITEMS), item.get("cells", ()))


def _unshown(one: Mapping[str, Any]) -> LogRow:
    unknown = (None, None, None, None)
    return (0, one["score"], *unknown, one.get("still_free"), None, None, one["cells"])
