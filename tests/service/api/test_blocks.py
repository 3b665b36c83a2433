"""Tests of the routes of blocks."""

import pytest

from tests.service.api.house import House

FEED = "GET /v1/talents/tal-1/offers"
PEOPLE = "GET /v1/offers/off-1/talents"
BLOCK = "/v1/talents/tal-1/blocks/org-1"


def offered(house: House) -> set[str]:
    return {item["offer"]["id"] for item in house(FEED, "talent").json()["items"]}


def shown(house: House) -> set[str]:
    return {item["talent"]["id"] for item in house(PEOPLE, "organisation").json()["items"]}


@pytest.mark.parametrize("by", ["talent", "organisation", "coordinator"])
def test_a_block_keeps_the_two_apart_either_way(house: House, by: str) -> None:
    assert house(f"PUT {BLOCK}", by).status_code == 204

    assert offered(house) == {"off-2"}
    assert shown(house) == {"tal-2"}


def test_a_block_taken_back_brings_both_back(house: House) -> None:
    house(f"PUT {BLOCK}", "talent")
    assert house(f"DELETE {BLOCK}", "talent").status_code == 204
    assert offered(house) == {"off-1", "off-2"}


def test_nobody_takes_back_the_other_sides_block(house: House) -> None:
    house(f"PUT {BLOCK}", "talent")
    house(f"DELETE {BLOCK}", "organisation")
    assert offered(house) == {"off-2"}


def test_blocking_twice_changes_nothing_more(house: House) -> None:
    assert [house(f"PUT {BLOCK}", "talent").status_code for _ in range(2)] == [204, 204]


def test_a_blocked_organisation_cannot_invite(house: House) -> None:
    house(f"PUT {BLOCK}", "talent")
    invite = {"id": "e", "kind": "invite", "side": "provider", "talent": "tal-1", "offer": "off-1"}
    answer = house("POST /v1/events", "organisation", json={"events": [invite]}).json()
    assert answer["results"][0]["code"] == "unknown_talent"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/talents/nobody/blocks/org-1", "unknown_talent"),
        ("/v1/talents/tal-1/blocks/none", "unknown_organisation"),
    ],
)
def test_only_those_who_are_there_can_be_blocked(quiet_house: House, path: str, code: str) -> None:
    answer = quiet_house(f"PUT {path}", "coordinator")
    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_an_organisation_does_not_learn_of_hidden_people_by_blocking(house: House) -> None:
    path = "PUT /v1/talents/tal-3/blocks/org-1"
    hidden = house(path, "organisation")
    unknown = house("PUT /v1/talents/nobody/blocks/org-1", "organisation")
    assert hidden.json()["code"] == unknown.json()["code"] == "unknown_talent"


def test_an_organisation_may_block_a_hidden_person_who_applied(house: House) -> None:
    apply = {"id": "e", "kind": "apply", "side": "talent", "talent": "tal-3", "offer": "off-1"}
    house("POST /v1/events", "coordinator", json={"events": [apply]})
    assert house("PUT /v1/talents/tal-3/blocks/org-1", "organisation").status_code == 204
