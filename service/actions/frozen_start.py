"""The frozen start: the last snapshot on disk, so that a process need not read everything.

The file is only a shortcut, and taken only when the store proves to be the one it was made of: a
key and a slate, whose ids are random and never go away, are there, and the witnesses, some profiles
with their versions, are as they were or known to have changed since. A store that was filled anew
fails the first proof, one that was restored and went another way the second.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import OfferId, OrganisationId, SlateId, TalentId
from matcher.features import SemanticEncoder, Snapshot
from matcher.features.frozen import freeze, thaw
from matcher.vocabulary import Vocabularies
from service.actions.live import Live
from service.store import changes, keys, slates
from service.store.changes import ChangeKind
from service.store.engine import reading
from service.store.offers import OFFERS, OfferFilter
from service.store.organisations import ORGANISATIONS, OrganisationFilter
from service.store.profiles import Versioned
from service.store.talents import TALENTS, TalentFilter

FILE = "snapshot.npz"
_FIRST = 20
_LAST = 50
# So much news that reading everything is no slower.
_MOST_NEWS = 20_000

Witness = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a frozen snapshot says of the store that it shows, up to the change ``seq``."""

    seq: int
    key: str | None
    slate: str | None
    witnesses: tuple[Witness, ...]


def frozen_start(
    engine: Engine, folder: Path, *, words: Vocabularies, encoder: SemanticEncoder
) -> tuple[Snapshot, int]:
    """The frozen snapshot and the change up to which it knows everything; else an empty one and 0.

    The text encoder's rows, the vocabulary and the layout are the snapshot's to compare.
    """
    thawed = thaw(folder / FILE, words, encoder)
    if thawed is not None:
        snapshot, mark = thawed[0], _read(thawed[1])
        with reading(engine) as session:
            if _is_believed(session, mark):
                return snapshot, mark.seq
    return Snapshot(words, encoder), 0


def freeze_live(live: Live, folder: Path) -> None:
    """Keep the snapshot for the next start; several processes may do so, and the last one wins.

    Nothing is kept while the store has neither a key nor a slate to be known by, nor while a text
    waits for its vector.
    """
    if not live.complete:
        return
    with reading(live.engine) as session:
        mark = _mark(session, live.seen)
    if mark.key is None and mark.slate is None:
        return
    own = folder / f"snapshot-{os.getpid()}.npz"
    freeze(live.snapshot, own, mark=json.dumps(asdict(mark)))
    own.replace(folder / FILE)


def _mark(session: Session, seq: int) -> Mark:
    last = slates.page(session, limit=1)
    first = keys.all_of(session)[:1]
    return Mark(
        seq=seq,
        key=first[0].id if first else None,
        slate=last[0].id if last else None,
        witnesses=tuple(_witnesses(session, seq)),
    )


def _read(text: str) -> Mark:
    said = json.loads(text)
    return Mark(**{**said, "witnesses": tuple(tuple(one) for one in said["witnesses"])})


def _witnesses(session: Session, seq: int) -> Iterator[Witness]:
    """The first profiles of each kind and those that changed last, if nothing has since."""
    news = {(change.kind, change.id) for change in changes.since(session, seq, limit=_MOST_NEWS)}
    late = changes.since(session, max(seq - _LAST, 0), limit=_LAST)
    named = {(change.kind, change.id) for change in late}
    for kind, found in (*_first(session), *_named(session, named)):
        if (kind, found.value.id) not in news:
            yield _witness(kind, found)


def _first(session: Session) -> Iterator[tuple[ChangeKind, Versioned[Any]]]:
    for organisation in ORGANISATIONS.page(session, OrganisationFilter(), limit=_FIRST):
        yield ChangeKind.ORGANISATION, organisation
    for offer in OFFERS.page(session, OfferFilter(), limit=_FIRST):
        yield ChangeKind.OFFER, offer
    for talent in TALENTS.page(session, TalentFilter(), limit=_FIRST):
        yield ChangeKind.TALENT, talent


def _named(
    session: Session, named: set[tuple[ChangeKind, str]]
) -> Iterator[tuple[ChangeKind, Versioned[Any]]]:
    by_kind = {kind: sorted(one for of, one in named if of is kind) for kind in ChangeKind}
    organisations = [OrganisationId(one) for one in by_kind[ChangeKind.ORGANISATION]]
    for organisation in ORGANISATIONS.get_many(session, organisations).values():
        yield ChangeKind.ORGANISATION, organisation
    for offer in OFFERS.get_many(session, [OfferId(o) for o in by_kind[ChangeKind.OFFER]]).values():
        yield ChangeKind.OFFER, offer
    talents = [TalentId(one) for one in by_kind[ChangeKind.TALENT]]
    for talent in TALENTS.get_many(session, talents).values():
        yield ChangeKind.TALENT, talent


def _is_believed(session: Session, mark: Mark) -> bool:
    if mark.key is not None and keys.get(session, mark.key) is None:
        return False
    if mark.slate is not None and slates.get(session, SlateId(mark.slate)) is None:
        return False
    return _has_only_known_news(session, mark)


def _has_only_known_news(session: Session, mark: Mark) -> bool:
    """Whether at least one witness stands unchanged, and none has changed without a word."""
    news = changes.since(session, mark.seq, limit=_MOST_NEWS)
    if changes.head(session) < mark.seq or len(news) == _MOST_NEWS:
        return False
    changed = {(change.kind.value, change.id) for change in news}
    unchanged = {witness for witness in mark.witnesses if witness[:2] not in changed}
    named = {(ChangeKind(kind), key) for kind, key, _, _ in unchanged}
    found = {_witness(kind, one) for kind, one in _named(session, named)}
    return bool(unchanged) and found == unchanged


def _witness(kind: ChangeKind, found: Versioned[Any]) -> Witness:
    return (kind.value, found.value.id, found.version, found.updated_at.isoformat())
