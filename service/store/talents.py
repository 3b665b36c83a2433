"""The store of talents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from matcher.domain import OrganisationId, Talent, TalentId
from matcher.vocabulary import load, talent_wording, wording_edition
from service.store import blocks, cohorts, connections, embeddings, pairs, rounds, wishes, words
from service.store.changes import ChangeKind
from service.store.forgetting import forget_in_slates
from service.store.profiles import Profiles
from service.store.tables import EventRow, TalentRow
from service.store.words import Index

_TABLE = TalentRow.table()


@dataclass(frozen=True, slots=True, kw_only=True)
class TalentFilter:
    """Which talents; ``None`` lets all through, an empty set none."""

    organisation: OrganisationId | None = None
    municipalities: frozenset[str] | None = None
    discoverable: bool | None = None


def _conditions(where: TalentFilter) -> Iterable[ColumnElement[bool]]:
    if where.organisation is not None:
        yield _TABLE.c.organisation == where.organisation
    if where.municipalities is not None:
        yield _TABLE.c.municipality.in_(where.municipalities)
    if where.discoverable is not None:
        yield _TABLE.c.discoverable == where.discoverable


def _named(talent: Talent) -> Iterable[OrganisationId]:
    return () if talent.organisation is None else (talent.organisation,)


def _forget(session: Session, key: TalentId) -> None:
    """Seats become free, blocks go, and the log keeps the bare id: no word that was written.

    Recorded lists keep their order, and no longer say why the person stood in them.
    """
    pairs.drop(session, talent=key)
    blocks.drop(session, talent=key)
    embeddings.drop(session, ChangeKind.TALENT, key)
    cohorts.forget(session, key)
    connections.drop(session, key)
    rounds.drop(session, talent=key)
    wishes.drop(session, key)
    words.drop(session, Index.TALENTS, (key,), erase=True)
    events = EventRow.table()
    session.execute(update(events).where(events.c.talent == key).values(reason=None))
    forget_in_slates(session, key)


def _index(session: Session, talents: Sequence[Talent]) -> None:
    vocabularies = load()
    wordings = [(talent.id, talent_wording(talent, vocabularies)) for talent in talents]
    words.put(session, Index.TALENTS, wordings, edition=wording_edition(vocabularies))


TALENTS: Profiles[TalentId, Talent, TalentFilter] = Profiles(
    kind=ChangeKind.TALENT,
    rows=TalentRow,
    make=Talent,
    conditions=_conditions,
    named=_named,
    forget=_forget,
    index=_index,
)
