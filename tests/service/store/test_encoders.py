"""Tests of which encoder serves."""

from sqlalchemy import Engine

from service.store import changes, encoders, reading, writing
from service.store.changes import ChangeKind
from service.store.encoders import NamedEncoder
from tests.service.store.samples import NOW

ONE, TWO = NamedEncoder("models/one", "1111"), NamedEncoder("two", "2222")


def serving_after(engine: Engine, *switched: NamedEncoder) -> NamedEncoder | None:
    for one in switched:
        with writing(engine) as session:
            encoders.switch(session, one, now=NOW)
    with reading(engine) as session:
        return encoders.serving(session)


def test_a_store_that_was_never_told_names_none(engine: Engine) -> None:
    assert serving_after(engine) is None


def test_the_last_one_serves(engine: Engine) -> None:
    assert serving_after(engine, ONE, TWO) == TWO
    assert serving_after(engine, ONE) == ONE


def test_the_same_encoder_may_be_found_elsewhere_later(engine: Engine) -> None:
    moved = NamedEncoder("elsewhere/one", ONE.hash)
    assert serving_after(engine, ONE, moved) == moved


def test_a_switch_enters_the_change_log(engine: Engine) -> None:
    serving_after(engine, ONE, TWO)
    with reading(engine) as session:
        logged = [(c.kind, c.id) for c in changes.since(session, 0, limit=10)]
    assert logged == [(ChangeKind.ENCODER, "1111"), (ChangeKind.ENCODER, "2222")]
