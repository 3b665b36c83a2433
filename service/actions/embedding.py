"""Embedding: the vectors of all profiles, made once and stored for every process and start."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import Offer, Talent
from matcher.features import SemanticEncoder
from matcher.features.encoding import text_of
from service.store import embeddings
from service.store.batches import batches
from service.store.changes import ChangeKind
from service.store.embeddings import Embedding, text_hash
from service.store.engine import reading, writing
from service.store.offers import OFFERS, OfferFilter
from service.store.profiles import Profiles, Versioned
from service.store.talents import TALENTS, TalentFilter

Vectors: TypeAlias = NDArray[np.int8]
Described: TypeAlias = Talent | Offer

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class _Part:
    """One kind of profile that has a text."""

    kind: ChangeKind
    profiles: Profiles[Any, Any, Any]
    everything: object


_Ask: TypeAlias = Callable[[_Part, str | None], list[Versioned[Any]]]
_PARTS = (
    _Part(ChangeKind.TALENT, TALENTS, TalentFilter()),
    _Part(ChangeKind.OFFER, OFFERS, OfferFilter()),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of ``total`` profiles have been looked at."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Embedded:
    """``profiles`` there were, ``encoded`` of them had no vector of their present text."""

    profiles: int
    encoded: int


@dataclass(frozen=True, slots=True)
class Known:
    """The vectors of some profiles, shape (ids, width), and the texts of those that have none."""

    ids: Sequence[str]
    vectors: Vectors
    missing: dict[str, str]


def embed(
    engine: Engine,
    encoder: SemanticEncoder,
    *,
    batch: int,
    tell: Callable[[Progress], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Embedded:
    """Encode what has no vector of its present text yet, and store it, ``batch`` texts at a time.

    Others may read and write meanwhile: no transaction is open while the encoder works. It can be
    broken off at any moment, and goes on from there the next time.
    """
    done = encoded = 0
    with reading(engine) as session:
        total = sum(embeddings.profiles(session, part.kind) for part in _PARTS)
    for kind, page in _pages(partial(_of_now, engine)):
        with reading(engine) as session:
            missing = known(session, encoder, kind, profiles=page).missing
        done += len(page) - len(missing)
        for some in batches(list(missing.items()), size=batch):
            if stopped():
                return Embedded(done, encoded)
            made(engine, encoder, kind, texts=dict(some))
            encoded += len(some)
            done += len(some)
            tell(Progress(done, max(done, total)))
        tell(Progress(done, max(done, total)))
    return Embedded(done, encoded)


def made(
    engine: Engine, encoder: SemanticEncoder, kind: ChangeKind, *, texts: Mapping[str, str]
) -> Vectors:
    """The vectors of ``texts``, by the profile's id, in their order: shape (texts, width).

    What nobody else has stored meanwhile is encoded and stored. Raises ``StoreBusy``.
    """
    with reading(engine) as session:
        found = _found(session, encoder, kind, texts=texts)
    if found.missing:
        fresh = encoder.encode(list(found.missing.values()))
        found.vectors[[key in found.missing for key in texts]] = fresh
        rows = [
            Embedding(key, text_hash(text), vector.tobytes())
            for (key, text), vector in zip(found.missing.items(), fresh, strict=True)
        ]
        with writing(engine) as session:
            embeddings.put_many(session, encoder.hash, kind, made=rows)
    return found.vectors


def known(
    session: Session, encoder: SemanticEncoder, kind: ChangeKind, *, profiles: Sequence[Described]
) -> Known:
    """What is stored of ``profiles``; the row of one that is missing is of zeros."""
    texts = {str(profile.id): text_of(profile) for profile in profiles}
    return _found(session, encoder, kind, texts=texts)


def everything(
    session: Session, encoder: SemanticEncoder, *, stored: bool
) -> Iterator[tuple[ChangeKind, Known]]:
    """Of all profiles of one moment; what is missing is encoded, and nothing is left to do.

    With ``stored`` false the encoder is asked for all of them, and no store.
    """
    for kind, page in _pages(partial(_of_one_moment, session)):
        if stored:
            yield kind, _completed(known(session, encoder, kind, profiles=page), encoder)
        else:
            vectors = encoder.encode(list(map(text_of, page)))
            yield kind, Known([one.id for one in page], vectors, {})


def _found(
    session: Session, encoder: SemanticEncoder, kind: ChangeKind, *, texts: Mapping[str, str]
) -> Known:
    hashes = {key: text_hash(text) for key, text in texts.items()}
    stored = embeddings.find(session, encoder.hash, kind, texts=hashes)
    vectors = np.zeros((len(texts), encoder.width), dtype=np.int8)
    for place, key in enumerate(texts):
        if key in stored:
            vectors[place] = np.frombuffer(stored[key], dtype=np.int8)
    missing = {key: text for key, text in texts.items() if key not in stored}
    return Known(list(texts), vectors, missing)


def _completed(found: Known, encoder: SemanticEncoder) -> Known:
    if found.missing:
        places = [key in found.missing for key in found.ids]
        found.vectors[places] = encoder.encode(list(found.missing.values()))
    return Known(found.ids, found.vectors, {})


def _pages(ask: _Ask) -> Iterator[tuple[ChangeKind, list[Described]]]:
    for part in _PARTS:
        last: str | None = None
        while page := ask(part, last):
            yield part.kind, [one.value for one in page]
            last = page[-1].value.id


def _of_one_moment(session: Session, part: _Part, last: str | None) -> list[Versioned[Any]]:
    return part.profiles.page(session, part.everything, after=last, limit=_PAGE)


def _of_now(engine: Engine, part: _Part, last: str | None) -> list[Versioned[Any]]:
    """Each page is of a moment of its own: to embed the whole may take hours."""
    with reading(engine) as session:
        return _of_one_moment(session, part, last)
