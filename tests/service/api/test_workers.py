"""Tests of several processes on one store: what one writes the others see at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.service.api.house import House, settled

FEED = "GET /v1/talents/tal-1/offers"
PEOPLE = "GET /v1/offers/off-1/talents"


@dataclass(slots=True)
class Workers:
    """Two running applications, as two processes would be."""

    one: House
    other: House


@pytest.fixture
def workers(url: str, tmp_path: Path) -> Iterator[Workers]:
    """On SQLite and on PostgreSQL."""
    with settled(tmp_path / "data", url) as one:
        other = House(settings=one.settings, secrets=one.secrets)
        with other:
            yield Workers(one, other)


def offered(house: House) -> dict[str, str]:
    items = house(FEED, "talent").json()["items"]
    return {item["offer"]["id"]: item["offer"]["title"] for item in items}


def shown(house: House) -> set[str]:
    return {item["talent"]["id"] for item in house(PEOPLE, "organisation").json()["items"]}


def test_an_event_takes_effect_everywhere(workers: Workers) -> None:
    hide = {"id": "e", "kind": "hide", "side": "talent", "talent": "tal-1", "offer": "off-1"}
    workers.one("POST /v1/events", "talent", json={"events": [hide]})
    assert set(offered(workers.other)) == {"off-2"}


def test_an_edited_offer_is_seen_everywhere(workers: Workers) -> None:
    tag = {"If-Match": workers.one("GET /v1/offers/off-1", "admin").headers["etag"]}
    workers.one("PATCH /v1/offers/off-1", "admin", json={"title": "Ny titel"}, headers=tag)
    assert offered(workers.other)["off-1"] == "Ny titel"


def test_a_closed_offer_is_offered_nowhere(workers: Workers) -> None:
    tag = {"If-Match": workers.one("GET /v1/offers/off-1", "admin").headers["etag"]}
    workers.one("PATCH /v1/offers/off-1", "admin", json={"status": "closed"}, headers=tag)
    assert set(offered(workers.other)) == {"off-2"}


def test_a_deleted_offer_is_offered_nowhere(workers: Workers) -> None:
    tag = {"If-Match": workers.one("GET /v1/offers/off-1", "admin").headers["etag"]}
    workers.one("DELETE /v1/offers/off-1", "admin", headers=tag)
    assert set(offered(workers.other)) == {"off-2"}
    assert workers.other(PEOPLE, "organisation").status_code == 404


def test_an_erased_talent_is_shown_nowhere(workers: Workers) -> None:
    tag = {"If-Match": workers.one("GET /v1/talents/tal-2", "admin").headers["etag"]}
    workers.one("DELETE /v1/talents/tal-2", "admin", headers=tag)
    assert shown(workers.other) == {"tal-1"}


def test_a_person_who_pauses_is_shown_nowhere(workers: Workers) -> None:
    tag = {"If-Match": workers.one("GET /v1/talents/tal-1", "talent").headers["etag"]}
    workers.one("PATCH /v1/talents/tal-1", "talent", json={"paused": True}, headers=tag)
    assert shown(workers.other) == {"tal-2"}
    assert offered(workers.other) == {}


def test_a_block_and_its_end_are_seen_everywhere(workers: Workers) -> None:
    workers.one("PUT /v1/talents/tal-1/blocks/org-1", "talent")
    blocked = set(offered(workers.other))
    workers.one("DELETE /v1/talents/tal-1/blocks/org-1", "talent")
    assert (blocked, set(offered(workers.other))) == ({"off-2"}, {"off-1", "off-2"})


def test_an_imported_offer_is_offered_everywhere(workers: Workers) -> None:
    rows = b"id;organisation;title;start_date\noff-9;org-2;Ny lejr;2026-12-01\n"
    staged = workers.one("POST /v1/imports", "admin", files={"files": ("offers.csv", rows)}).json()
    workers.other(f"POST /v1/imports/{staged['id']}/commit", "admin")
    assert offered(workers.one)["off-9"] == "Ny lejr"


def test_a_renamed_sender_is_seen_everywhere(workers: Workers) -> None:
    tag = {"If-Match": workers.one("GET /v1/organisations/org-1", "admin").headers["etag"]}
    workers.one("PATCH /v1/organisations/org-1", "admin", json={"name": "Nyt navn"}, headers=tag)
    items = workers.other(FEED, "talent").json()["items"]
    assert "Nyt navn" in {item["offer"]["organisation"]["name"] for item in items}


def test_every_list_of_one_can_be_read_at_the_other(workers: Workers) -> None:
    made = workers.one(FEED, "talent").json()
    assert (
        workers.other(f"GET /v1/recommendations/{made['recommendation_id']}", "talent").json()
        == made
    )
