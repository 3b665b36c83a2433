"""Indexing: the words of profiles from before the index, or from before its newest edition."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import OfferId, TalentId
from matcher.vocabulary import load, wording_edition
from service.store import words
from service.store.batches import BATCH
from service.store.engine import reading, writing
from service.store.offers import OFFERS
from service.store.talents import TALENTS
from service.store.words import Index


@dataclass(frozen=True, slots=True)
class _Indexed:
    """Where some profiles are searched for, and how those named are put there."""

    index: Index
    put: Callable[[Session, Sequence[str]], None]


def index_profiles(engine: Engine) -> int:
    """Index every profile that has no words of today's edition, and say how many there were.

    A batch is a transaction, so that others write in between; of several processes that start at
    once each takes what the others have left. Where nothing is missing nothing is written.
    """
    edition = wording_edition(load())
    return sum(_index_all(engine, one, edition) for one in _INDEXED)


def _index_all(engine: Engine, indexed: _Indexed, edition: str) -> int:
    with reading(engine) as session:
        missing = words.missing(session, indexed.index, edition=edition, limit=1)
    count = 0
    while missing:
        with writing(engine) as session:
            missing = words.missing(session, indexed.index, edition=edition, limit=BATCH)
            indexed.put(session, missing)
        count += len(missing)
    return count


def _put_talents(session: Session, ids: Sequence[str]) -> None:
    found = TALENTS.get_many(session, [TalentId(one) for one in ids])
    TALENTS.index(session, [one.value for one in found.values()])


def _put_offers(session: Session, ids: Sequence[str]) -> None:
    found = OFFERS.get_many(session, [OfferId(one) for one in ids])
    OFFERS.index(session, [one.value for one in found.values()])


_INDEXED = (_Indexed(Index.TALENTS, _put_talents), _Indexed(Index.OFFERS, _put_offers))
