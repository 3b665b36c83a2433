"""Rounds from opening to invitations, as talents, organisations and coordinators call them."""

from typing import Any

import pytest

from matcher.domain import OfferId, TalentId
from service.actions.round_run import Worked, work_out
from service.store import OFFERS, TALENTS, connect, rounds, writing
from tests.factories import offer, talent
from tests.service.api.house import NOW, House
from tests.service.api.rounds_calls import (
    close,
    events,
    following,
    got,
    opened,
    ran,
    rank,
    seats,
    wish,
)


def test_a_round_goes_from_wishes_to_invitations(house: House) -> None:
    seats(house, 1)
    key = opened(house)
    assert wish(house, key, "tal-1", ["off-1", "off-2"], by="talent").status_code == 204
    assert wish(house, key, "tal-2", ["off-1"], by="other talent").status_code == 204
    assert rank(house, key, [["tal-2"], ["tal-1"]]).status_code == 204
    close(house)
    proposal = ran(house, key)
    assert got(proposal) == {"tal-1": "off-2", "tal-2": "off-1"}
    assert proposal["outcome"]["stable"]
    assert proposal["blocking"] == []
    before = house(f"GET /v1/rounds/{key}/wishes/tal-1", "talent").json()
    assert (before["state"], before["answer"]) == ("closed", None)
    published = house(f"POST /v1/rounds/{key}/publish", "coordinator").json()
    assert (published["asked"], published["refused"]) == (2, {})
    after = house(f"GET /v1/rounds/{key}/wishes/tal-1?lang=da", "talent").json()
    assert after["answer"].startswith("Du er tilbudt en plads: dit ønske nummer 2.")
    accept = {"id": "e", "kind": "accept", "side": "talent", "talent": "tal-1", "offer": "off-2"}
    answer = house("POST /v1/events", "talent", json={"events": [accept]}).json()
    assert answer["recorded"] == 1
    assert house(f"POST /v1/rounds/{key}/publish", "coordinator").json() == published


def test_a_publication_sent_twice_asks_nobody_twice(house: House) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"])
    close(house)
    ran(house, key)
    publish, again = (
        house(f"POST /v1/rounds/{key}/publish", "coordinator", headers={"Idempotency-Key": "p"})
        for _ in range(2)
    )
    assert publish.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"


def test_whom_nobody_ranked_the_model_suggests_and_it_says_so(house: House) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"])
    wish(house, key, "tal-2", ["off-1"])
    rank(house, key, [["tal-2"]])
    close(house)
    assert ran(house, key)["outcome"]["suggested"] == 1
    listed = house(f"GET /v1/rounds/{key}/rankings/off-1", "organisation").json()["applicants"]
    assert [(one["talent"], one["rank"], one["suggested"]) for one in listed] == [
        ("tal-2", 1, False),
        ("tal-1", 2, True),
    ]


def test_an_organisation_may_refuse_and_sees_nothing_of_the_place_on_a_list(house: House) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-2", "off-1"])
    assert rank(house, key, [], refused=["tal-1"]).status_code == 204
    (one,) = house(f"GET /v1/rounds/{key}/rankings/off-1", "organisation").json()["applicants"]
    card = one.pop("card")
    assert one == {"talent": "tal-1", "rank": None, "refused": True, "suggested": False}
    assert (card["id"], card["name"], card["roles"] != []) == ("tal-1", None, True)


def test_a_coordinator_sees_the_names_of_who_wishes(house: House) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"])
    (one,) = house(f"GET /v1/rounds/{key}/rankings/off-1", "coordinator").json()["applicants"]
    assert one["card"]["name"]


def test_who_comes_together_is_seated_together(house: House) -> None:
    seats(house, 2)
    key = opened(house)
    wish(house, key, "tal-1", ["off-1", "off-2"], companions=["tal-2"])
    wish(house, key, "tal-2", ["off-2", "off-1"], companions=["tal-1"])
    wish(house, key, "tal-3", ["off-1"])
    agreed = house(f"GET /v1/rounds/{key}/wishes/tal-1", "talent").json()
    assert agreed["companions_agreed"]
    close(house)
    proposal = ran(house, key)
    assert proposal["outcome"]["groups_together"] == 1
    assert got(proposal)["tal-1"] == got(proposal)["tal-2"]


def test_companions_count_only_when_all_name_each_other(house: House) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"], companions=["tal-2", "tal-3"])
    wish(house, key, "tal-2", ["off-1"], companions=["tal-1"])
    assert not house(f"GET /v1/rounds/{key}/wishes/tal-1", "talent").json()["companions_agreed"]
    close(house)
    assert ran(house, key)["outcome"]["groups"] == 0


def test_an_offer_that_is_not_for_somebody_cannot_be_wished_for(house: House) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        OFFERS.put_many(session, [offer("off-1", age_min=60)], now=NOW)
    engine.dispose()
    answer = wish(house, opened(house), "tal-1", ["off-2", "off-1"], by="talent")
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("#/offers/1", "too_young")


def test_who_may_not_come_any_more_is_left_out_and_told_why(house: House) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"])
    engine = connect(house.settings.url)
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("tal-1", paused=True)], now=NOW)
    engine.dispose()
    close(house)
    proposal = ran(house, key)
    assert proposal["unplaced"] == ["tal-1"]
    assert proposal["left_out"][0]["code"] == "paused"
    house(f"POST /v1/rounds/{key}/publish", "coordinator")
    (told,) = house(f"GET /v1/rounds/{key}/wishes/tal-1", "talent").json()["wishes"]
    assert (told["came_true"], told["code"]) == (False, "paused")


def test_who_has_paused_since_the_run_is_not_asked_and_stops_nobody(house: House) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"])
    wish(house, key, "tal-2", ["off-1"])
    close(house)
    ran(house, key)
    engine = connect(house.settings.url)
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("tal-1", paused=True)], now=NOW)
    engine.dispose()
    published = house(f"POST /v1/rounds/{key}/publish", "coordinator").json()
    assert (published["asked"], published["refused"]) == (1, {"paused": 1})
    placed = house(f"GET /v1/rounds/{key}/proposal", "coordinator").json()["placed"]
    assert {one["talent"]: one["asked"] for one in placed} == {"tal-1": False, "tal-2": True}


def test_a_seat_that_is_declined_goes_on_by_the_offer_s_own_order(house: House) -> None:
    seats(house, 1)
    key = opened(house)
    wish(house, key, "tal-1", ["off-1", "off-2"])
    wish(house, key, "tal-2", ["off-1"])
    wish(house, key, "tal-3", ["off-1"])
    rank(house, key, [["tal-2"], ["tal-1"], ["tal-3"]])
    close(house)
    assert got(ran(house, key)) == {"tal-1": "off-2", "tal-2": "off-1"}
    assert following(house, key) == []
    house(f"POST /v1/rounds/{key}/publish", "coordinator")
    assert following(house, key) == []
    assert events(house, "other talent", "decline", "tal-2", "off-1").json()["recorded"] == 1
    (waits,) = following(house, key)
    assert (waits["offer"], waits["free"]) == ("off-1", 1)
    assert waits["next"] == [
        {"talent": "tal-1", "place": 1, "has": "off-2"},
        {"talent": "tal-3", "place": 1, "has": None},
    ]
    assert events(house, "coordinator", "invite", "tal-3", "off-1").json()["recorded"] == 1
    assert following(house, key) == []


def test_who_comes_together_or_not_at_all_waits_for_no_single_seat(house: House) -> None:
    seats(house, 1)
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"], companions=["tal-3"])
    wish(house, key, "tal-3", ["off-1"], companions=["tal-1"])
    wish(house, key, "tal-2", ["off-1"])
    close(house)
    assert got(ran(house, key)) == {"tal-2": "off-1"}
    house(f"POST /v1/rounds/{key}/publish", "coordinator")
    events(house, "other talent", "decline", "tal-2", "off-1")
    assert following(house, key) == []


@pytest.mark.parametrize(("wrong", "told"), [("dismissed", "not_available"), ("paused", "paused")])
def test_what_others_decided_about_a_person_the_person_is_not_told(
    house: House, wrong: str, told: str
) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"])
    engine = connect(house.settings.url)
    with writing(engine) as session:
        if wrong == "paused":
            TALENTS.put_many(session, [talent("tal-1", paused=True)], now=NOW)
    engine.dispose()
    if wrong == "dismissed":
        assert events(house, "coordinator", "hide", "tal-1", "off-1").json()["recorded"] == 1
    close(house)
    assert [one["code"] for one in ran(house, key)["left_out"]] == [wrong]
    house(f"POST /v1/rounds/{key}/publish", "coordinator")
    (seen,) = house(f"GET /v1/rounds/{key}/wishes/tal-1", "talent").json()["wishes"]
    assert (seen["came_true"], seen["code"]) == (False, told)


def test_a_list_that_changes_while_a_round_is_run_is_not_overlooked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"])
    close(house)

    def slow(session: Any, round_id: str, **given: Any) -> Worked:
        found = work_out(session, round_id, **given)
        engine = connect(house.settings.url)
        with writing(engine) as other:
            rounds.put_ranks(other, key, OfferId("off-1"), ranks={TalentId("tal-1"): -1})
        engine.dispose()
        return found

    monkeypatch.setattr("service.api.rounds.work_out", slow)
    answer = house(f"POST /v1/rounds/{key}/run", "coordinator")
    assert (answer.status_code, answer.json()["code"]) == (409, "round_not_run")


def test_a_run_that_is_sent_again_after_publishing_is_answered_as_before(house: House) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"])
    close(house)
    once = {"headers": {"Idempotency-Key": "r"}}
    first = house(f"POST /v1/rounds/{key}/run", "coordinator", **once)
    house(f"POST /v1/rounds/{key}/publish", "coordinator")
    again = house(f"POST /v1/rounds/{key}/run", "coordinator", **once)
    assert (again.status_code, again.json()) == (200, first.json())
