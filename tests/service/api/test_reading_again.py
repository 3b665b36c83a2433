"""Tests of a list that is read again: what is shown of people now, and who may read a search."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from matcher.domain import TalentId
from service.store import TALENTS, connect, writing
from tests.factories import talent
from tests.service.api.house import NOW, House

FEED = "GET /v1/offers/off-1/talents"
SEARCH = "GET /v1/talents/search?q=sanger"
LATER = NOW + timedelta(days=1)


def put(house: House, **changed: Any) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("tal-1", **changed)], now=LATER)
    engine.dispose()


def withdraw(house: House) -> None:
    put(house, discoverable=False, genres=("metal",))


def pause(house: House) -> None:
    put(house, paused=True, genres=("metal",))


def grow_young(house: House) -> None:
    put(house, birth_date=NOW.date().replace(year=2014), genres=("metal",))


def block(house: House) -> None:
    put(house, genres=("metal",))
    assert house("PUT /v1/talents/tal-1/blocks/org-1", "talent").is_success


def erase(house: House) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-1"), now=LATER)
    engine.dispose()


def again(house: House, made: str, by: str) -> dict[str, Any]:
    answer = house(f"GET /v1/recommendations/{made}", by)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def item_of(body: dict[str, Any], key: str = "tal-1") -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in body["items"] if item["talent"]["id"] == key)
    return found


@pytest.mark.parametrize("route", [FEED, SEARCH])
@pytest.mark.parametrize("change", [withdraw, pause, grow_young, block, erase])
def test_who_may_not_be_found_any_more_is_only_an_id_to_an_organisation(
    house: House, route: str, change: Callable[[House], None]
) -> None:
    made = house(route, "organisation").json()
    assert item_of(made)["talent"]["distance_km"] is not None
    change(house)

    body = again(house, made["recommendation_id"], "organisation")

    item = item_of(body)
    assert item["talent"] == {"id": "tal-1"}
    assert (item["reasons"], item["notes"]) == ([], [])
    assert "metal" not in str(body)
    assert item["position"] == item_of(made)["position"]


@pytest.mark.parametrize("route", [FEED, SEARCH])
def test_who_may_still_be_found_has_the_card_of_today(house: House, route: str) -> None:
    made = house(route, "organisation").json()
    put(house, genres=("metal",))

    body = again(house, made["recommendation_id"], "organisation")

    assert item_of(body)["talent"]["genres"] == ["metal"]
    assert item_of(body)["reasons"] == item_of(made)["reasons"]
    assert item_of(body, "tal-2") == item_of(made, "tal-2")


def test_a_block_of_one_organisation_hides_nothing_from_another(house: House) -> None:
    made = house(SEARCH, "other organisation").json()["recommendation_id"]
    block(house)
    assert item_of(again(house, made, "other organisation"))["talent"]["genres"] == ["metal"]


def test_who_comes_back_is_seen_again(house: House) -> None:
    made = house(FEED, "organisation").json()
    withdraw(house)
    put(house)
    shown = item_of(again(house, made["recommendation_id"], "organisation"))
    assert shown["reasons"] == item_of(made)["reasons"]
    assert shown["talent"]["roles"] == item_of(made)["talent"]["roles"]


def test_coordinators_go_on_seeing_whom_organisations_may_not_find(house: House) -> None:
    made = house(FEED, "coordinator").json()["recommendation_id"]
    withdraw(house)
    assert item_of(again(house, made, "coordinator"))["talent"]["name"] == "Alma Testrup"


@pytest.mark.parametrize(
    "by", ["reader", "talent", "organisation", "coordinator of 0217", "coordinator", "admin"]
)
def test_the_key_that_searched_reads_the_search_again(quiet_house: House, by: str) -> None:
    made = quiet_house("GET /v1/offers/search?q=pop", by).json()
    assert again(quiet_house, made["recommendation_id"], by) == made


@pytest.mark.parametrize("by", ["talent", "organisation", "reader", "coordinator"])
def test_an_admin_reads_every_search(quiet_house: House, by: str) -> None:
    made = quiet_house("GET /v1/offers/search?q=pop", by).json()
    assert again(quiet_house, made["recommendation_id"], "admin")["query"] == "pop"


@pytest.mark.parametrize(
    "by", ["coordinator", "coordinator of 0217", "organisation", "other talent", "reader"]
)
def test_what_a_talent_searched_for_is_nobody_elses(quiet_house: House, by: str) -> None:
    made = quiet_house("GET /v1/offers/search?q=pop", "talent").json()["recommendation_id"]

    refused = quiet_house(f"GET /v1/recommendations/{made}", by)

    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    assert "pop" not in refused.text


def test_a_reader_reads_no_list_that_was_ranked_for_somebody(quiet_house: House) -> None:
    made = quiet_house(FEED, "admin").json()["recommendation_id"]
    refused = quiet_house(f"GET /v1/recommendations/{made}", "reader")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
