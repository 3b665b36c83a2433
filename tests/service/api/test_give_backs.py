"""Tests of giving back over HTTP: what opens one, whose step it is, what is due."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.service.api.giving import GIVEN, PEOPLE, furnish, match, seen, states, step, took_part
from tests.service.api.house import NOW, House

HOME = "coordinator of 0217"


@pytest.fixture
def home(house: House) -> House:
    """All three have been to the camp."""
    furnish(house)
    took_part(house, *PEOPLE)
    return house


def test_participation_at_home_opens_nothing_and_each_participation_opens_one(
    house: House,
) -> None:
    furnish(house)
    house.clock.now = NOW + timedelta(days=75)
    took_part(house, "alma", offer="off-1")
    assert seen(house, "alma") == []
    took_part(house, "alma")
    took_part(house, "alma", kind="complete")
    assert len(seen(house, "alma")) == 1


def test_giving_back_opens_no_give_back(house: House) -> None:
    furnish(house, municipality="0265")
    house.clock.now = NOW + timedelta(days=75)
    took_part(house, "alma", offer="off-coffee")
    assert seen(house, "alma") == []


@pytest.mark.parametrize(
    ("by", "kind", "fields", "expected"),
    [
        ("bo", "agree", {"slot": "off-play"}, (403, "not_yours")),
        ("coordinator of 0217", "agree", {"slot": "off-play"}, (403, "give_back_of_other")),
        ("admin", "agree", {"slot": "off-play"}, (403, "give_back_of_other")),
        ("coordinator of 0217", "decline", {}, (403, "give_back_of_other")),
        ("coordinator of 0265", "waive", {"reason": "Rejst"}, (403, "not_yours")),
        ("alma", "waive", {"reason": "Gider ikke"}, (403, "give_back_of_other")),
        ("nursing home", "confirm_host", {}, (403, "not_yours")),
        ("coordinator of 0217", "confirm_home", {}, (409, "give_back_not_now")),
        ("coordinator of 0217", "waive", {}, (422, "give_back_reason_missing")),
        ("coordinator of 0217", "waive", {"reason": "  "}, (422, "give_back_reason_missing")),
        ("alma", "agree", {}, (422, "give_back_slot_missing")),
        ("alma", "agree", {"slot": "off-1"}, (422, "give_back_no_slot")),
        ("alma", "agree", {"slot": "off-none"}, (404, "unknown_offer")),
        ("alma", "agree", {"friends": ["guitarr"], "slot": "off-play"}, (422, "invalid")),
    ],
)
def test_a_step_is_taken_only_by_the_one_who_may_and_only_when_it_follows(
    home: House, by: str, kind: str, fields: dict[str, Any], expected: tuple[int, str]
) -> None:
    answer = step(home, "alma", by, kind, **fields)
    assert (answer.status_code, answer.json()["code"]) == expected


def test_a_waiver_keeps_its_reason_and_can_be_undone(home: House) -> None:
    step(home, "alma", "coordinator of 0217", "waive", reason="Flyttet til Aarhus")
    shown = home(f"GET /v1/give-backs/{GIVEN['alma']}", "coordinator of 0217").json()
    assert (shown["state"], shown["log"][-1]["reason"]) == ("waived", "Flyttet til Aarhus")
    assert match(home)["open"] == 2
    step(home, "alma", "coordinator of 0217", "release", reason="En fejl")
    assert states(home)["alma"] == "open"


def test_a_slot_that_does_not_suit_is_refused_with_what_stands_in_the_way(home: House) -> None:
    refused = step(home, "cleo", "cleo", "agree", slot="off-coffee").json()
    assert (refused["code"], refused["params"]["obstacle"]) == (
        "give_back_slot_unsuited",
        "give_back_too_loud",
    )
    assert "Det er for højt til stedet." in refused["detail"]


def test_no_role_and_no_municipality_is_made_up(home: House) -> None:
    odd = step(home, "alma", "alma", "agree", slot="off-play", friends=["guitarr"]).json()
    (fault,) = odd["errors"]
    assert (fault["pointer"], fault["code"]) == ("#/friends/0", "unknown_code_near")
    assert "guitar" in fault["params"]["nearest"]
    nowhere = home("POST /v1/give-backs/matching", "admin", json={"municipality": "9999"})
    assert (nowhere.status_code, nowhere.json()["errors"][0]["pointer"]) == (422, "#/municipality")


def test_the_person_chooses_among_all_slots_that_suit(home: House) -> None:
    found = home(f"GET /v1/give-backs/{GIVEN['cleo']}/slots", "cleo").json()
    assert "give_back_needs_company" in [r["code"] for r in found["items"][0]["reasons"]]
    assert [one["slot"]["id"] for one in found["items"]] == ["off-play"]
    assert [(one["code"], one["params"]["slots"]) for one in found["unsuited"]] == [
        ("give_back_too_loud", 1)
    ]
    assert home(f"GET /v1/give-backs/{GIVEN['cleo']}/slots", "alma").status_code == 403


def test_friends_take_seats_and_must_suit_the_place(home: House) -> None:
    loud = step(home, "alma", "alma", "agree", slot="off-coffee", friends=["trumpet"])
    assert loud.json()["params"]["obstacle"] == "give_back_too_loud"
    full = step(home, "alma", "alma", "agree", slot="off-coffee", friends=["guitar", "flute"])
    assert full.json()["params"]["obstacle"] == "give_back_seats_taken"
    assert step(home, "alma", "alma", "agree", slot="off-coffee", friends=["guitar"]).is_success
    assert step(home, "bo", "bo", "agree", slot="off-coffee").status_code == 409


def test_of_two_who_want_the_last_seats_at_once_one_gets_them(home: House) -> None:
    wanted = [
        (f"POST /v1/give-backs/{GIVEN[person]}/steps", person, {"json": agreed})
        for person, agreed in (
            ("alma", {"step": "agree", "slot": "off-coffee", "friends": ["guitar"]}),
            ("bo", {"step": "agree", "slot": "off-coffee"}),
        )
    ]
    assert sorted(one.status_code for one in home.together(wanted)) == [200, 409]


def test_bandmates_are_asked_and_say_yes_themselves(home: House) -> None:
    step(home, "alma", "alma", "agree", slot="off-play")
    path = f"/v1/give-backs/{GIVEN['alma']}/companions"
    could = home(f"GET {path}", "alma").json()["items"]
    assert [one["first_name"] for one in could] == ["Bo", "Cleo"]
    assert home(f"PUT {path}/tal-bo", "alma", json={}).status_code == 204
    asked = [one for one in seen(home, "bo") if one["invited"]]
    assert [(one["name"], one["steps"]) for one in asked] == [("Alma", [])]
    assert home(f"PUT {path}/tal-bo", "bo", json={"comes": True}).status_code == 204
    (own,) = [one for one in seen(home, "bo") if not one["invited"]]
    assert (own["state"], own["slot"]["id"]) == ("agreed", "off-play")
    assert [mate["first_name"] for mate in own["mates"]] == ["Alma"]


def test_nobody_is_asked_along_who_has_not_opted_in_or_was_not_there(house: House) -> None:
    furnish(house, joins_give_back=False)
    took_part(house, *PEOPLE)
    path = f"/v1/give-backs/{GIVEN['alma']}/companions"
    assert house(f"GET {path}", "alma").json()["items"] == []
    for other in ("tal-bo", "tal-1"):
        answer = house(f"PUT {path}/{other}", "alma", json={})
        assert (answer.status_code, answer.json()["code"]) == (409, "give_back_no_companion")
    match(house)
    assert all(one["mates"] == [] for one in seen(house, "coordinator of 0217"))


def test_what_is_due_is_listed_with_who_must_do_what(home: House) -> None:
    match(home)
    assert seen(home, "coordinator of 0217", "?due=true") == []
    home.clock.now += timedelta(days=15)
    due = seen(home, "coordinator of 0217", "?due=true")
    assert {(one["reminder"]["who"], one["reminder"]["step"]) for one in due} == {
        ("person", "agree")
    }
    step(home, "alma", "alma", "agree")
    assert len(seen(home, "coordinator of 0217", "?due=true")) == 2


def test_days_are_counted_where_the_installation_is(home: House) -> None:
    """Half past midnight in Denmark is still yesterday in UTC."""
    home.clock.now = datetime(2026, 9, 1, 22, 30, tzinfo=UTC)
    match(home)
    assert {one["reminder"]["due"] for one in seen(home, HOME)} == {"2026-09-16"}


def test_of_what_is_settled_nobody_is_reminded(home: House) -> None:
    step(home, "alma", "alma", "decline")
    home.clock.now += timedelta(days=400)
    due = {one["talent"] for one in seen(home, HOME, "?due=true&state=declined&state=open")}
    assert due == {"tal-bo", "tal-cleo"}


def test_a_list_comes_in_pages(home: House) -> None:
    first = home("GET /v1/give-backs?limit=2", "coordinator").json()
    rest = home(f"GET /v1/give-backs?limit=2&cursor={first['next']}", "coordinator").json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)


def test_matching_again_changes_nothing_and_a_retry_has_no_second_effect(home: House) -> None:
    headers = {"Idempotency-Key": "run-1"}
    body = {"municipality": "0217"}
    first = home("POST /v1/give-backs/matching", "coordinator", json=body, headers=headers).json()
    again = home("POST /v1/give-backs/matching", "coordinator", json=body, headers=headers)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first
    before = seen(home, "coordinator")
    home.clock.now += timedelta(days=1)
    assert match(home)["kept"] == 3
    after = seen(home, "coordinator")
    assert [(o["slot"]["id"], o["since"]) for o in after] == [
        (o["slot"]["id"], o["since"]) for o in before
    ]


def test_a_slot_that_is_cancelled_sets_free_who_had_promised_it(home: House) -> None:
    step(home, "alma", "alma", "agree", slot="off-play")
    tag = {"If-Match": home("GET /v1/offers/off-play", "admin").headers["etag"]}
    home("PATCH /v1/offers/off-play", "admin", json={"status": "cancelled"}, headers=tag)
    match(home)
    (mine,) = seen(home, "alma")
    assert (mine["state"], mine["slot"]["id"]) == ("suggested", "off-coffee")
    log = home(f"GET /v1/give-backs/{mine['id']}", "alma").json()["log"]
    assert [line["step"] for line in log] == ["open", "agree", "release", "suggest"]


def test_who_moves_takes_it_along_except_to_where_it_was_had(home: House) -> None:
    for person, place in (("bo", "0190"), ("cleo", "0265")):
        tag = {"If-Match": home(f"GET /v1/talents/tal-{person}", "admin").headers["etag"]}
        path = f"PATCH /v1/talents/tal-{person}"
        home(path, "admin", json={"municipality": place}, headers=tag)
        home("POST /v1/give-backs/matching", "admin", json={"municipality": place})
    places = {one["id"]: one["municipality"] for one in seen(home, "coordinator")}
    assert (places[GIVEN["bo"]], places[GIVEN["cleo"]]) == ("0190", "0217")


def test_both_confirmations_book_a_seat_and_declining_gives_it_back(home: House) -> None:
    def seats_left() -> int:
        path = "GET /v1/offers/off-coffee/talents/tal-1/eligibility"
        left: int = home(path, "coordinator").json()["seats_left"]
        return left

    step(home, "alma", "alma", "agree", slot="off-coffee")
    step(home, "alma", "coordinator", "confirm_home")
    assert seats_left() == 2
    step(home, "alma", "nursing home", "confirm_host")
    assert seats_left() == 1
    step(home, "alma", "alma", "decline")
    assert (seats_left(), states(home)["alma"]) == (2, "declined")


def test_who_withdraws_from_the_slot_as_from_any_offer_has_left_it(home: House) -> None:
    step(home, "alma", "alma", "agree", slot="off-coffee")
    step(home, "alma", HOME, "confirm_home")
    step(home, "alma", "nursing home", "confirm_host")
    gone = {"id": "w", "kind": "withdraw", "side": "talent", "talent": "tal-alma"}
    sent = {"events": [gone | {"offer": "off-coffee"}]}
    assert home("POST /v1/events", "alma", json=sent).json()["refused"] == 0
    assert states(home)["alma"] == "open"
    log = home(f"GET /v1/give-backs/{GIVEN['alma']}", "alma").json()["log"]
    assert (log[-1]["step"], log[-1]["actor"]) == ("release", "person")
    assert seen(home, "nursing home") == []


def test_erasing_a_person_takes_the_give_back_and_its_log_along(home: House) -> None:
    match(home)
    tag = {"If-Match": home("GET /v1/talents/tal-alma", "admin").headers["etag"]}
    assert home("DELETE /v1/talents/tal-alma", "admin", headers=tag).status_code == 204
    assert set(states(home)) == {"bo", "cleo"}
    assert all(
        mate["first_name"] != "Alma" for one in seen(home, "coordinator") for mate in one["mates"]
    )


@pytest.mark.parametrize("kind", ["open", "move"])
def test_a_step_that_nobody_may_ask_for_is_refused_and_not_offered(home: House, kind: str) -> None:
    answer = step(home, "alma", "alma", kind)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    choices = answer.json()["errors"][0]["params"]["choices"].split(", ")
    assert choices[:2] == ["suggest", "agree"]
    assert not {"open", "move"} & set(choices)


def test_what_kept_people_away_is_counted_as_it_is_named(home: House) -> None:
    for person in PEOPLE:
        step(home, person, person, "agree", slot="off-play")
        step(home, person, person, "release")
    run = match(home)
    met = {one["code"]: one["params"] for one in run["obstacles"]}
    assert run["slots"] == 2
    assert all(one["slots"] <= 2 and one["people"] <= run["unplaced"] for one in met.values())
    assert met["give_back_slot_left"] == {"people": 1, "slots": 1, "pairs": 1}
