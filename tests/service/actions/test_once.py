"""Tests of writes that take effect once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import TalentId
from service.actions.once import Answer, Attempt, once
from service.errors import ServiceError
from service.store import TALENTS, reading
from tests.factories import talent
from tests.service.api.house import NOW

ATTEMPT = Attempt(key="k", principal="p", method="PUT", path="/v1/talents/tal-1", body_hash="h")


def version(engine: Engine) -> int:
    with reading(engine) as session:
        found = TALENTS.get(session, TalentId("tal-1"))
    return found.version if found else 0


def put(session: Session) -> Answer:
    TALENTS.put_many(session, [talent()], now=NOW)
    return Answer(status=200, body=b"done", headers={"ETag": '"1"'})


def test_the_same_attempt_is_done_once_and_answered_alike(engine: Engine) -> None:
    first = once(engine, ATTEMPT, act=put, now=NOW)
    again = once(engine, ATTEMPT, act=put, now=NOW)

    assert version(engine) == 1
    assert (first.replayed, again.replayed) == (False, True)
    assert replace(again, replayed=False) == first


def test_attempts_that_come_together_are_done_once(engine: Engine) -> None:
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: once(engine, ATTEMPT, act=put, now=NOW), range(12)))

    assert version(engine) == 1
    assert [answer.replayed for answer in answers].count(False) == 1
    assert {answer.body for answer in answers} == {b"done"}


def test_without_a_key_each_attempt_is_a_new_one(engine: Engine) -> None:
    for _ in range(2):
        once(engine, replace(ATTEMPT, key=None), act=put, now=NOW)
    assert version(engine) == 2


@pytest.mark.parametrize("changed", ["method", "path", "body_hash"])
def test_a_key_stands_for_one_request(engine: Engine, changed: str) -> None:
    once(engine, ATTEMPT, act=put, now=NOW)
    other = replace(ATTEMPT, **{changed: "other"})
    with pytest.raises(ServiceError, match="idempotency_key_reused"):
        once(engine, other, act=put, now=NOW)
    assert version(engine) == 1


def test_principals_do_not_share_keys(engine: Engine) -> None:
    for principal in ("p", "q"):
        once(engine, replace(ATTEMPT, principal=principal), act=put, now=NOW)
    assert version(engine) == 2


def test_an_act_that_fails_leaves_neither_effect_nor_receipt(engine: Engine) -> None:
    def fails(session: Session) -> Answer:
        put(session)
        raise ServiceError("not_yours", 403)

    with pytest.raises(ServiceError):
        once(engine, ATTEMPT, act=fails, now=NOW)

    assert version(engine) == 0
    assert not once(engine, ATTEMPT, act=put, now=NOW).replayed
