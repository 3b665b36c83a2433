"""Give-backs: what may be given at home, where, with whom, and how far it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update
from sqlalchemy.orm import Session

from matcher.domain import (
    PROMISED,
    GiveBackActor,
    GiveBackState,
    GiveBackStep,
    OfferId,
    Problem,
    TalentId,
)
from service.store import give_back_log
from service.store.batches import batches
from service.store.engine import require_write
from service.store.give_back_log import StepTaken
from service.store.tables import GiveBackRow, TalentRow

_GIVE_BACKS = GiveBackRow.table()
_NAME_LENGTH = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack:
    """One give-back; ``since`` is when its last step was, ``version`` rises with every change."""

    id: str
    talent: TalentId
    offer: OfferId
    municipality: str
    host_municipality: str
    opened_at: datetime
    since: datetime
    state: GiveBackState = GiveBackState.OPEN
    slot: OfferId | None = None
    act: str | None = None
    friends: tuple[str, ...] = ()
    reasons: tuple[Problem, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBackFilter:
    """Which give-backs; ``None`` lets all through, an empty set none."""

    talent: TalentId | None = None
    offer: OfferId | None = None
    municipalities: frozenset[str] | None = None
    states: frozenset[GiveBackState] | None = None
    slots: frozenset[OfferId] | None = None
    acts: frozenset[str] | None = None


def give_back_id(talent: TalentId, offer: OfferId) -> str:
    """The id of the give-back for one participation: always the same, so that it opens once."""
    name = f"{len(talent)}:{talent}:{offer}".encode()
    return f"giv_{sha256(name).hexdigest()[:_NAME_LENGTH]}"


def open_many(session: Session, wanted: Sequence[GiveBack], *, key: str) -> list[GiveBack]:
    """Store those that are not there yet, with their first step; answers with them."""
    require_write(session)
    opened: list[GiveBack] = []
    for some in batches(wanted):
        there = set(
            session.scalars(
                select(_GIVE_BACKS.c.id).where(_GIVE_BACKS.c.id.in_([one.id for one in some]))
            )
        )
        opened.extend({one.id: one for one in some if one.id not in there}.values())
    if opened:
        session.execute(insert(_GIVE_BACKS), [_row(one) for one in opened])
        give_back_log.add_many(
            session,
            [
                StepTaken(
                    give_back=one.id,
                    step=GiveBackStep.OPEN,
                    state=one.state,
                    actor=GiveBackActor.MATCHING,
                    key=key,
                    at=one.since,
                )
                for one in opened
            ],
        )
    return opened


def put(session: Session, changed: GiveBack) -> GiveBack:
    """Store a give-back as it is now; its version rises by one."""
    require_write(session)
    after = replace(changed, version=changed.version + 1)
    session.execute(update(_GIVE_BACKS).where(_GIVE_BACKS.c.id == after.id).values(**_row(after)))
    return after


def get(session: Session, key: str) -> GiveBack | None:
    """The give-back of that id."""
    row = session.execute(select(_GIVE_BACKS).where(_GIVE_BACKS.c.id == key)).one_or_none()
    return None if row is None else _give_back(row)


def get_many(session: Session, keys: Sequence[str]) -> dict[str, GiveBack]:
    """Those of these ids that are there."""
    found: dict[str, GiveBack] = {}
    for some in batches(keys):
        rows = session.execute(select(_GIVE_BACKS).where(_GIVE_BACKS.c.id.in_(some)))
        found.update((row.id, _give_back(row)) for row in rows)
    return found


def page(
    session: Session, where: GiveBackFilter, *, after: str | None = None, limit: int
) -> list[GiveBack]:
    """The first ``limit`` give-backs after the id ``after`` that ``where`` lets through, by id."""
    chosen = select(_GIVE_BACKS).where(*_conditions(where))
    if after is not None:
        chosen = chosen.where(_GIVE_BACKS.c.id > after)
    rows = session.execute(chosen.order_by(_GIVE_BACKS.c.id).limit(limit))
    return [_give_back(row) for row in rows]


def every(session: Session, where: GiveBackFilter) -> list[GiveBack]:
    """All that ``where`` lets through, by id; for those of one municipality or one person."""
    chosen = select(_GIVE_BACKS).where(*_conditions(where)).order_by(_GIVE_BACKS.c.id)
    return [_give_back(row) for row in session.execute(chosen)]


def homes(session: Session) -> list[str]:
    """Every municipality that a give-back belongs to, or that its person has moved to."""
    talents = TalentRow.table()
    now = (
        select(talents.c.municipality)
        .join(_GIVE_BACKS, _GIVE_BACKS.c.talent == talents.c.id)
        .where(talents.c.municipality.is_not(None))
    )
    return sorted(session.scalars(select(_GIVE_BACKS.c.municipality).union(now)))


def moved_to(session: Session, municipality: str) -> list[GiveBack]:
    """Those of people who live in ``municipality`` now and did not when theirs opened."""
    talents = TalentRow.table()
    chosen = (
        select(_GIVE_BACKS)
        .join(talents, _GIVE_BACKS.c.talent == talents.c.id)
        .where(talents.c.municipality == municipality, _GIVE_BACKS.c.municipality != municipality)
        .order_by(_GIVE_BACKS.c.id)
    )
    return [_give_back(row) for row in session.execute(chosen)]


def act_at(session: Session, slot: OfferId, *, offer: OfferId, but: str) -> str | None:
    """The act that people of the participation ``offer`` have promised at ``slot`` already.

    Only of those who have opted in: nobody else is in an act with others.
    """
    talents = TalentRow.table()
    chosen = (
        select(_GIVE_BACKS.c.act)
        .join(talents, talents.c.id == _GIVE_BACKS.c.talent)
        .where(
            _GIVE_BACKS.c.slot == slot,
            _GIVE_BACKS.c.offer == offer,
            _GIVE_BACKS.c.id != but,
            _GIVE_BACKS.c.act.is_not(None),
            talents.c.joins_give_back,
            _GIVE_BACKS.c.state.in_(PROMISED | {GiveBackState.SUGGESTED}),
        )
        .order_by(_GIVE_BACKS.c.id)
        .limit(1)
    )
    return session.scalars(chosen).one_or_none()


def promised_by(session: Session, talents: Sequence[TalentId]) -> list[GiveBack]:
    """Those of ``talents`` that hold a seat of a slot."""
    found: list[GiveBack] = []
    for some in batches(talents):
        chosen = select(_GIVE_BACKS).where(
            _GIVE_BACKS.c.talent.in_(some), _GIVE_BACKS.c.state.in_(PROMISED)
        )
        found.extend(_give_back(row) for row in session.execute(chosen))
    return found


def _conditions(where: GiveBackFilter) -> Iterable[ColumnElement[bool]]:
    table = _GIVE_BACKS.c
    if where.talent is not None:
        yield table.talent == where.talent
    if where.offer is not None:
        yield table.offer == where.offer
    if where.municipalities is not None:
        yield table.municipality.in_(where.municipalities)
    if where.states is not None:
        yield table.state.in_(where.states)
    if where.slots is not None:
        yield table.slot.in_(where.slots)
    if where.acts is not None:
        yield table.act.in_(where.acts)


def _row(one: GiveBack) -> dict[str, Any]:
    row = {column.name: getattr(one, column.name) for column in _GIVE_BACKS.c}
    return row | {"reasons": [[problem.code, dict(problem.params)] for problem in one.reasons]}


def _give_back(row: Row[*tuple[Any, ...]]) -> GiveBack:
    fields = dict(row._mapping)
    fields["reasons"] = tuple(Problem(code, params) for code, params in fields["reasons"])
    return GiveBack(**fields)
