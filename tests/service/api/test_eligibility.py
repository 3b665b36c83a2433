"""Tests of the route of eligibility."""

from datetime import date

import pytest

from service.store import TALENTS, connect, writing
from tests.factories import talent
from tests.service.api.house import NOW, House

WHY = "GET /v1/offers/off-1/talents/tal-1/eligibility"


def store(house: House, **fields: object) -> None:
    """Change the talent behind the API's back."""
    engine = connect(house.settings.url)
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("tal-1", **fields)], now=NOW)
    engine.dispose()


def test_two_who_may_meet_have_no_exclusions(quiet_house: House) -> None:
    answer = quiet_house(WHY, "talent").json()
    assert (answer["eligible"], answer["exclusions"], answer["seats_left"]) == (True, [], 3)


def test_who_is_invited_holds_no_seat_and_is_in_the_queue(house: House) -> None:
    invite = {"id": "i", "kind": "invite", "side": "provider", "talent": "tal-1", "offer": "off-1"}
    house("POST /v1/events", "coordinator", json={"events": [invite]})
    answer = house(WHY, "talent").json()
    assert (answer["seats_left"], answer["queue"]) == (3, 1)


def test_every_rule_that_says_no_is_told_with_its_text(house: House) -> None:
    store(house, birth_date=date(2014, 1, 1), paused=True)
    found = house(WHY, "coordinator").json()["exclusions"]

    assert [rule["code"] for rule in found] == ["paused", "guardian_missing", "too_young"]
    assert found[2]["text"] == "Man skal være fyldt 15 år, når det begynder."


def test_a_guests_fee_is_seen_before_one_applies(house: House) -> None:
    store(house, municipality="0101")
    assert house(WHY, "talent").json()["guest_fee_dkk"] == 150


def test_organisations_are_told_no_more_of_a_person_than_they_know(house: House) -> None:
    store(house, birth_date=date(2012, 1, 1), guardian_approved=True)
    answer = house(WHY, "organisation")

    assert [rule["code"] for rule in answer.json()["exclusions"]] == ["not_eligible"]
    assert "14" not in answer.text


@pytest.mark.parametrize("fields", [{"discoverable": False}, {"paused": True}])
def test_organisations_do_not_learn_that_a_hidden_person_is_there(
    house: House, fields: dict[str, object]
) -> None:
    store(house, **fields)
    hidden = house(WHY, "organisation")
    unknown = house("GET /v1/offers/off-1/talents/nobody/eligibility", "organisation")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "unknown_talent")
    assert hidden.json()["detail"] == unknown.json()["detail"]


def test_organisations_are_told_what_passed_between_the_two(house: House) -> None:
    apply = {"id": "e", "kind": "apply", "side": "talent", "talent": "tal-1", "offer": "off-1"}
    house("POST /v1/events", "talent", json={"events": [apply]})
    found = house(WHY, "organisation").json()["exclusions"]
    assert [rule["code"] for rule in found] == ["applied"]


def test_the_route_and_the_list_agree(quiet_house: House) -> None:
    listed = quiet_house("GET /v1/talents/tal-1/offers", "talent").json()["items"]
    for item in listed:
        why = f"GET /v1/offers/{item['offer']['id']}/talents/tal-1/eligibility"
        assert quiet_house(why, "talent").json()["eligible"]


@pytest.mark.parametrize("path", ["off-9/talents/tal-1", "off-1/talents/nobody"])
def test_what_is_unknown_is_said_to_be(quiet_house: House, path: str) -> None:
    assert quiet_house(f"GET /v1/offers/{path}/eligibility", "coordinator").status_code == 404
