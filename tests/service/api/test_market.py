"""Tests of the routes of the market, and of what it makes of lists."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from service.store import OFFERS, TALENTS, connect, writing
from tests.factories import offer, talent
from tests.service.api.house import NOW, House, settled
from tests.service.databases import SqliteFiles

FEED = "GET /v1/talents/tal-1/offers"
RUNS = "POST /v1/market/runs"
_PATIENCE_SECONDS = 20.0


@pytest.fixture(scope="module")
def ran(sqlite: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with one crowded offer, after a run; its tests change nothing."""
    url = sqlite.migrated()
    house = settled(tmp_path_factory.mktemp("data"), url)
    _crowd(url)
    with house as running:
        _wait(running, running(RUNS, "coordinator").json()["id"])
        yield running
    sqlite.drop(url)


def _crowd(url: str, *, third: int = 3) -> None:
    engine = connect(url)
    with writing(engine) as session:
        OFFERS.put_many(
            session, [offer("off-1", capacity=1), offer("off-3", capacity=third)], now=NOW
        )
        roomy = offer("off-4", capacity=90, title="Stor scene")
        OFFERS.put_many(session, [roomy], now=NOW)
        TALENTS.put_many(session, [talent(f"tal-{n}") for n in range(10, 60)], now=NOW)
    engine.dispose()


def _wait(house: House, run: str) -> dict[str, Any]:
    give_up = monotonic() + _PATIENCE_SECONDS
    while monotonic() < give_up:
        body: dict[str, Any] = house(f"GET /v1/market/runs/{run}", "coordinator").json()
        if body["state"] in {"done", "failed"}:
            return body
        sleep(0.05)
    raise AssertionError("the run does not end")


def items(house: House, asked: str = "", by: str = "talent") -> dict[str, dict[str, Any]]:
    body = house(f"{FEED}?{asked}", by).json()
    return {item["offer"]["id"]: item for item in body["items"]}


def test_before_any_run_there_is_no_market(quiet_house: House) -> None:
    body = quiet_house("GET /v1/market", "reader").json()
    assert body == {"on": True, "last": None, "under_way": None, "crowded": []}
    assert quiet_house(FEED, "talent").json()["market"] is None


def test_a_run_tells_what_came_of_it_and_what_is_crowded(ran: House) -> None:
    body = ran("GET /v1/market", "reader").json()
    assert (body["last"]["state"], body["under_way"]) == ("done", None)
    assert body["last"]["figures"]["people"] == 53
    first = body["crowded"][0]
    assert first["offer"] == {"id": "off-1", "title": "Åben scene"}
    assert (first["seats_left"], first["queue"]) == (1, 0)
    assert first["still_free"] < 0.5
    assert first["expected"] > 1


@pytest.mark.parametrize("by", ["talent", "coordinator"])
def test_every_item_shows_what_its_score_is_made_of(ran: House, by: str) -> None:
    for item in items(ran, by=by).values():
        assert item["score"] == item["wants"] * item["taken"] * item["still_free"]
        assert item["queue"] == 0
    assert items(ran)["off-1"]["still_free"] < 0.5
    assert items(ran)["off-4"]["still_free"] == 1.0


def test_organisations_are_not_told_what_a_score_is_made_of(ran: House) -> None:
    body = ran("GET /v1/offers/off-1/talents", "organisation").json()
    assert not {"wants", "taken", "still_free"} & set(body["items"][0])
    assert (body["items"][0]["seats_left"], body["items"][0]["queue"]) == (1, 0)


def test_organisations_cannot_compare_with_a_list_without_the_market(ran: House) -> None:
    asked = "GET /v1/offers/off-1/talents"
    with_it, without = (ran(f"{asked}?market={on}", "organisation").json() for on in (True, False))
    assert without["market"] == with_it["market"] is not None
    told = [[item["score"] for item in body["items"]] for body in (with_it, without)]
    assert told[0] == told[1]
    assert ran(f"{asked}?market=false", "coordinator").json()["market"] is None


def test_a_switch_makes_the_list_without_the_market(ran: House) -> None:
    with_it, without = (ran(f"{FEED}?market={on}", "talent").json() for on in ("true", "false"))
    assert (with_it["market"] is None, without["market"] is None) == (False, True)
    assert {item["still_free"] for item in without["items"]} == {1.0}
    assert with_it["items"][-1]["offer"]["id"] == "off-1"
    scores = [
        {item["offer"]["id"]: item["score"] for item in body["items"]}["off-1"]
        for body in (with_it, without)
    ]
    assert scores[0] < scores[1] / 2


@pytest.mark.parametrize(("lang", "said"), [("da", "ledige pladser"), ("en", "free seats")])
def test_a_crowded_offer_says_kindly_where_there_are_seats(
    ran: House, lang: str, said: str
) -> None:
    (note,) = items(ran, f"lang={lang}")["off-1"]["notes"]
    assert note["code"] == "many_apply_instead"
    assert said in note["text"]
    assert "Stor scene" in note["text"]
    assert "off-4" in note["params"]["offers"].split("|")


def test_when_all_seats_are_offered_the_next_list_says_so_and_puts_free_seats_first(
    each_house: House,
) -> None:
    house = each_house
    _crowd(house.settings.url, third=30)
    _wait(house, house(RUNS, "coordinator").json()["id"])
    assert not items(house)["off-3"]["notes"]
    _said(house, "invite", *(f"tal-{number}" for number in range(10, 40)))
    found = items(house, "lang=da")
    assert (found["off-3"]["seats_left"], found["off-3"]["queue"]) == (30, 30)
    assert found["off-3"]["score"] < found["off-4"]["score"] / 2
    codes = {note["code"]: note["text"] for note in found["off-3"]["notes"]}
    assert set(codes) == {"all_seats_offered", "seats_instead"}
    assert "venteliste" in codes["all_seats_offered"]
    assert "har ledige pladser" in codes["seats_instead"]
    _said(house, "withdraw", "tal-10")
    assert not items(house)["off-3"]["notes"]


def _said(house: House, kind: str, *talents: str) -> None:
    """By the provider of the third offer."""
    told = {"kind": kind, "side": "provider", "offer": "off-3"}
    events = [told | {"id": f"{kind}-{one}", "talent": one} for one in talents]
    results = house("POST /v1/events", "coordinator", json={"events": events}).json()["results"]
    assert {one["status"] for one in results} == {"recorded"}


def test_a_list_read_again_still_says_which_run_it_went_by(ran: House) -> None:
    made = ran(FEED, "talent").json()
    again = ran(f"GET /v1/recommendations/{made['recommendation_id']}", "talent").json()
    assert (again["market"], again["items"]) == (made["market"], made["items"])


def test_asking_twice_under_one_key_asks_once(house: House) -> None:
    sent = {"headers": {"Idempotency-Key": "once"}}
    first, again = (house(RUNS, "admin", **sent) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.headers["Location"] == f"/v1/market/runs/{first.json()['id']}"


def test_an_unknown_run_is_not_found(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/market/runs/mkt-0", "reader")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_market_run")


@pytest.mark.parametrize(
    ("by", "code"),
    [("reader", "not_allowed"), ("talent", "not_allowed"), ("coordinator of 0217", "key_limited")],
)
def test_only_those_who_work_for_all_may_ask_for_a_run(
    quiet_house: House, by: str, code: str
) -> None:
    answer = quiet_house(RUNS, by)
    assert (answer.status_code, answer.json()["code"]) == (403, code)


def test_where_the_market_is_off_there_is_nothing_to_run(
    sqlite: SqliteFiles, tmp_path: Path
) -> None:
    with settled(tmp_path / "data", sqlite.migrated(), also={"market": False}) as house:
        answer = house(RUNS, "admin")
        assert (answer.status_code, answer.json()["code"]) == (409, "market_off")
        assert house("GET /v1/market", "admin").json()["on"] is False
