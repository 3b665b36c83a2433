"""Blocks: a talent and an organisation that are never shown to one another, and who said so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy import delete as delete_from
from sqlalchemy.orm import Session

from matcher.domain import OrganisationId, Side, TalentId
from service.store import changes
from service.store.batches import batches
from service.store.changes import ChangeKind
from service.store.tables import BlockRow
from service.store.upsert import upsert

_BLOCKS = BlockRow.table()
_CHOSEN = select(_BLOCKS.c.talent, _BLOCKS.c.organisation, _BLOCKS.c.by)


@dataclass(frozen=True, slots=True)
class Block:
    """``by`` is the side that wants it; each side may, and each can only take back its own."""

    talent: TalentId
    organisation: OrganisationId
    by: Side


def put(session: Session, block: Block, *, now: datetime) -> None:
    """Block, or block again; talent and organisation must exist."""
    row = {
        "talent": block.talent,
        "organisation": block.organisation,
        "by": block.by,
        "created_at": now,
    }
    session.execute(upsert(session, _BLOCKS), [row])
    changes.append(session, ChangeKind.BLOCK, [(block.talent, block.organisation)])


def delete(session: Session, block: Block) -> bool:
    """Take a block back; says whether it was there."""
    return _delete(
        session,
        _BLOCKS.c.talent == block.talent,
        _BLOCKS.c.organisation == block.organisation,
        _BLOCKS.c.by == block.by,
    )


def drop(
    session: Session,
    *,
    talent: TalentId | None = None,
    organisation: OrganisationId | None = None,
) -> None:
    """Delete, and log, the blocks of a talent or of an organisation that goes."""
    _delete(session, or_(_BLOCKS.c.talent == talent, _BLOCKS.c.organisation == organisation))


def of(session: Session, talent: TalentId) -> list[Block]:
    """The blocks of one talent, whichever side wants them."""
    return [Block(*row) for row in session.execute(_CHOSEN.where(_BLOCKS.c.talent == talent))]


def of_many(
    session: Session, talents: Sequence[TalentId]
) -> dict[TalentId, frozenset[OrganisationId]]:
    """The organisations that each of ``talents`` is kept apart from, whichever side wants it."""
    apart: dict[TalentId, set[OrganisationId]] = {talent: set() for talent in talents}
    for some in batches(talents):
        for row in session.execute(_CHOSEN.where(_BLOCKS.c.talent.in_(some))):
            one = Block(*row)
            apart[one.talent].add(one.organisation)
    return {talent: frozenset(found) for talent, found in apart.items()}


def stream(session: Session) -> Iterator[Block]:
    """Every block."""
    for row in session.execute(_CHOSEN):
        yield Block(*row)


def _delete(session: Session, *chosen: ColumnElement[bool]) -> bool:
    gone = delete_from(_BLOCKS).where(*chosen)
    rows = session.execute(gone.returning(_BLOCKS.c.talent, _BLOCKS.c.organisation)).all()
    changes.append(session, ChangeKind.BLOCK, {(row.talent, row.organisation) for row in rows})
    return bool(rows)
