"""What a round tells when things have changed on the way: deadlines, seats, companions, pauses."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from matcher.domain import OfferId, TalentId
from service.store import OFFERS, TALENTS, connect, writing
from tests.factories import offer, talent
from tests.service.api.house import NOW, House
from tests.service.api.rounds_calls import close, events, following, got, opened, ran, rank, seats
from tests.service.api.rounds_calls import wish as wishes_for


def _changed(house: House, **fields: Any) -> None:
    """``off-1`` with these fields."""
    engine = connect(house.settings.url)
    with writing(engine) as session:
        OFFERS.put_many(session, [offer("off-1", **fields)], now=NOW)
    engine.dispose()


def _person(house: House, who: str, **fields: Any) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        one = TALENTS.get(session, TalentId(who))
        assert one is not None
        TALENTS.put_many(session, [replace(one.value, **fields)], now=NOW)
    engine.dispose()


def _told(house: House, key: str, by: str = "talent", who: str = "tal-1") -> dict[str, Any]:
    found: dict[str, Any] = house(f"GET /v1/rounds/{key}/wishes/{who}?lang=en", by).json()
    return found


def _published(house: House, key: str) -> dict[str, Any]:
    found: dict[str, Any] = house(f"POST /v1/rounds/{key}/publish", "coordinator").json()
    return found


def test_who_cannot_be_asked_any_more_is_not_told_of_a_seat(house: House) -> None:
    key = opened(house)
    wishes_for(house, key, "tal-1", ["off-1"])
    close(house)
    ran(house, key)
    _person(house, "tal-1", paused=True)
    published = _published(house, key)
    assert (published["asked"], published["refused"]) == (0, {"paused": 1})
    assert _published(house, key) == published, "sent again it is answered alike"
    told = _told(house, key)
    assert [(one["came_true"], one["code"]) for one in told["wishes"]] == [(False, "paused")]
    assert told["answer"].startswith("There was no seat")


@pytest.mark.parametrize(("days", "placed"), [(30, {"tal-1": "off-1"}), (7, {})])
def test_a_deadline_keeps_nobody_out_of_a_round_but_what_is_over_is_over(
    house: House, days: int, placed: dict[str, str]
) -> None:
    ends = NOW.date() + timedelta(days=days)
    _changed(house, deadline=date(2026, 9, 2), start_date=ends, end_date=ends)
    key = opened(house)
    assert wishes_for(house, key, "tal-1", ["off-1"]).status_code == 204
    close(house)
    proposal = ran(house, key)
    assert got(proposal) == placed
    assert [one["code"] for one in proposal["left_out"]] == ([] if placed else ["deadline_passed"])
    assert _published(house, key)["asked"] == len(placed)


def test_seats_that_others_were_given_since_make_a_proposal_fall(house: House) -> None:
    seats(house, 1)
    key = opened(house)
    wishes_for(house, key, "tal-1", ["off-1"])
    close(house)
    assert got(ran(house, key)) == {"tal-1": "off-1"}
    assert events(house, "coordinator", "invite", "tal-2", "off-1").json()["recorded"] == 1
    assert _published(house, key)["code"] == "round_not_run"
    assert got(ran(house, key)) == {}
    assert _published(house, key)["asked"] == 0


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        ((), "You are offered a seat"),
        (("accept",), "You have a seat"),
        (("decline",), "You were offered a seat, your wish number 1, and said no"),
        (("accept", "withdraw"), "You were offered a seat, your wish number 1, but"),
    ],
)
def test_a_seat_is_told_as_it_stands_with_the_invitation_now(
    house: House, answered: tuple[str, ...], said: str
) -> None:
    key = opened(house)
    wishes_for(house, key, "tal-1", ["off-1"])
    close(house)
    ran(house, key)
    _published(house, key)
    for kind in answered:
        assert events(house, "talent", kind, "tal-1", "off-1").json()["recorded"] == 1
    assert _told(house, key)["answer"].startswith(said)


def test_an_invitation_that_the_house_took_back_is_not_the_person_s_no(house: House) -> None:
    key = opened(house)
    wishes_for(house, key, "tal-1", ["off-1"])
    close(house)
    ran(house, key)
    _published(house, key)
    assert events(house, "organisation", "withdraw", "tal-1", "off-1").json()["recorded"] == 1
    assert "yours no longer" in _told(house, key)["answer"]


def test_what_a_round_asks_is_counted_among_the_events_once(house: House) -> None:
    key = opened(house)
    wishes_for(house, key, "tal-1", ["off-1"])
    close(house)
    ran(house, key)
    once = {"headers": {"Idempotency-Key": "once"}}
    for _ in range(2):
        assert house(f"POST /v1/rounds/{key}/publish", "coordinator", **once).status_code == 200
    counted = house("GET /metrics", "reader").text
    assert 'samspil_events_total{kind="invite",status="recorded"} 1.0' in counted


def test_an_invitation_of_before_is_the_seat_s_and_no_second_one(house: House) -> None:
    seats(house, 1)
    key = opened(house)
    wishes_for(house, key, "tal-1", ["off-1"])
    assert events(house, "coordinator", "invite", "tal-1", "off-1").json()["recorded"] == 1
    close(house)
    assert got(ran(house, key)) == {"tal-1": "off-1"}
    published = _published(house, key)
    assert (published["asked"], published["refused"]) == (1, {})
    assert _told(house, key)["wishes"][0]["came_true"]


@pytest.mark.parametrize(("by", "kind"), [("coordinator", "hide"), ("talent", "hide")])
def test_who_was_put_aside_or_said_no_since_the_run_is_not_asked(
    house: House, by: str, kind: str
) -> None:
    key = opened(house)
    wishes_for(house, key, "tal-1", ["off-1"])
    close(house)
    ran(house, key)
    assert events(house, by, kind, "tal-1", "off-1").json()["recorded"] == 1
    assert _published(house, key)["asked"] == 0
    assert not _told(house, key)["wishes"][0]["came_true"]


def test_companions_are_agreed_only_while_all_of_them_wish(house: House) -> None:
    seats(house, 1)
    key = opened(house)
    wishes_for(house, key, "tal-1", ["off-1"], companions=["tal-3"])
    wishes_for(house, key, "tal-3", ["off-1"], companions=["tal-1"])
    assert _told(house, key)["companions_agreed"]
    wishes_for(house, key, "tal-3", [], companions=["tal-1"])
    assert not _told(house, key)["companions_agreed"]
    wishes_for(house, key, "tal-2", ["off-1"])
    rank(house, key, [["tal-2"], ["tal-1"]])
    close(house)
    assert got(ran(house, key)) == {"tal-2": "off-1"}
    _published(house, key)
    events(house, "other talent", "decline", "tal-2", "off-1")
    (waits,) = following(house, key)
    assert [one["talent"] for one in waits["next"]] == ["tal-1"]


def test_that_there_is_a_proposal_is_told_to_those_who_may_change_it(house: House) -> None:
    key = opened(house)
    wishes_for(house, key, "tal-1", ["off-1"])
    close(house)
    ran(house, key)
    told = {
        by: (
            house(f"GET /v1/rounds/{key}", by).json()["state"],
            house("GET /v1/rounds", by).json()["items"][0]["state"],
        )
        for by in ("talent", "organisation", "coordinator")
    }
    assert told == {
        "talent": ("closed", "closed"),
        "organisation": ("proposed", "proposed"),
        "coordinator": ("proposed", "proposed"),
    }


def test_a_round_that_is_called_off_answers_everybody_who_wished(house: House) -> None:
    key = opened(house)
    wishes_for(house, key, "tal-1", ["off-1"])
    house(f"DELETE /v1/rounds/{key}", "coordinator")
    told = _told(house, key)
    assert (told["state"], told["answer"].startswith("The round is called off")) == (
        "cancelled",
        True,
    )
    assert _told(house, key, "other talent", "tal-2")["answer"] is None


def test_who_objects_to_profiling_stands_in_the_middle_of_whom_nobody_ranked(house: House) -> None:
    """The best of all is ranked by the house, and lifts nobody."""
    engine = connect(house.settings.url)
    fits = {"tal-1": ("singer",), "tal-2": ("singer",), "tal-4": ("dj",), "tal-5": ("singer",)}
    made = [talent(who, roles=roles) for who, roles in fits.items()]
    made[1] = replace(made[1], level=1, genres=("metal",), goals=())
    made[3] = replace(made[3], profiling=False)
    with writing(engine) as session:
        TALENTS.put_many(session, made, now=NOW)
    engine.dispose()
    key = opened(house)
    for who in fits:
        assert wishes_for(house, key, who, ["off-1"]).status_code == 204
    rank(house, key, [["tal-1"]])
    close(house)
    ran(house, key)
    path = f"GET /v1/rounds/{key}/rankings/off-1"
    listed = house(path, "coordinator").json()["applicants"]
    assert [one["talent"] for one in listed] == ["tal-1", "tal-2", "tal-5", "tal-4"]
    assert [one["suggested"] for one in listed] == [False, True, True, True]


@pytest.mark.parametrize("side", ["talent", "provider"])
@pytest.mark.parametrize("lottery", ["one", "each"])
def test_the_same_lists_give_the_same_proposal_whoever_proposes(
    house: House, side: str, lottery: str
) -> None:
    seats(house, 1)
    key = opened(house, side=side, lottery=lottery)
    for who in ("tal-1", "tal-2", "tal-3"):
        wishes_for(house, key, who, ["off-1", "off-2"])
    close(house)
    first, again = ran(house, key), ran(house, key)
    assert (first["outcome"]["side"], len(first["placed"])) == (side, 3)
    assert first["outcome"]["stable"]
    assert first == again


def test_whom_an_organisation_is_not_told_of_it_cannot_rank_either(house: House) -> None:
    key = opened(house)
    wishes_for(house, key, "tal-1", ["off-1"])
    assert rank(house, key, [["tal-1"]]).status_code == 204
    assert house("PUT /v1/talents/tal-1/blocks/org-1", "talent").status_code == 204
    listed = house(f"GET /v1/rounds/{key}/rankings/off-1", "organisation").json()["applicants"]
    kept_apart, stranger = (rank(house, key, [[who]]).json() for who in ("tal-1", "tal-2"))
    assert listed == []
    assert (kept_apart["code"], stranger["code"]) == ("not_an_applicant", "not_an_applicant")
    by_staff = house(
        f"PUT /v1/rounds/{key}/rankings/off-1", "coordinator", json={"tiers": [["tal-1"]]}
    )
    assert by_staff.status_code == 204


def test_an_organisation_hears_of_no_wish_for_an_offer_that_is_not_its_own(house: House) -> None:
    key = opened(house)
    answer = house(f"GET /v1/rounds/{key}/rankings/{OfferId('off-2')}", "organisation")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")
