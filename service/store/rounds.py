"""Rounds: opened, wished in, ranked, run and published; the store of all that belongs to one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from matcher.domain import OfferId, Side, TalentId
from matcher.market.lottery import Lottery
from service.store.tables import RoundCompanionRow, RoundRankRow, RoundRow, RoundWishRow

_ROUNDS, _WISHES = RoundRow.table(), RoundWishRow.table()
_RANKS, _COMPANIONS = RoundRankRow.table(), RoundCompanionRow.table()

REFUSED = -1
"""The rank of somebody whom the offer does not want."""


class RoundState(StrEnum):
    """How far a round has come; ``closed`` is told of an open one whose time is up, never kept."""

    OPEN = "open"
    CLOSED = "closed"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round over ``offers``: wishes are taken until ``closes_at``, ``side`` proposes.

    ``outcome`` are the numbers of the last run, by name.
    """

    id: str
    title: str
    offers: tuple[OfferId, ...]
    opened_at: datetime
    opened_by: str
    closes_at: datetime
    seed: int
    municipality: str | None = None
    side: Side = Side.TALENT
    lottery: Lottery = Lottery.ONE
    state: RoundState = RoundState.OPEN
    ran_at: datetime | None = None
    ran_by: str | None = None
    model_hash: str | None = None
    outcome: Mapping[str, Any] | None = None
    published_at: datetime | None = None
    published_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundWish:
    """One wish, ``place`` 0 the dearest, and what the last run made of it."""

    talent: TalentId
    offer: OfferId
    place: int
    came_true: bool = False
    blocks: bool = False
    left_out: str | None = None

    @property
    def is_seat(self) -> bool:
        """Whether it came true, and no rule has said no since."""
        return self.came_true and self.left_out is None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRank:
    """How ``offer`` ranks ``talent``; ``suggested`` when the system put it there."""

    offer: OfferId
    talent: TalentId
    rank: int
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Companions:
    """Whom one talent says it comes together with."""

    others: frozenset[TalentId]
    together_only: bool


def add(session: Session, one: Round) -> None:
    """Add a round with a new id."""
    session.execute(insert(_ROUNDS).values(_fields(one)))


def get(session: Session, round_id: str) -> Round | None:
    """The round, whatever came of it."""
    row = session.execute(select(_ROUNDS).where(_ROUNDS.c.id == round_id)).one_or_none()
    return None if row is None else _round(row._asdict())


def page(session: Session, *, after: str | None = None, limit: int) -> list[Round]:
    """The first ``limit`` rounds that were opened after the round ``after``, the oldest first."""
    chosen = select(_ROUNDS).order_by(_ROUNDS.c.opened_at, _ROUNDS.c.id).limit(limit)
    if after is not None:
        then = select(_ROUNDS.c.opened_at).where(_ROUNDS.c.id == after).scalar_subquery()
        same = and_(_ROUNDS.c.opened_at == then, _ROUNDS.c.id > after)
        chosen = chosen.where(or_(_ROUNDS.c.opened_at > then, same))
    return [_round(row._asdict()) for row in session.execute(chosen)]


def put(session: Session, one: Round) -> None:
    """The round as it is now, in place of how it was."""
    session.execute(update(_ROUNDS).where(_ROUNDS.c.id == one.id).values(_fields(one)))


def put_wishes(
    session: Session, round_id: str, talent: TalentId, *, offers: Sequence[OfferId]
) -> None:
    """One talent's whole list, the dearest first, in place of the one before."""
    mine = (_WISHES.c.round == round_id, _WISHES.c.talent == talent)
    session.execute(delete(_WISHES).where(*mine))
    rows = [
        {
            "round": round_id,
            "talent": talent,
            "offer": offer,
            "place": place,
            "came_true": False,
            "blocks": False,
        }
        for place, offer in enumerate(offers)
    ]
    if rows:
        session.execute(insert(_WISHES), rows)


def wishes(
    session: Session,
    round_id: str,
    *,
    talent: TalentId | None = None,
    offer: OfferId | None = None,
) -> list[RoundWish]:
    """The wishes of a round, of one talent, or for one offer: by talent, the dearest first."""
    wanted = ((_WISHES.c.talent, talent), (_WISHES.c.offer, offer))
    chosen = select(_WISHES).where(
        _WISHES.c.round == round_id,
        *(column == value for column, value in wanted if value is not None),
    )
    rows = session.execute(chosen.order_by(_WISHES.c.talent, _WISHES.c.place))
    return [RoundWish(**_without_round(row._asdict())) for row in rows]


def wishing(session: Session, round_id: str) -> frozenset[TalentId]:
    """Who wishes for anything in a round."""
    chosen = select(_WISHES.c.talent).where(_WISHES.c.round == round_id).distinct()
    return frozenset(session.execute(chosen).scalars())


def settle(session: Session, round_id: str, settled: Iterable[RoundWish]) -> None:
    """What a run made of each wish."""
    rows = [
        {
            "of": round_id,
            "by": one.talent,
            "for": one.offer,
            "came_true": one.came_true,
            "blocks": one.blocks,
            "left_out": one.left_out,
        }
        for one in settled
    ]
    if rows:
        session.connection().execute(_SETTLED, rows)


def put_ranks(
    session: Session, round_id: str, offer: OfferId, *, ranks: Mapping[TalentId, int]
) -> None:
    """An offer's own order, in place of what stood there, suggestions too."""
    session.execute(delete(_RANKS).where(_RANKS.c.round == round_id, _RANKS.c.offer == offer))
    _add_ranks(
        session,
        round_id,
        [RoundRank(offer=offer, talent=talent, rank=rank) for talent, rank in ranks.items()],
    )


def put_suggestions(session: Session, round_id: str, suggested: Sequence[RoundRank]) -> None:
    """The system's ranks of those whom nobody has ranked, in place of the suggestions before."""
    session.execute(delete(_RANKS).where(_RANKS.c.round == round_id, _RANKS.c.suggested))
    _add_ranks(session, round_id, suggested)


def ranks(session: Session, round_id: str, *, offer: OfferId | None = None) -> list[RoundRank]:
    """The ranks of a round, or of one offer: by offer, the best first."""
    chosen = select(_RANKS).where(_RANKS.c.round == round_id)
    if offer is not None:
        chosen = chosen.where(_RANKS.c.offer == offer)
    rows = session.execute(chosen.order_by(_RANKS.c.offer, _RANKS.c.rank, _RANKS.c.talent))
    return [RoundRank(**_without_round(row._asdict())) for row in rows]


def put_companions(
    session: Session, round_id: str, talent: TalentId, *, companions: Companions
) -> None:
    """Whom a talent comes with, in place of what it said before."""
    mine = (_COMPANIONS.c.round == round_id, _COMPANIONS.c.talent == talent)
    session.execute(delete(_COMPANIONS).where(*mine))
    rows = [
        {
            "round": round_id,
            "talent": talent,
            "companion": other,
            "together_only": companions.together_only,
        }
        for other in sorted(companions.others)
    ]
    if rows:
        session.execute(insert(_COMPANIONS), rows)


def companions(session: Session, round_id: str) -> dict[TalentId, Companions]:
    """What each talent of a round says, as far as it says anything."""
    said: dict[TalentId, tuple[set[TalentId], bool]] = {}
    chosen = select(_COMPANIONS).where(_COMPANIONS.c.round == round_id)
    for row in session.execute(chosen.order_by(_COMPANIONS.c.talent, _COMPANIONS.c.companion)):
        said.setdefault(TalentId(row.talent), (set(), row.together_only))[0].add(row.companion)
    return {talent: Companions(frozenset(one), only) for talent, (one, only) in said.items()}


def drop(session: Session, *, talent: TalentId | None = None, offer: OfferId | None = None) -> None:
    """Delete what belongs to a talent or an offer that goes; numbers of outcomes stay."""
    for table in (_WISHES, _RANKS):
        session.execute(delete(table).where(or_(table.c.talent == talent, table.c.offer == offer)))
    if talent is not None:
        named = or_(_COMPANIONS.c.talent == talent, _COMPANIONS.c.companion == talent)
        session.execute(delete(_COMPANIONS).where(named))


def _add_ranks(session: Session, round_id: str, added: Sequence[RoundRank]) -> None:
    rows = [
        {
            "round": round_id,
            "offer": one.offer,
            "talent": one.talent,
            "rank": one.rank,
            "suggested": one.suggested,
        }
        for one in added
    ]
    if rows:
        session.execute(insert(_RANKS), rows)


def _fields(one: Round) -> dict[str, Any]:
    fields = {column.name: getattr(one, column.name) for column in _ROUNDS.c}
    return {**fields, "state": one.state.value}


def _round(row: Mapping[str, Any]) -> Round:
    return Round(**{**row, "state": RoundState(row["state"])})


def _without_round(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "round"}


_SETTLED = (
    update(_WISHES)
    .where(
        _WISHES.c.round == bindparam("of"),
        _WISHES.c.talent == bindparam("by"),
        _WISHES.c.offer == bindparam("for"),
    )
    .values(
        came_true=bindparam("came_true"),
        blocks=bindparam("blocks"),
        left_out=bindparam("left_out"),
    )
)
