"""The partnership's own example (N41), from a camp to a nursing home and a kindergarten."""

from datetime import timedelta

from tests.service.api.giving import GIVEN, PEOPLE, furnish, match, seen, states, step, took_part
from tests.service.api.house import House


def test_three_from_a_camp_are_linked_with_a_nursing_home_and_a_kindergarten(
    each_house: House,
) -> None:
    """N41: with the home municipality and local actors, two confirmations, done (N42)."""
    house = each_house
    furnish(house)
    took_part(house, *PEOPLE)
    run = match(house)
    assert (run["open"], run["suggested"], run["unplaced"]) == (3, 3, 0)
    _is_well_told(house)
    _all_agree(house)
    _both_confirm(house)
    house.clock.now += timedelta(days=41)
    for name, host in (("bo", "nursing home"), ("alma", "kindergarten"), ("cleo", "kindergarten")):
        assert step(house, name, host, "finish").status_code == 200
    assert states(house) == dict.fromkeys(PEOPLE, "done")
    told = house(f"GET /v1/give-backs/{GIVEN['bo']}", "bo").json()["log"]
    assert [line["step"] for line in told] == [
        "open", "suggest", "agree", "confirm_home", "confirm_host", "finish"
    ]  # fmt: skip
    assert [line["actor"] for line in told][2:] == ["person", "home", "host", "host"]
    assert not any(line["on_behalf"] for line in told)
    _is_a_participation_that_opens_no_other(house)


def _is_a_participation_that_opens_no_other(house: House) -> None:
    """What was given counts as having been there, and is not owed for in turn."""
    for person, slot in (("bo", "coffee"), ("alma", "play"), ("cleo", "play")):
        path = f"GET /v1/offers/off-{slot}/talents/tal-{person}/eligibility"
        codes = [one["code"] for one in house(path, "admin").json()["exclusions"]]
        assert "taken_part" in codes
    assert len(seen(house, "coordinator of 0217")) == len(PEOPLE)
    assert match(house)["open"] == 0


def _is_well_told(house: House) -> None:
    """What the person sees, and that the host sees nobody yet."""
    (mine,) = seen(house, "alma")
    assert mine["slot"]["title"] == "play"
    assert {mate["first_name"] for mate in mine["mates"]} == {"Bo", "Cleo"}
    assert (mine["steps"], mine["reminder"]["who"]) == (["agree", "decline"], "person")
    assert "give_back_together" in [reason["code"] for reason in mine["reasons"]]
    assert mine["slot"]["pay_text"] == "Det er ulønnet"
    assert seen(house, "kindergarten") == []


def _all_agree(house: House) -> None:
    """Two choose the nursing home; one of them goes over to the drummer, who cannot be alone."""
    for name in ("alma", "bo"):
        assert step(house, name, name, "agree", slot="off-coffee").status_code == 200
    match(house)
    assert states(house) == {"alma": "agreed", "bo": "agreed", "cleo": "open"}
    assert step(house, "alma", "alma", "agree", slot="off-play").status_code == 200
    match(house)
    assert step(house, "cleo", "cleo", "agree").status_code == 200
    assert states(house) == dict.fromkeys(PEOPLE, "agreed")


def _both_confirm(house: House) -> None:
    """The home municipality, an act at once, then each host; nothing is done before its day."""
    whole = step(house, "alma", "coordinator of 0217", "confirm_home", whole_act=True).json()
    assert whole["stepped"] == [
        {"id": GIVEN[name], "state": "confirmed_home"} for name in ("alma", "cleo")
    ]
    assert step(house, "bo", "coordinator of 0217", "confirm_home").status_code == 200
    assert [one["name"] for one in seen(house, "nursing home")] == ["Bo Testrup"]
    assert len(seen(house, "kindergarten")) == 2
    assert step(house, "bo", "nursing home", "confirm_host").status_code == 200
    assert step(house, "alma", "kindergarten", "confirm_host", whole_act=True).status_code == 200
    early = step(house, "alma", "kindergarten", "finish")
    assert (early.status_code, early.json()["code"]) == (409, "give_back_not_over")
