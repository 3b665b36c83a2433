"""Tests of the stored vectors."""

from contextlib import suppress

import pytest
from sqlalchemy import Engine

from matcher.domain import OfferId, TalentId
from service.store import OFFERS, TALENTS, embeddings, reading, writing
from service.store.changes import ChangeKind
from service.store.embeddings import Embedding, text_hash
from tests.service.store.samples import NOW, settle

TALENT, OFFER = ChangeKind.TALENT, ChangeKind.OFFER
SUNG = text_hash("Jeg synger.")


def stored(engine: Engine, *encoders: str) -> None:
    """Vectors of a talent and an offer with the same id, by each encoder."""
    settle(engine, talents=2)
    with writing(engine) as session:
        for number, encoder in enumerate(encoders):
            made = [Embedding("tal-1", SUNG, bytes([number]))]
            embeddings.put_many(session, encoder, TALENT, made=made)
            made = [Embedding("off-1", SUNG, bytes([100 + number]))]
            embeddings.put_many(session, encoder, OFFER, made=made)


def found(engine: Engine, encoder: str, kind: ChangeKind = TALENT, **texts: str) -> list[bytes]:
    wanted = {key.replace("_", "-"): text for key, text in texts.items()}
    with reading(engine) as session:
        return list(embeddings.find(session, encoder, kind, texts=wanted).values())


def test_a_vector_is_found_by_encoder_kind_and_text(engine: Engine) -> None:
    stored(engine, "one", "two")
    assert found(engine, "one", tal_1=SUNG) == [b"\x00"]
    assert found(engine, "two", tal_1=SUNG) == [b"\x01"]
    assert found(engine, "two", OFFER, off_1=SUNG) == [b"\x65"]


@pytest.mark.parametrize(
    ("encoder", "kind", "texts"),
    [
        ("three", TALENT, {"tal_1": SUNG}),
        ("one", OFFER, {"tal_1": SUNG}),
        ("one", TALENT, {"tal_1": text_hash("Jeg synger")}),
        ("one", TALENT, {"tal_2": SUNG}),
        ("one", TALENT, {}),
    ],
)
def test_another_encoder_kind_text_or_profile_has_none(
    engine: Engine, encoder: str, kind: ChangeKind, texts: dict[str, str]
) -> None:
    stored(engine, "one")
    assert found(engine, encoder, kind, **texts) == []


def test_a_vector_is_replaced_by_that_of_the_next_text(engine: Engine) -> None:
    stored(engine, "one")
    with writing(engine) as session:
        made = [Embedding("tal-1", text_hash("Ny"), b"\x07")]
        embeddings.put_many(session, "one", TALENT, made=made)
    assert found(engine, "one", tal_1=SUNG) == []
    assert found(engine, "one", tal_1=text_hash("Ny")) == [b"\x07"]


def test_nothing_is_stored_of_a_profile_that_is_gone(engine: Engine) -> None:
    stored(engine)
    with writing(engine) as session:
        made = [Embedding("tal-9", SUNG, b"\x00"), Embedding("tal-1", SUNG, b"\x00")]
        assert embeddings.put_many(session, "one", TALENT, made=made) == 1
    assert found(engine, "one", tal_9=SUNG) == []


def test_only_the_one_writer_stores(engine: Engine) -> None:
    with reading(engine) as session, pytest.raises(RuntimeError):
        embeddings.put_many(session, "one", TALENT, made=[])


def test_an_erased_talents_vectors_go_in_the_same_transaction(engine: Engine) -> None:
    stored(engine, "one", "two")
    with suppress(ZeroDivisionError), writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-1"), now=NOW)
        raise ZeroDivisionError
    assert found(engine, "one", tal_1=SUNG) == [b"\x00"]
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-1"), now=NOW)
    with reading(engine) as session:
        assert embeddings.counts(session) == {"one": 1, "two": 1}
    assert found(engine, "one", OFFER, off_1=SUNG) == [b"\x64"]


def test_a_deleted_offers_vectors_go_with_it(engine: Engine) -> None:
    stored(engine, "one", "two")
    with writing(engine) as session:
        OFFERS.delete(session, OfferId("off-1"), now=NOW)
    assert found(engine, "two", OFFER, off_1=SUNG) == []
    assert found(engine, "two", tal_1=SUNG) == [b"\x01"]


def test_pruning_keeps_what_is_named(engine: Engine) -> None:
    stored(engine, "one", "two", "three")
    with writing(engine) as session:
        assert embeddings.prune(session, keep=["two", "four"]) == 4
    with reading(engine) as session:
        assert embeddings.counts(session) == {"two": 2}


def test_profiles_are_counted_by_kind(engine: Engine) -> None:
    stored(engine)
    with reading(engine) as session:
        counted = [embeddings.profiles(session, kind) for kind in (TALENT, OFFER)]
    assert counted == [2, 1]


def test_any_text_has_a_hash() -> None:
    assert text_hash("\ud800") != text_hash("")
