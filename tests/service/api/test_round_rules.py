"""The rules of rounds: what is refused, what falls, and what is told when it is over."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from matcher.domain import TalentId
from service.store import OFFERS, TALENTS, connect, rounds, writing
from tests.factories import offer
from tests.service.api.house import NOW, House
from tests.service.api.rounds_calls import ROUND, close, opened, ran, rank, seats, wish


def test_a_new_ranking_makes_a_proposal_fall(house: House) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"])
    close(house)
    ran(house, key)
    rank(house, key, [["tal-1"]])
    answer = house(f"POST /v1/rounds/{key}/publish", "coordinator")
    assert (answer.status_code, answer.json()["code"]) == (409, "round_not_run")


@pytest.mark.parametrize(
    ("offers", "status", "code"),
    [
        (["off-draft"], 422, "offer_not_in_round"),
        (["off-1", "off-1"], 422, "invalid"),
    ],
)
def test_wishes_are_for_offers_of_the_round_each_once(
    house: House, offers: list[str], status: int, code: str
) -> None:
    answer = wish(house, opened(house), "tal-1", offers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_round_is_run_after_it_has_closed_and_takes_no_wishes_then(house: House) -> None:
    key = opened(house)
    early = house(f"POST /v1/rounds/{key}/run", "coordinator", headers={"Accept-Language": "da"})
    assert (early.status_code, early.json()["code"]) == (409, "round_still_open")
    assert "8. september 2026 kl. 12:00" in early.json()["detail"], "local, with the hour"
    close(house)
    assert wish(house, key, "tal-1", ["off-1"]).json()["code"] == "round_closed"


@pytest.mark.parametrize(
    ("closes", "code"),
    [(NOW, "round_end_past"), (NOW + timedelta(days=367), "round_end_far")],
)
def test_a_round_ends_after_now_and_within_a_year(
    quiet_house: House, closes: datetime, code: str
) -> None:
    body = ROUND | {"closes_at": closes.isoformat()}
    answer = quiet_house("POST /v1/rounds", "coordinator", json=body)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"], fault["code"]) == (422, "#/closes_at", code)
    assert fault["detail"] != code


def _begin(house: House, **offers: Any) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        OFFERS.put_many(session, [offer(f"off-{n}", **f) for n, f in offers.items()], now=NOW)
    engine.dispose()


def test_no_round_closes_after_one_of_its_offers_has_begun(house: House) -> None:
    _begin(house, **{"1": {"start_date": date(2026, 9, 7)}, "2": {"start_date": date(2026, 9, 8)}})
    answer = house("POST /v1/rounds", "coordinator", json=ROUND)
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"]) == (422, "#/offers/0")
    assert (fault["code"], fault["params"]["offer"]) == ("begins_in_round", "off-1")
    assert "7" in fault["detail"]
    midnight = ROUND | {"closes_at": "2026-09-08T00:00:00+02:00"}
    assert house("POST /v1/rounds", "coordinator", json=midnight).status_code == 201


def test_what_runs_already_may_be_in_a_round_that_closes_before_it_ends(house: House) -> None:
    runs = {"start_date": NOW.date() - timedelta(days=30)}
    _begin(house, **{"1": runs | {"end_date": date(2026, 12, 1)}})
    assert house("POST /v1/rounds", "coordinator", json=ROUND).status_code == 201
    _begin(house, **{"1": runs | {"end_date": NOW.date()}})
    (fault,) = house("POST /v1/rounds", "coordinator", json=ROUND).json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("#/offers/0", "begins_in_round")


def test_a_slot_for_giving_back_is_in_no_round(house: House) -> None:
    _begin(house, **{"2": {"kind": "giveback"}})
    (fault,) = house("POST /v1/rounds", "coordinator", json=ROUND).json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("#/offers/1", "offer_is_slot")
    assert fault["detail"] != "offer_is_slot"


def test_a_round_whose_time_is_up_is_closed(house: House) -> None:
    key = opened(house)
    assert house(f"GET /v1/rounds/{key}", "talent").json()["state"] == "open"
    close(house)
    assert house(f"GET /v1/rounds/{key}", "talent").json()["state"] == "closed"
    (listed,) = house("GET /v1/rounds", "talent").json()["items"]
    assert listed["state"] == "closed"


def test_companions_are_others_and_known(house: House) -> None:
    answer = wish(house, opened(house), "tal-1", ["off-1"], companions=["nope", "tal-1"])
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("#/companions/0", "unknown_talent"),
        ("#/companions/1", "companion_is_self"),
    ]


def test_a_wish_that_did_not_come_true_says_why(house: House) -> None:
    seats(house, 1)
    key = opened(house, offers=["off-1", "off-2"])
    wish(house, key, "tal-1", ["off-1", "off-2"])
    wish(house, key, "tal-2", ["off-1", "off-2"])
    rank(house, key, [["tal-2"], ["tal-1"]])
    close(house)
    ran(house, key)
    house(f"POST /v1/rounds/{key}/publish", "coordinator")
    told = {
        who: [one["code"] for one in house(path, by).json()["wishes"]]
        for who, by in (("tal-1", "talent"), ("tal-2", "other talent"))
        if (path := f"GET /v1/rounds/{key}/wishes/{who}?lang=en")
    }
    assert told == {"tal-1": ["round_no_seat", None], "tal-2": [None, "round_dearer"]}


def test_a_round_that_is_called_off_stays_so(house: House) -> None:
    key = opened(house)
    assert [house(f"DELETE /v1/rounds/{key}", "coordinator").status_code for _ in range(2)] == [
        204,
        204,
    ]
    assert wish(house, key, "tal-1", ["off-1"]).json()["code"] == "round_settled"
    assert house(f"GET /v1/rounds/{key}", "talent").json()["state"] == "cancelled"


def test_nobody_is_ranked_who_does_not_wish_or_twice(house: House) -> None:
    key = opened(house)
    assert rank(house, key, [["tal-2"]]).json()["code"] == "not_an_applicant"
    wish(house, key, "tal-1", ["off-1"])
    assert rank(house, key, [["tal-1"]], refused=["tal-1"]).json()["code"] == "ranked_twice"


def test_a_limited_coordinator_opens_rounds_over_its_own_offers_alone(house: House) -> None:
    body = ROUND | {"municipality": "0217"}
    theirs = house("POST /v1/rounds", "coordinator of 0217", json=body)
    own = house("POST /v1/rounds", "coordinator of 0217", json=body | {"offers": ["off-1"]})
    assert (theirs.json()["code"], own.status_code) == ("not_yours", 201)


def test_a_round_of_no_municipality_that_is_known_is_refused(house: House) -> None:
    answer = house("POST /v1/rounds", "coordinator", json=ROUND | {"municipality": "9999"})
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["pointer"]) == (422, "#/municipality")
    assert fault["code"].startswith("unknown_code")


def test_rounds_are_listed_page_by_page(house: House) -> None:
    keys = {opened(house) for _ in range(3)}
    first = house("GET /v1/rounds?limit=2", "talent").json()
    second = house(f"GET /v1/rounds?limit=2&cursor={first['next']}", "talent").json()
    assert {one["id"] for one in (*first["items"], *second["items"])} == keys


def test_erasing_a_talent_leaves_nothing_of_it_in_a_round(house: House) -> None:
    key = opened(house)
    wish(house, key, "tal-1", ["off-1"], companions=["tal-2"])
    wish(house, key, "tal-2", ["off-1"], companions=["tal-1"])
    engine = connect(house.settings.url)
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-1"), now=NOW)
        assert [one.talent for one in rounds.wishes(session, key)] == ["tal-2"]
        assert rounds.companions(session, key) == {}
    engine.dispose()
