"""Tests of the application as a whole: its start, its settings, its end."""

import asyncio
import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import httpx
import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy import text

from matcher.ranking.artefact import ArtefactRefused
from service.actions.frozen_start import FILE
from service.actions.resources import Resources
from service.actions.upkeep import keep_up
from service.api.desk import Desk
from service.app import composed, create_app, factory, tell
from service.settings import Settings
from service.store import connect, keys, reading, writing
from tests.service.api.house import NOW, House, settled
from tests.service.databases import SqliteFiles


@pytest.fixture
def clean_logger() -> Iterator[logging.Logger]:
    """The logger as it was before."""
    logger = logging.getLogger("samspil")
    before = (logger.handlers, logger.propagate, logger.level)
    yield logger
    logger.handlers, logger.propagate = before[0], before[1]
    logger.setLevel(before[2])


def test_an_empty_folder_becomes_a_store(tmp_path: Path) -> None:
    with House(settings=Settings(data_folder=tmp_path / "new")) as house:
        assert house("GET /readyz").json()["ready"]
    assert (tmp_path / "new" / "samspil.db").is_file()


def test_before_the_start_nothing_is_ready(tmp_path: Path) -> None:
    app = create_app(Settings(data_folder=tmp_path))
    answer = asyncio.run(_healthz(app))
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert answer.headers["retry-after"] == "1"


async def _healthz(app: FastAPI) -> httpx.Response:
    """Of an application whose lifespan has not begun."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://samspil.test") as client:
        return await client.get("/healthz")


def test_a_clean_end_leaves_a_snapshot_for_the_next_start(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    house = settled(tmp_path / "data", sqlite.migrated())
    with house:
        house("GET /v1/talents/tal-1/offers", "talent")
    assert (tmp_path / "data" / FILE).is_file()

    again = House(settings=house.settings, secrets=house.secrets)
    with again:
        assert len(again("GET /v1/talents/tal-1/offers", "talent").json()["items"]) == 2


def test_a_model_that_does_not_fit_stops_the_start(tmp_path: Path) -> None:
    wrong = tmp_path / "model.json"
    wrong.write_text("{}", encoding="utf-8")
    settings = Settings(data_folder=tmp_path, model=wrong)
    with pytest.raises(ArtefactRefused), composed(settings):
        pass


def test_a_worker_reads_its_settings_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clean_logger: logging.Logger
) -> None:
    monkeypatch.setenv("SAMSPIL_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("SAMSPIL_LOG_LEVEL", "error")
    assert factory().openapi()["info"]["title"] == "Samspil"
    assert clean_logger.level == logging.ERROR


def test_the_log_goes_to_stderr_once(
    clean_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        tell(Settings())
    clean_logger.info("once")
    assert capsys.readouterr().err == "once\n"


def test_a_revoked_key_stops_at_once_where_nothing_is_trusted(house: House) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        keys.revoke(session, house.secrets["talent"].split("_")[1], now=NOW)
    engine.dispose()
    assert house("GET /v1/talents/tal-1", "talent").status_code == 401


def test_old_receipts_are_thrown_away(house: House) -> None:
    headers = {"Idempotency-Key": "old"}
    house("PUT /v1/talents/new", "admin", json={"name": "Ny"}, headers=headers)
    desk: Desk = house.app.state.desk

    house.clock.now = NOW + timedelta(days=31)
    keep_up(desk.resources, receipt_days=30)

    again = house("PUT /v1/talents/new", "admin", json={"name": "Ny"}, headers=headers)
    assert again.status_code == 428


def test_the_end_waits_for_the_upkeep_that_holds_a_connection(
    sqlite: SqliteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, did = Event(), list[str]()

    def slow(resources: Resources, *, receipt_days: int) -> None:
        with reading(resources.engine) as session:
            begun.set()
            time.sleep(0.1)
            session.execute(text("SELECT 1"))
        did.append(f"receipts of {receipt_days} days")

    monkeypatch.setattr("service.app.keep_up", slow)
    with settled(tmp_path / "data", sqlite.migrated()):
        assert begun.wait(5)
    assert did == ["receipts of 30 days"]


def test_upkeep_comes_again(
    sqlite: SqliteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, enough = list[int](), Event()

    def quick(_: Resources, *, receipt_days: int) -> None:
        turns.append(receipt_days)
        if len(turns) == 3:
            enough.set()

    monkeypatch.setattr("service.app.keep_up", quick)
    monkeypatch.setattr("service.app._HOUR", 0.01)
    with settled(tmp_path / "data", sqlite.migrated()):
        assert enough.wait(5)
    assert set(turns) == {30}


def test_the_api_can_be_described_without_a_store() -> None:
    assert create_app(Settings()).openapi()["paths"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARTNERSHIP", "217"),
        ("TIME_ZONE", "Europe/Atlantis"),
        ("PORT", "70000"),
        ("WORKERS", "0"),
        ("LANGUAGE", "de"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"SAMSPIL_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_settings_are_read_as_people_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMSPIL_PARTNERSHIP", "0217, 0265")
    monkeypatch.setenv("SAMSPIL_GUARDIAN_BELOW", "none")
    monkeypatch.setenv("SAMSPIL_MODEL", "")
    settings = Settings()
    assert settings.partnership == ("0217", "0265")
    assert settings.guardian_below is None
    assert settings.model is None


def test_a_password_is_not_shown_with_the_settings() -> None:
    settings = Settings(database_url="postgresql://samspil:swordfish@db/samspil")
    assert "swordfish" not in repr(settings)
