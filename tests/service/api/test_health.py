"""Tests of the routes for those who run the service."""

from pathlib import Path

from sqlalchemy import text

from matcher.features import sentence_encoder
from matcher.ranking import day_zero
from service.api.desk import Desk
from service.store import connect
from tests.service.api.house import House, settled
from tests.service.databases import PostgresServer


def test_a_process_that_answers_is_alive(quiet_house: House) -> None:
    assert quiet_house("GET /healthz").json() == {"status": "alive"}


def test_a_process_is_ready_when_all_is_there(each_house: House) -> None:
    answer = each_house("GET /readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": True,
        "migrations": True,
        "snapshot": True,
        "encoder": sentence_encoder().hash,
        "vectors": 6,
        "model": day_zero().hash,
        "models": "none",
    }


def test_a_process_whose_schema_is_behind_is_not_ready(house: House) -> None:
    engine = connect(house.settings.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'old'"))
    engine.dispose()

    answer = house("GET /readyz")

    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


def test_a_process_that_has_not_loaded_is_not_ready(house: House) -> None:
    desk: Desk = house.app.state.desk
    desk.resources.live.loaded = False
    answer = house("GET /readyz")
    assert (answer.status_code, answer.json()["snapshot"]) == (503, False)


def test_a_lost_database_is_said_and_the_process_stays_alive(
    postgresql: PostgresServer, tmp_path: Path
) -> None:
    url = postgresql.migrated()
    with settled(tmp_path / "data", url) as house:
        postgresql.drop(url)
        requests = ("GET /readyz", "GET /v1/talents/tal-1/offers", "GET /healthz")
        statuses = [house(request, "admin").status_code for request in requests[:2]]
        alive = house(requests[2]).status_code

    assert (statuses, alive) == ([503, 503], 200)


def test_everything_that_happens_is_counted(house: House) -> None:
    house("GET /v1/talents/tal-1/offers", "talent")
    event = {"id": "e", "kind": "save", "side": "talent", "talent": "tal-1", "offer": "off-1"}
    house("POST /v1/events", "talent", json={"events": [event]})
    house("GET /nothing")

    text_ = house("GET /metrics", "reader").text

    for line in (
        'samspil_slates_total{direction="offers_for_talent",order="fit"} 1.0',
        'samspil_slate_items_total{direction="offers_for_talent"} 2.0',
        'samspil_exclusions_total{direction="offers_for_talent",reason="not_published"} 1.0',
        'samspil_events_total{kind="save",status="recorded"} 1.0',
        'route="/v1/talents/{talent_id}/offers",status="200"} 1.0',
        'route="unmatched",status="404"} 1.0',
        'samspil_snapshot{of="talents"} 3.0',
        "samspil_recorder_batch_slates_count 1.0",
    ):
        assert line in text_
