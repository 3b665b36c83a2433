"""That who is kept apart from a host shares no give-back with it any more (T10)."""

from datetime import timedelta

import pytest

from tests.service.api.giving import GIVEN, PEOPLE, furnish, match, seen, states, step, took_part
from tests.service.api.house import House

HOME = "coordinator of 0217"
HOST = "kindergarten"
BLOCK = "/v1/talents/tal-alma/blocks/org-kinder"


@pytest.fixture
def home(house: House) -> House:
    """All three have been to the camp."""
    furnish(house)
    took_part(house, *PEOPLE)
    return house


def booked(home: House, person: str) -> None:
    """The person has agreed to the kindergarten's slot, and both have confirmed."""
    assert step(home, person, person, "agree", slot="off-play").is_success
    assert step(home, person, HOME, "confirm_home").is_success
    assert step(home, person, HOST, "confirm_host").is_success


@pytest.mark.parametrize("by", ["alma", HOST, HOME])
def test_who_blocks_the_host_leaves_its_slot_and_is_seen_there_no_more(
    home: House, by: str
) -> None:
    booked(home, "alma")
    booked(home, "bo")
    assert home(f"PUT {BLOCK}", by).status_code == 204
    assert "Alma" not in home("GET /v1/give-backs", HOST).text
    assert home(f"GET /v1/give-backs/{GIVEN['alma']}", HOST).status_code == 403
    (mine,) = [one for one in seen(home, "alma") if not one["invited"]]
    assert (mine["state"], mine["slot"], states(home)["bo"]) == ("open", None, "confirmed_host")
    log = home(f"GET /v1/give-backs/{GIVEN['alma']}", "alma").json()["log"]
    assert (log[-1]["step"], log[-1]["actor"], log[-1]["reason"]) == ("release", "matching", None)
    left = home("GET /v1/offers/off-play/talents/tal-1/eligibility", "coordinator").json()
    assert left["seats_left"] == 2


def test_what_was_suggested_at_a_blocked_host_goes_and_does_not_come_back(home: House) -> None:
    step(home, "alma", HOME, "suggest", slot="off-play")
    home(f"PUT {BLOCK}", "alma")
    assert states(home)["alma"] == "open"
    match(home)
    (mine,) = seen(home, "alma")
    assert mine["slot"] is None or mine["slot"]["id"] == "off-coffee"
    assert step(home, "alma", "alma", "agree", slot="off-play").status_code == 409


def test_who_comes_along_to_a_blocked_host_comes_no_more(home: House) -> None:
    step(home, "alma", HOME, "waive", reason="Flyttet")
    booked(home, "bo")
    path = f"/v1/give-backs/{GIVEN['bo']}/companions/tal-alma"
    assert home(f"PUT {path}", "bo", json={}).is_success
    assert home(f"PUT {path}", "alma", json={"comes": True}).is_success
    assert "Alma" in home("GET /v1/give-backs", HOST).text
    home(f"PUT {BLOCK}", "alma")
    assert "Alma" not in home("GET /v1/give-backs", HOST).text


def test_a_block_of_another_leaves_what_was_promised(home: House) -> None:
    booked(home, "alma")
    home("PUT /v1/talents/tal-alma/blocks/org-home", "alma")
    assert states(home)["alma"] == "confirmed_host"


@pytest.mark.parametrize("by", ["decline", "block", "waive"])
def test_the_host_is_told_that_a_seat_is_free_again_but_neither_whose_nor_why(
    home: House, by: str
) -> None:
    booked(home, "alma")
    assert home("GET /v1/give-backs", HOST).json()["freed"] == []
    if by == "block":
        home(f"PUT {BLOCK}", "alma")
    else:
        said = {"reason": "Sygdom"} if by == "waive" else {}
        assert step(home, "alma", HOME if said else "alma", by, **said).is_success
    for query in ("", "?due=true"):
        answer = home(f"GET /v1/give-backs{query}", HOST)
        (gone,) = answer.json()["freed"]
        assert gone["slot"]["id"] == "off-play"
        assert "Pladsen er ledig igen" in gone["text"]
        assert not any(word in answer.text for word in ("Alma", "tal-alma", "Sygdom"))
    assert home("GET /v1/give-backs", "nursing home").json()["freed"] == []
    assert home("GET /v1/give-backs", HOME).json()["freed"] == []
    home.clock.now += timedelta(days=15)
    assert home("GET /v1/give-backs", HOST).json()["freed"] == []


def test_the_host_is_not_told_of_whom_it_never_saw_or_let_go_itself(home: House) -> None:
    step(home, "bo", "bo", "agree", slot="off-play")
    step(home, "bo", "bo", "decline")
    booked(home, "alma")
    assert step(home, "alma", HOST, "release", reason="Aflyst").is_success
    assert home("GET /v1/give-backs", HOST).json()["freed"] == []
