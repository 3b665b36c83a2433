"""Tests of the vectors that a process compares texts by, and of changing the encoder."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from sqlalchemy import Engine

from matcher.domain import TalentId
from matcher.features import sentence_encoder
from matcher.features.encoding import text_of
from matcher.vocabulary import load
from service.actions.embedding import embed
from service.actions.encoders import HOUSE
from service.actions.frozen_start import FILE, freeze_live, frozen_start
from service.actions.live import Live
from service.store import TALENTS, embeddings, encoders, reading, writing
from service.store.encoders import NamedEncoder
from tests.factories import talent
from tests.service.actions.snapshots import Snapshots, fill
from tests.service.api.house import NOW
from tests.service.foreign import TinyEncoder, announce

PATIENCE_SECONDS = 20.0


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch) -> TinyEncoder:
    """Announced as ``tiny-one``, beside ``tiny-two`` of another width."""
    made = TinyEncoder("one")
    announce(monkeypatch, made, TinyEncoder("two", width=5), TinyEncoder("slow", before=LATCH.wait))
    return made


LATCH = Event()


@pytest.fixture(autouse=True)
def _latch() -> None:
    LATCH.set()


def filled(engine: Engine) -> None:
    with writing(engine) as session:
        fill(session)


def put(engine: Engine, *people: str, bio: str) -> None:
    with writing(engine) as session:
        TALENTS.put_many(session, [talent(key, bio=bio) for key in people], now=NOW)


def switch(engine: Engine, name: str) -> None:
    with writing(engine) as session:
        named = NamedEncoder(name, name.removeprefix("tiny-"))
        encoders.switch(session, named, now=NOW)


def refreshed_until(live: Live, settled: Callable[[], bool]) -> None:
    """Ask again and again, as requests do."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    asyncio.run(live.refresh())
    while not settled():
        assert time.monotonic() < give_up
        time.sleep(0.01)
        asyncio.run(live.refresh())


def serves(live: Live, wanted: str) -> bool:
    return live.snapshot.encoder.hash == wanted


def meaning(live: Live, key: str) -> list[int]:
    talents = live.snapshot.talents
    found: list[int] = talents["meaning"][talents.row_of[key]].tolist()
    return found


def expected(encoder: TinyEncoder, bio: str) -> list[int]:
    found: list[int] = encoder.encode([bio])[0].tolist()
    return found


def test_with_our_own_encoder_nothing_is_stored(engine: Engine, snapshots: Snapshots) -> None:
    filled(engine)
    live = snapshots.loaded()
    put(engine, "tal-1", bio="Nyt")
    refreshed_until(live, lambda: live.complete)
    with reading(engine) as session:
        assert embeddings.counts(session) == {}
    assert meaning(live, "tal-1") == sentence_encoder().encode(["Nyt"])[0].tolist()


def test_a_start_takes_what_is_stored_and_makes_what_is_missing(
    engine: Engine, snapshots: Snapshots, one: TinyEncoder
) -> None:
    filled(engine)
    embed(engine, one, batch=10)
    put(engine, "tal-1", bio="Nyt")
    one.asked.clear()

    live = snapshots.with_encoder("tiny-one")

    assert one.asked == ["Nyt"]
    assert live.embedded() == {"talents": 3, "offers": 2}
    assert meaning(live, "tal-0") == expected(one, text_of(talent()))
    assert meaning(live, "tal-1") == expected(one, "Nyt")
    with reading(engine) as session:
        assert embeddings.counts(session) == {"one": 5}


def test_a_changed_text_says_nothing_until_it_is_encoded(
    engine: Engine, snapshots: Snapshots, one: TinyEncoder
) -> None:
    filled(engine)
    live = snapshots.with_encoder("tiny-one")
    put(engine, "tal-1", bio="Nyt")

    asyncio.run(live.refresh())
    at_once = meaning(live, "tal-1"), live.complete
    refreshed_until(live, lambda: live.complete)

    assert at_once == ([0] * 8, False)
    assert meaning(live, "tal-1") == expected(one, "Nyt")
    with reading(engine) as session:
        assert embeddings.counts(session) == {"one": 5}


def test_a_text_that_changed_again_meanwhile_keeps_its_last_meaning(
    engine: Engine, snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = TinyEncoder("slow", before=LATCH.wait)
    announce(monkeypatch, slow)
    filled(engine)
    live = snapshots.with_encoder("tiny-slow")
    LATCH.clear()
    for bio in ("Nyt", "Nyere"):
        put(engine, "tal-1", "tal-9", bio=bio)
        asyncio.run(live.refresh())
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-9"), now=NOW)
    LATCH.set()
    refreshed_until(live, lambda: live.complete)
    assert meaning(live, "tal-1") == expected(slow, "Nyere")
    assert live.embedded()["talents"] == 3


def test_another_encoder_takes_over_with_all_its_vectors(
    engine: Engine, snapshots: Snapshots, one: TinyEncoder
) -> None:
    filled(engine)
    live = snapshots.loaded()
    for name in ("tiny-one", "tiny-two", HOUSE):
        switch(engine, name)
        wanted = sentence_encoder().hash if name == HOUSE else name.removeprefix("tiny-")
        refreshed_until(live, partial(serves, live, wanted))
        assert live.complete
        assert live.embedded() == {"talents": 3, "offers": 2}
        asked = live.snapshot.encoder.encode([text_of(talent())])[0]
        assert meaning(live, "tal-0") == asked.tolist()


def test_the_old_encoder_serves_until_the_new_one_knows_everything(
    engine: Engine, snapshots: Snapshots, one: TinyEncoder
) -> None:
    filled(engine)
    live = snapshots.with_encoder("tiny-one")
    LATCH.clear()
    switch(engine, "tiny-slow")
    asyncio.run(live.refresh())
    put(engine, "tal-1", "tal-8", bio="Nyt")
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-2"), now=NOW)
    refreshed_until(live, lambda: live.complete)
    before = live.snapshot.encoder.hash, meaning(live, "tal-1")
    LATCH.set()
    refreshed_until(live, lambda: live.snapshot.encoder.hash == "slow" and live.complete)

    assert before == ("one", expected(one, "Nyt"))
    slow = TinyEncoder("slow")
    assert meaning(live, "tal-1") == meaning(live, "tal-8") == expected(slow, "Nyt")
    assert meaning(live, "tal-0") == expected(slow, text_of(talent()))
    assert live.embedded() == {"talents": 3, "offers": 2}


def test_an_encoder_that_cannot_be_opened_leaves_the_old_one(
    engine: Engine, snapshots: Snapshots, one: TinyEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    filled(engine)
    live = snapshots.with_encoder("tiny-one")
    switch(engine, "tiny-nowhere")
    refreshed_until(live, lambda: "tiny-nowhere" in caplog.text)
    put(engine, "tal-1", bio="Nyt")
    refreshed_until(live, lambda: live.complete)
    assert meaning(live, "tal-1") == expected(one, "Nyt")


def test_a_switch_that_is_taken_back_changes_nothing(
    engine: Engine, snapshots: Snapshots, one: TinyEncoder
) -> None:
    filled(engine)
    live = snapshots.with_encoder("tiny-one")
    LATCH.clear()
    switch(engine, "tiny-slow")
    asyncio.run(live.refresh())
    switch(engine, "tiny-one")
    asyncio.run(live.refresh())
    LATCH.set()
    for _ in range(5):
        time.sleep(0.02)
        asyncio.run(live.refresh())
    assert live.snapshot.encoder.hash == "one"


def test_an_encoder_that_fails_is_asked_again_with_the_next_change(
    engine: Engine,
    snapshots: Snapshots,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    failing = Event()

    def fail() -> None:
        if failing.is_set():
            raise ZeroDivisionError

    announce(monkeypatch, TinyEncoder("one", before=fail))
    filled(engine)
    live = snapshots.with_encoder("tiny-one")
    failing.set()
    put(engine, "tal-1", bio="Nyt")
    refreshed_until(live, lambda: "ZeroDivisionError" in caplog.text)
    failing.clear()
    assert not live.complete
    put(engine, "tal-2", bio="Andet")
    refreshed_until(live, lambda: live.complete)
    assert np.any(meaning(live, "tal-1"))


def test_a_frozen_start_brings_the_vectors(
    engine: Engine, snapshots: Snapshots, one: TinyEncoder, tmp_path: Path
) -> None:
    filled(engine)
    freeze_live(snapshots.with_encoder("tiny-one"), tmp_path)
    thawed, seen = frozen_start(engine, tmp_path, words=load(), encoder=one)
    assert seen > 0
    row = thawed.talents.row_of["tal-0"]
    assert thawed.talents["meaning"][row].tolist() == expected(one, text_of(talent()))
    assert frozen_start(engine, tmp_path, words=load(), encoder=sentence_encoder())[1] == 0


def test_nothing_is_frozen_while_a_text_waits_for_its_vector(
    engine: Engine, snapshots: Snapshots, one: TinyEncoder, tmp_path: Path
) -> None:
    filled(engine)
    live = snapshots.with_encoder("tiny-one")
    put(engine, "tal-1", bio="Nyt")
    asyncio.run(live.refresh())
    freeze_live(live, tmp_path)
    assert not (tmp_path / FILE).exists()
