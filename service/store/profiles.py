"""Profiles: what the stores of talents, organisations and offers have in common."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, delete, select
from sqlalchemy.orm import Session

from matcher.domain import OrganisationId, Problem
from service.store import changes, keys
from service.store.batches import BATCH, batches
from service.store.changes import ChangeKind
from service.store.refusal import StoreRefused
from service.store.tables import OrganisationRow, StoreTable
from service.store.upsert import upsert


class Profile(Protocol):
    """A value with an id; its fields bear the names of its table's columns."""

    @property
    def id(self) -> str:
        """The id."""
        ...


Id = TypeVar("Id", bound=str)
Value = TypeVar("Value", bound=Profile)
Filter = TypeVar("Filter")
_Versioned = TypeVar("_Versioned", covariant=True)

_OWN_COLUMNS = ("version", "updated_at")


@dataclass(frozen=True, slots=True)
class Versioned(Generic[_Versioned]):
    """A profile, how often it was put (from 1), and when last."""

    value: _Versioned
    version: int
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiles(Generic[Id, Value, Filter]):
    """The store of one kind of profile; every method takes the caller's session first.

    ``conditions`` says in SQL what a filter lets through, ``named`` which organisations a profile
    names, ``forget`` what else goes when a profile goes, ``index`` puts profiles where they are
    searched for.
    """

    kind: ChangeKind
    rows: type[StoreTable]
    make: Callable[..., Value]
    conditions: Callable[[Filter], Iterable[ColumnElement[bool]]]
    named: Callable[[Value], Iterable[OrganisationId]]
    forget: Callable[[Session, Id], None]
    index: Callable[[Session, Sequence[Value]], None] = lambda _, __: None
    _table: Table = field(init=False)
    _fields: tuple[str, ...] = field(init=False)
    _by_id: Select[*tuple[Any, ...]] = field(init=False)
    _by_ids: Select[*tuple[Any, ...]] = field(init=False)

    def __post_init__(self) -> None:
        table = self.rows.table()
        fields = tuple(str(column.name) for column in table.c if column.name not in _OWN_COLUMNS)
        object.__setattr__(self, "_table", table)
        object.__setattr__(self, "_fields", fields)
        object.__setattr__(self, "_by_id", self._select(table.c.id == bindparam("id")))
        among = table.c.id.in_(bindparam("ids", expanding=True))
        object.__setattr__(self, "_by_ids", self._select(among))

    def get(self, session: Session, key: Id) -> Versioned[Value] | None:
        """The profile, if there is one."""
        row = session.execute(self._by_id, {"id": key}).one_or_none()
        return None if row is None else self._versioned(row)

    def get_many(self, session: Session, ids: Sequence[Id]) -> dict[Id, Versioned[Value]]:
        """The profiles that there are among ``ids``, in their order."""
        found: dict[Id, Versioned[Value]] = {}
        for some in batches(ids):
            for row in session.execute(self._by_ids, {"ids": some}):
                found[row.id] = self._versioned(row)
        return {key: found[key] for key in ids if key in found}

    def page(
        self, session: Session, where: Filter, *, after: Id | None = None, limit: int
    ) -> list[Versioned[Value]]:
        """The first ``limit`` profiles after ``after`` that ``where`` lets through, by id."""
        chosen = self._select(*self.conditions(where))
        if after is not None:
            chosen = chosen.where(self._table.c.id > after)
        rows = session.execute(chosen.order_by(self._table.c.id).limit(limit))
        return [self._versioned(row) for row in rows]

    def put_many(self, session: Session, values: Sequence[Value], *, now: datetime) -> None:
        """Insert or replace; each version rises by one, each id enters the change log.

        Of several values with one id the last counts. Raises ``StoreRefused``
        (``unknown_organisation``) when a profile names an organisation that is not there.
        """
        latest = {value.id: value for value in values}
        self._require_organisations(session, latest.values())
        fields = self._fields
        read = attrgetter(*fields)
        put = upsert(session, self._table)
        for some in batches(list(latest.values())):
            rows = [dict(zip(fields, read(value), strict=True)) for value in some]
            session.execute(put, [row | {"version": 1, "updated_at": now} for row in rows])
            self.index(session, some)
        changes.append(session, self.kind, latest)

    def delete(self, session: Session, key: Id, *, now: datetime) -> bool:
        """Erase the profile and revoke the keys that spoke for it; says whether there was one.

        Raises ``StoreRefused`` (``organisation_in_use``) while others name the organisation.
        """
        if self.get(session, key) is None:
            return False
        self.forget(session, key)
        keys.revoke_of(session, self.kind.value, subject=key, now=now)
        session.execute(delete(self._table).where(self._table.c.id == key))
        changes.append(session, self.kind, (key,))
        return True

    def stream(self, session: Session) -> Iterator[Value]:
        """All profiles by id, read in batches."""
        chosen = self._select().order_by(self._table.c.id)
        for row in session.execute(chosen, execution_options={"yield_per": BATCH}):
            yield self._versioned(row).value

    def _select(self, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
        """The profile's fields first, then what the store adds to them."""
        names = (*self._fields, *_OWN_COLUMNS)
        return select(*(self._table.c[name] for name in names)).where(*conditions)

    def _versioned(self, row: Row[*tuple[Any, ...]]) -> Versioned[Value]:
        *values, version, updated_at = row
        return Versioned(
            self.make(**dict(zip(self._fields, values, strict=True))), version, updated_at
        )

    def _require_organisations(self, session: Session, values: Iterable[Value]) -> None:
        named = sorted({key for value in values for key in self.named(value)})
        organisation = OrganisationRow.table().c.id
        for some in batches(named):
            there = session.scalars(select(organisation).where(organisation.in_(some)))
            missing = sorted(set(some).difference(there))
            if missing:
                raise StoreRefused(Problem("unknown_organisation", {"organisation": missing[0]}))
