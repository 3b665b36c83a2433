"""Tests of lists of peers: who is in them, under which alias, and what nobody is told."""

import pytest

from matcher.domain import Direction
from service.store import connect, reading, slates
from tests.service.api.house import House
from tests.service.api.peer_town import PEERS, ask, change, listed, open_to_peers

YOUNG = {"birth_date": "2010-03-14"}


def test_peers_are_shown_under_an_alias_and_nothing_that_finds_them(house: House) -> None:
    open_to_peers(house)
    (item,) = listed(house)["items"]
    assert item["peer"]["alias"] == "Producer · Pop · Roskilde"
    assert item["peer"]["id"] is item["peer"]["name"] is item["score"] is None
    told = house(f"GET {PEERS}", "talent").text
    assert not any(secret in told for secret in ("tal-2", "Bo Prøvesen", "2007", "bo@example"))


def test_the_reasons_are_those_of_two_who_would_want_each_other(house: House) -> None:
    open_to_peers(house)
    (item,) = listed(house)["items"]
    codes = [reason["code"] for reason in item["reasons"]]
    assert "peer_roles_complement" in codes
    assert all(reason["contribution"] is None for reason in item["reasons"])


def test_a_coordinator_sees_who_it_is_and_what_each_reason_weighs(house: House) -> None:
    open_to_peers(house)
    (item,) = listed(house, "coordinator")["items"]
    assert (item["peer"]["id"], item["peer"]["name"]) == ("tal-2", "Bo Prøvesen")
    assert 0 < item["score"] < 1
    assert item["reasons"][0]["contribution"] > 0


def test_nobody_can_ask_a_score_out_of_the_list(house: House) -> None:
    open_to_peers(house)
    score = listed(house, "coordinator")["items"][0]["score"]
    bounds = (score - 1e-6, score + 1e-6)
    found = {
        by: [len(listed(house, by, f"{PEERS}?min_score={bound}")["items"]) for bound in bounds]
        for by in ("coordinator", "talent")
    }
    assert found["coordinator"] == [1, 0]
    assert found["talent"] in ([1, 1], [0, 0]), "one step holds both bounds"


def test_who_is_left_out_and_why_is_told_to_nobody_who_looks_for_people(house: House) -> None:
    open_to_peers(house)
    assert [one["code"] for one in listed(house)["excluded"]] == ["not_available"]
    codes = {one["code"] for one in listed(house, "coordinator")["excluded"]}
    assert codes == {"not_meeting_peers"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"meets_peers": False}, "peers_off"),
        ({"paused": True}, "peers_paused"),
        ({"birth_date": None}, "peers_age_unknown"),
        ({"birth_date": "2013-01-01"}, "peers_guardian_missing"),
    ],
)
def test_who_may_not_meet_others_is_told_why(
    house: House, fields: dict[str, object], code: str
) -> None:
    open_to_peers(house)
    change(house, "tal-1", **fields)
    answer = house(f"GET {PEERS}", "talent")
    assert (answer.status_code, answer.json()["code"]) == (409, code)


@pytest.mark.parametrize(
    "fields",
    [{"meets_peers": False}, {"paused": True}, {"birth_date": None}, YOUNG, {"profiling": False}],
)
def test_who_may_not_be_met_is_not_in_the_list(house: House, fields: dict[str, object]) -> None:
    open_to_peers(house)
    change(house, "tal-2", **fields)
    assert listed(house)["items"] == []


def test_who_objects_to_being_ranked_is_in_lists_that_rank_nobody(house: House) -> None:
    open_to_peers(house)
    change(house, "tal-2", profiling=False)
    (item,) = listed(house, path=f"{PEERS}?order=nearest")["items"]
    assert [one["code"] for one in item["reasons"]] == ["peers_both_open", "peers_age_fits"]


def test_two_under_18_of_nearly_the_same_age_meet(house: House) -> None:
    open_to_peers(house, **YOUNG)
    assert len(listed(house)["items"]) == 1
    change(house, "tal-2", birth_date="2008-09-02")
    assert len(listed(house)["items"]) == 1, "17 on the day before the birthday"
    change(house, "tal-2", birth_date="2008-09-01")
    assert listed(house)["items"] == [], "18 today"


def test_a_list_that_is_read_again_shows_no_longer_who_has_withdrawn(house: House) -> None:
    open_to_peers(house)
    seen = listed(house)["recommendation_id"]
    again = house(f"GET /v1/recommendations/{seen}", "talent").json()
    assert again["items"][0]["peer"]["municipality"] == "0265"
    change(house, "tal-2", meets_peers=False)
    again = house(f"GET /v1/recommendations/{seen}", "talent").json()
    assert (again["items"][0]["peer"], again["items"][0]["reasons"]) == (None, [])


def test_the_list_is_recorded_with_the_exact_terms_of_both_ways(house: House) -> None:
    open_to_peers(house)
    seen = listed(house)["recommendation_id"]
    engine = connect(house.settings.url)
    with reading(engine) as session:
        slate = slates.get(session, seen)
    engine.dispose()
    assert slate is not None
    assert slate.request.direction is Direction.PEERS_FOR_TALENT
    assert set(slate.items[0].contributions) == {"wants", "wanted"}


def test_somebody_elses_peers_are_nobodys_business(quiet_house: House) -> None:
    assert quiet_house("GET /v1/talents/tal-2/peers", "talent").status_code == 403
    assert quiet_house("GET /v1/talents/none/peers", "admin").json()["code"] == "unknown_talent"


def test_who_was_asked_is_suggested_no_more_to_either(house: House) -> None:
    open_to_peers(house)
    ask(house)
    assert listed(house)["items"] == []
    assert listed(house, "other talent", "/v1/talents/tal-2/peers")["items"] == []


def test_an_event_names_no_list_of_peers(house: House) -> None:
    open_to_peers(house)
    seen = listed(house)["recommendation_id"]
    view = {"id": "e", "kind": "view", "side": "talent", "talent": "tal-1", "offer": "off-1"}
    sent = {"events": [view | {"recommendation_id": seen}]}
    (refused,) = house("POST /v1/events", "talent", json=sent).json()["results"]
    assert (refused["status"], refused["code"]) == ("refused", "not_in_recommendation")
