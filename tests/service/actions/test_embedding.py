"""Tests of embedding a whole store."""

import numpy as np
from sqlalchemy import Engine

from matcher.domain import TalentId
from matcher.features.encoding import text_of
from service.actions.embedding import Embedded, Progress, embed, everything, known, made
from service.store import TALENTS, embeddings, reading, writing
from service.store.changes import ChangeKind
from tests.factories import offer, talent
from tests.service.actions.snapshots import fill
from tests.service.api.house import NOW
from tests.service.foreign import TinyEncoder


def filled(engine: Engine, *, talents: int = 3) -> None:
    with writing(engine) as session:
        fill(session, talents=talents)


def test_every_talent_and_offer_gets_its_vector(engine: Engine) -> None:
    filled(engine)
    one = TinyEncoder("one")
    assert embed(engine, one, batch=2) == Embedded(profiles=5, encoded=5)
    with reading(engine) as session:
        found = known(session, one, ChangeKind.OFFER, profiles=[offer("off-1")])
    assert found.missing == {}
    assert found.vectors.tolist() == one.encode([text_of(offer())]).tolist()


def test_only_what_is_new_or_changed_is_encoded_the_next_time(engine: Engine) -> None:
    filled(engine)
    one = TinyEncoder("one")
    embed(engine, one, batch=2)
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("tal-1", bio="Nyt"), talent("tal-2", level=5)], now=NOW)
    one.asked.clear()
    assert embed(engine, one, batch=2) == Embedded(profiles=5, encoded=1)
    assert one.asked == ["Nyt"]


def test_it_goes_on_from_where_it_was_broken_off(engine: Engine) -> None:
    filled(engine)
    one = TinyEncoder("one")
    embed(engine, one, batch=2, stopped=lambda: len(one.asked) >= 2)
    assert len(one.asked) == 2
    assert embed(engine, one, batch=2).encoded == 3


def test_progress_is_told_up_to_the_end(engine: Engine) -> None:
    filled(engine)
    told: list[Progress] = []
    embed(engine, TinyEncoder("one"), batch=1, tell=told.append)
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert told[-1] == Progress(5, 5)


def test_who_is_erased_while_a_text_is_encoded_leaves_no_vector(engine: Engine) -> None:
    filled(engine)

    def erase() -> None:
        with writing(engine) as session:
            TALENTS.delete(session, TalentId("tal-0"), now=NOW)

    made(
        engine,
        TinyEncoder("one", before=erase),
        ChangeKind.TALENT,
        texts={"tal-0": "Borte", "tal-1": "Her"},
    )
    with reading(engine) as session:
        assert embeddings.counts(session) == {"one": 1}


def test_what_another_process_stored_is_not_encoded_again(engine: Engine) -> None:
    filled(engine)
    one = TinyEncoder("one")
    texts = {"tal-0": "Borte", "tal-1": "Her"}
    first = made(engine, one, ChangeKind.TALENT, texts={"tal-1": "Her"})
    both = made(engine, one, ChangeKind.TALENT, texts=texts)
    assert one.asked == ["Her", "Borte"]
    assert np.array_equal(both[1:], first)


def test_everything_is_known_even_where_nothing_is_stored(engine: Engine) -> None:
    filled(engine)
    one = TinyEncoder("one")
    for stored in (True, False):
        with reading(engine) as session:
            found = dict(everything(session, one, stored=stored))
        assert {kind: len(part.ids) for kind, part in found.items()} == {
            ChangeKind.TALENT: 3,
            ChangeKind.OFFER: 2,
        }
        assert all(part.vectors.any(axis=1).all() for part in found.values())
