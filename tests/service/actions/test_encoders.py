"""Tests of opening an encoder."""

import pytest
from sqlalchemy import Engine

from matcher.features import sentence_encoder
from matcher.vocabulary import Language
from service.actions.encoders import (
    HOUSE,
    EncoderRefused,
    OpenEncoder,
    open_encoder,
    open_named,
    serving_encoder,
)
from service.i18n import say
from service.store import encoders, writing
from service.store.encoders import NamedEncoder
from tests.service.api.house import NOW
from tests.service.foreign import Announced, TinyEncoder, announce, announce_only

ONE = TinyEncoder("one")


def missing() -> object:
    raise ModuleNotFoundError(name="torch")


def refusal(name: str) -> str:
    with pytest.raises(EncoderRefused) as refused:
        open_encoder(name)
    return refused.value.problem.code


def switch(engine: Engine, name: str, hash_: str) -> None:
    with writing(engine) as session:
        encoders.switch(session, NamedEncoder(name, hash_), now=NOW)


@pytest.mark.parametrize("name", ["", HOUSE])
def test_without_a_name_ours_is_meant(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    announce_only(monkeypatch)
    assert open_encoder(name) == OpenEncoder(HOUSE, sentence_encoder())


def test_any_other_is_opened_by_what_is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    announce(monkeypatch, ONE)
    assert open_encoder("tiny-one") == OpenEncoder("tiny-one", ONE)


def test_where_nothing_opens_models_the_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    announce_only(monkeypatch)
    assert refusal("some-model") == "encoder_extra_missing"
    announce_only(monkeypatch, Announced("transformer", missing))
    assert refusal("some-model") == "encoder_extra_missing"


def test_a_model_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    announce(monkeypatch)
    assert refusal("nowhere") == "encoder_not_opened"


@pytest.mark.parametrize("lang", list(Language))
@pytest.mark.parametrize(
    "code",
    [
        "encoder_extra_missing",
        "encoder_not_opened",
        "encoder_changed",
        "encoder_unreadable",
        "encoder_folder_missing",
    ],
)
def test_every_refusal_has_its_text(code: str, lang: Language) -> None:
    params = {"encoder": "some-model", "cause": "no such folder", "folder": "some-model"}
    assert "some-model" in say(code, params, lang=lang)


def test_the_setting_decides_until_the_store_does(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(monkeypatch, ONE, TinyEncoder("two"))
    assert serving_encoder(engine, "tiny-one").name == "tiny-one"
    switch(engine, "tiny-two", "two")
    assert serving_encoder(engine, "tiny-one").name == "tiny-two"
    switch(engine, HOUSE, "whatever it was")
    assert serving_encoder(engine, "tiny-one").name == HOUSE


def test_a_model_that_took_the_name_of_another_does_not_serve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    announce(monkeypatch, ONE)
    with pytest.raises(EncoderRefused) as refused:
        open_named(NamedEncoder("tiny-one", "another"))
    assert refused.value.problem.code == "encoder_changed"


def test_ours_serves_in_whatever_version() -> None:
    assert open_named(NamedEncoder(HOUSE, "of last year")).is_ours
    assert not OpenEncoder("tiny-one", ONE).is_named(NamedEncoder(HOUSE, "one"))
