"""Once: a write that is sent twice under one ``Idempotency-Key`` takes effect once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from service.errors import Code, ServiceError
from service.store import receipts
from service.store.engine import writing
from service.store.receipts import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was asked: ``key`` is the ``Idempotency-Key``, if one was sent."""

    key: str | None
    principal: str
    method: str
    path: str
    body_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is answered; ``replayed`` when it was answered before and nothing was done now."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False


def once(
    engine: Engine, attempt: Attempt, *, act: Callable[[Session], Answer], now: datetime
) -> Answer:
    """Do ``act`` in one transaction together with its receipt, or answer as the receipt says.

    Only one write runs at a time, so that of two that come together the second finds the first's
    receipt. A write that was refused leaves no receipt: it had no effect, and may be tried again.
    Raises ``ServiceError`` (422 ``idempotency_key_reused``) when the key was used for another
    request.
    """
    with writing(engine) as session:
        known = replay(session, attempt)
        if known is not None:
            return known
        answer = act(session)
        keep_receipt(session, attempt, answer, now=now)
    return answer


def replay(session: Session, attempt: Attempt) -> Answer | None:
    """The answer that the same attempt got before; ``None`` when it is the first.

    Raises ``ServiceError`` (422 ``idempotency_key_reused``).
    """
    known = _known(session, attempt)
    if known is None:
        return None
    return Answer(status=known.status, body=known.body, headers=known.headers, replayed=True)


def keep_receipt(session: Session, attempt: Attempt, answer: Answer, *, now: datetime) -> None:
    """Keep the answer for the next time, in the transaction of the write that it is for."""
    if attempt.key is not None:
        receipts.add(session, _receipt(attempt, answer, key=attempt.key, now=now))


def _known(session: Session, attempt: Attempt) -> Receipt | None:
    if attempt.key is None:
        return None
    known = receipts.get(session, attempt.key, principal=attempt.principal)
    if known is None:
        return None
    then = (known.method, known.path, known.body_hash)
    if then != (attempt.method, attempt.path, attempt.body_hash):
        raise ServiceError(Code.IDEMPOTENCY_KEY_REUSED, 422, params={"key": attempt.key})
    return known


def _receipt(attempt: Attempt, answer: Answer, *, key: str, now: datetime) -> Receipt:
    return Receipt(
        key=key,
        principal=attempt.principal,
        method=attempt.method,
        path=attempt.path,
        body_hash=attempt.body_hash,
        status=answer.status,
        headers=dict(answer.headers),
        body=answer.body,
        created_at=now,
    )
