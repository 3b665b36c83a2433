"""The frozen start: the last snapshot on disk, so that a process need not read everything.

The file is only a shortcut. It is taken when its witnesses, some profiles with their versions, are
found in the store as they were or are known to have changed since; a store that was emptied and
filled again, or restored, does not have them.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import OfferId, OrganisationId, TalentId
from matcher.features import Snapshot, TextEncoder
from matcher.features.frozen import freeze, thaw
from matcher.vocabulary import Vocabularies
from service.actions.live import Live
from service.store import changes
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


def frozen_start(
    engine: Engine, folder: Path, *, words: Vocabularies, encoder: TextEncoder
) -> tuple[Snapshot, int]:
    """The frozen snapshot and the change up to which it knows everything; else an empty one and 0.

    The text encoder's rows, the vocabulary and the layout are the snapshot's to compare.
    """
    thawed = thaw(folder / FILE, words, encoder)
    if thawed is None:
        return Snapshot(words, encoder), 0
    snapshot, mark = thawed
    said = json.loads(mark)
    with reading(engine) as session:
        believed = _is_believed(session, said["seq"], [tuple(w) for w in said["witnesses"]])
    return (snapshot, said["seq"]) if believed else (Snapshot(words, encoder), 0)


def freeze_live(live: Live, folder: Path) -> None:
    """Keep the snapshot for the next start; several processes may do so, and the last one wins."""
    with reading(live.engine) as session:
        witnesses = list(_witnesses(session, live.seen))
    own = folder / f"snapshot-{os.getpid()}.npz"
    freeze(live.snapshot, own, mark=json.dumps({"seq": live.seen, "witnesses": witnesses}))
    own.replace(folder / FILE)


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


def _is_believed(session: Session, seq: int, witnesses: list[Witness]) -> bool:
    """Whether at least one witness stands unchanged, and none has changed without a word."""
    news = changes.since(session, seq, limit=_MOST_NEWS)
    if changes.head(session) < seq or len(news) == _MOST_NEWS:
        return False
    changed = {(change.kind.value, change.id) for change in news}
    unchanged = {witness for witness in witnesses if witness[:2] not in changed}
    named = {(ChangeKind(kind), key) for kind, key, _, _ in unchanged}
    found = {_witness(kind, one) for kind, one in _named(session, named)}
    return bool(unchanged) and found == unchanged


def _witness(kind: ChangeKind, found: Versioned[Any]) -> Witness:
    return (kind.value, found.value.id, found.version, found.updated_at.isoformat())
