"""Embeddings: what profiles mean to an encoder that is too slow to be asked at every start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Table, delete, func, select
from sqlalchemy.orm import Session

from service.store.batches import batches
from service.store.changes import ChangeKind
from service.store.engine import require_write
from service.store.tables import EmbeddingRow, OfferRow, TalentRow
from service.store.upsert import upsert

_EMBEDDINGS = EmbeddingRow.table()
_PROFILES: Mapping[ChangeKind, Table] = {
    ChangeKind.TALENT: TalentRow.table(),
    ChangeKind.OFFER: OfferRow.table(),
}


@dataclass(frozen=True, slots=True)
class Embedding:
    """What the text with ``text_hash`` of the profile ``id`` means; a byte is an int8."""

    id: str
    text_hash: str
    vector: bytes


def text_hash(text: str) -> str:
    """Names a text, so that a vector is not taken for what was written later."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def find(
    session: Session, encoder: str, kind: ChangeKind, *, texts: Mapping[str, str]
) -> dict[str, bytes]:
    """The vectors that ``encoder`` (a hash) made of exactly these ``texts``, by the profile's id.

    ``texts`` maps ids to the hashes of texts; what is missing or was made of another text is not
    among them.
    """
    own = (_EMBEDDINGS.c.encoder == encoder, _EMBEDDINGS.c.kind == kind.value)
    columns = (_EMBEDDINGS.c.id, _EMBEDDINGS.c.text_hash, _EMBEDDINGS.c.vector)
    found: dict[str, bytes] = {}
    for some in batches(list(texts)):
        for row in session.execute(select(*columns).where(*own, _EMBEDDINGS.c.id.in_(some))):
            if row.text_hash == texts[row.id]:
                found[row.id] = row.vector
    return found


def put_many(session: Session, encoder: str, kind: ChangeKind, *, made: Sequence[Embedding]) -> int:
    """Insert or replace the vectors of the profiles that are still there; says how many.

    Only the one writer may: a profile that is erased meanwhile would leave its vector behind.
    """
    require_write(session)
    profile = _PROFILES[kind].c.id
    count = 0
    for some in batches(made):
        named = [one.id for one in some]
        there = set(session.scalars(select(profile).where(profile.in_(named))))
        rows = [_row(encoder, kind, one) for one in some if one.id in there]
        if rows:
            session.execute(upsert(session, _EMBEDDINGS), rows)
        count += len(rows)
    return count


def drop(session: Session, kind: ChangeKind, key: str) -> None:
    """Delete the vectors of one profile, whichever encoder made them."""
    own = (_EMBEDDINGS.c.kind == kind.value, _EMBEDDINGS.c.id == key)
    session.execute(delete(_EMBEDDINGS).where(*own))


def prune(session: Session, *, keep: Sequence[str]) -> int:
    """Delete the vectors of all encoders but those whose hashes are named; says how many."""
    others = delete(_EMBEDDINGS).where(_EMBEDDINGS.c.encoder.not_in(keep))
    return session.connection().execute(others).rowcount


def profiles(session: Session, kind: ChangeKind) -> int:
    """How many profiles of that kind there are to be embedded."""
    count: int = session.execute(select(func.count()).select_from(_PROFILES[kind])).scalar_one()
    return count


def counts(session: Session) -> dict[str, int]:
    """How many vectors of each encoder there are, by its hash."""
    by_encoder = select(_EMBEDDINGS.c.encoder, func.count().label("vectors")).group_by(
        _EMBEDDINGS.c.encoder
    )
    return {row.encoder: row.vectors for row in session.execute(by_encoder)}


def _row(encoder: str, kind: ChangeKind, made: Embedding) -> dict[str, object]:
    return {
        "encoder": encoder,
        "kind": kind.value,
        "id": made.id,
        "text_hash": made.text_hash,
        "vector": made.vector,
    }
