"""Tests of changing the encoder under a running application."""

import time
from pathlib import Path
from threading import Event

import pytest

from matcher.domain import MatcherError
from matcher.features import sentence_encoder
from service.settings import Settings
from service.store import connect, encoders, writing
from service.store.encoders import NamedEncoder
from tests.service.api.house import NOW, House, settled
from tests.service.databases import SqliteFiles
from tests.service.foreign import TinyEncoder, announce

PATIENCE_SECONDS = 20.0
OFFERS = "GET /v1/talents/tal-1/offers"


def switch(house: House, name: str) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        encoders.switch(session, NamedEncoder(name, name.removeprefix("tiny-")), now=NOW)
    engine.dispose()


def serving(house: House) -> str:
    """The encoder of the next list."""
    answer = house(OFFERS, "talent")
    assert answer.status_code == 200
    found: str = answer.json()["model"]["encoder"]
    return found


def test_no_request_fails_while_the_encoder_changes_and_each_list_names_its_own(
    each_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Event()
    announce(monkeypatch, TinyEncoder("one", before=asked.wait))
    ours = sentence_encoder().hash
    before = serving(each_house)
    switch(each_house, "tiny-one")
    while_opening = [serving(each_house) for _ in range(5)]
    asked.set()
    give_up = time.monotonic() + PATIENCE_SECONDS
    found = [serving(each_house)]
    while found[-1] == ours:
        assert time.monotonic() < give_up
        found.append(serving(each_house))

    assert {before, *while_opening} == {ours}
    assert found == [*[ours] * (len(found) - 1), "one"]


def test_a_list_that_is_read_again_names_the_encoder_of_then(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(monkeypatch, TinyEncoder("one"))
    first = house(OFFERS, "talent").json()
    switch(house, "tiny-one")
    give_up = time.monotonic() + PATIENCE_SECONDS
    while serving(house) != "one":
        assert time.monotonic() < give_up
    again = house(f"GET /v1/recommendations/{first['recommendation_id']}", "talent").json()
    assert again["model"]["encoder"] == sentence_encoder().hash


def test_the_setting_serves_where_the_store_names_none(
    sqlite: SqliteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(monkeypatch, TinyEncoder("one"))
    house = settled(tmp_path / "data", sqlite.migrated())
    house.settings = house.settings.model_copy(update={"encoder": "tiny-one"})
    with house:
        ready = house("GET /readyz").json()
        counted = house("GET /metrics", "reader").text
    assert (ready["encoder"], ready["vectors"]) == ("one", 6)
    assert 'samspil_embedded_profiles{encoder="one",of="talents"} 3.0' in counted


def test_an_encoder_that_no_longer_serves_has_no_vectors(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(monkeypatch, TinyEncoder("one"))
    ours = sentence_encoder().hash
    before = house("GET /metrics", "reader").text
    switch(house, "tiny-one")
    give_up = time.monotonic() + PATIENCE_SECONDS
    while serving(house) != "one":
        assert time.monotonic() < give_up
    after = house("GET /metrics", "reader").text
    assert f'samspil_embedded_profiles{{encoder="{ours}",of="offers"}} 3.0' in before
    assert f'samspil_embedded_profiles{{encoder="{ours}",of="offers"}} 0.0' in after
    assert 'samspil_embedded_profiles{encoder="one",of="offers"} 3.0' in after


def test_a_start_with_an_encoder_that_cannot_be_opened_says_so_in_words(
    sqlite: SqliteFiles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    announce(monkeypatch)
    settings = Settings(data_folder=tmp_path, database_url=sqlite.migrated(), encoder="some-model")
    with pytest.raises(MatcherError), House(settings=settings):
        pass
    assert "The model some-model cannot be opened" in caplog.text
