"""Tests of organised connections: under 18 only with an organisation that sees to the two."""

import pytest

from tests.service.api.house import House
from tests.service.api.peer_town import (
    ask,
    change,
    codes,
    connect_two,
    connections,
    open_to_peers,
    say,
)

OVERSEEN = "/v1/connections"


def test_under_18_nothing_is_revealed_before_an_organisation_sees_to_it(house: House) -> None:
    open_to_peers(house, birth_date="2010-03-14")
    connection = connect_two(house)
    (mine,) = connections(house)
    assert (mine["contact"], mine["organiser"]) == (None, None)
    assert mine["note"]["code"] == "connection_needs_organiser"
    (told,) = house(f"GET {OVERSEEN}?waiting=true", "coordinator of 0265").json()["items"]
    assert (told["id"], told["under_age"], told["organiser"]) == (connection, True, None)
    names = [one["name"] for one in told["peers"]]
    assert names == [None, "Bo Prøvesen"], "a limited key names those of its municipalities"

    named = house(
        f"PUT {OVERSEEN}/{connection}/organiser",
        "coordinator of 0265",
        json={"organisation": "org-1"},
    )
    assert named.json() == {"id": connection, "organiser": "org-1"}
    (mine,) = connections(house)
    assert mine["contact"] == {"name": "Bo", "email": None}
    assert mine["organiser"]["name"] == "Musikskolen Prøven"
    assert mine["note"]["code"] == "connection_organised"
    assert house(f"GET {OVERSEEN}?waiting=true", "coordinator").json()["items"] == []


def test_an_organiser_sees_whom_it_sees_to_and_nobody_else(house: House) -> None:
    open_to_peers(house, birth_date="2010-03-14")
    connection = connect_two(house)
    assert house(f"GET {OVERSEEN}", "organisation").json()["items"] == []
    body = {"organisation": "org-1"}
    house(f"PUT {OVERSEEN}/{connection}/organiser", "coordinator", json=body)
    (seen,) = house(f"GET {OVERSEEN}", "organisation").json()["items"]
    assert {one["name"] for one in seen["peers"]} == {"Alma Testrup", "Bo Prøvesen"}
    assert house(f"GET {OVERSEEN}", "other organisation").json()["items"] == []


def test_one_who_has_come_of_age_reaches_one_who_has_not_only_through_an_organiser(
    house: House,
) -> None:
    open_to_peers(house, birth_date="2010-03-14")
    connect_two(house)
    change(house, "tal-2", birth_date="2008-03-14")
    (mine,) = connections(house)
    assert (mine["contact"], mine["note"]["code"]) == (None, "connection_needs_organiser")


def test_an_organiser_that_one_of_the_two_blocks_sees_to_them_no_more(house: House) -> None:
    open_to_peers(house, birth_date="2010-03-14")
    path = f"PUT {OVERSEEN}/{connect_two(house)}/organiser"
    house(path, "coordinator", json={"organisation": "org-1"})
    assert house("PUT /v1/talents/tal-2/blocks/org-1", "other talent").status_code < 300
    assert house(f"GET {OVERSEEN}", "organisation").json()["items"] == []
    assert [one["contact"] for one in connections(house)] == [None]
    assert len(house(f"GET {OVERSEEN}?waiting=true", "coordinator").json()["items"]) == 1


def test_when_both_are_of_age_the_organiser_looks_on_no_more(house: House) -> None:
    open_to_peers(house, birth_date="2010-03-14")
    path = f"PUT {OVERSEEN}/{connect_two(house)}/organiser"
    house(path, "coordinator", json={"organisation": "org-1"})
    change(house, "tal-1", birth_date="2008-03-14")
    assert len(house(f"GET {OVERSEEN}", "organisation").json()["items"]) == 1
    change(house, "tal-2", birth_date="2008-03-14")
    assert house(f"GET {OVERSEEN}", "organisation").json()["items"] == []
    body = {"organisation": "org-1"}
    assert codes(house, path, "coordinator", json=body) == (409, "organiser_not_needed")


def test_a_guardian_who_takes_the_yes_back_closes_what_was_told(house: House) -> None:
    young = {"birth_date": "2012-03-14", "guardian_approved": True}
    open_to_peers(house, **young)
    path = f"PUT {OVERSEEN}/{connect_two(house)}/organiser"
    house(path, "coordinator", json={"organisation": "org-1"})
    assert connections(house)[0]["contact"] == {"name": "Bo", "email": None}
    change(house, "tal-2", guardian_approved=False)
    (mine,) = connections(house)
    assert (mine["contact"], mine["organiser"]) == (None, None)
    assert mine["note"]["code"] == "connection_needs_guardian"
    assert "15" in mine["note"]["text"]
    (seen,) = house(f"GET {OVERSEEN}", "organisation").json()["items"]
    assert {one[told] for one in seen["peers"] for told in ("id", "name")} == {None}
    (kept,) = house(f"GET {OVERSEEN}", "coordinator").json()["items"]
    assert {one["name"] for one in kept["peers"]} == {"Alma Testrup", "Bo Prøvesen"}


@pytest.mark.parametrize("stands", ["2008-03-14", None])
@pytest.mark.parametrize("stated", ["2010-03-14", "1990-03-14", None])
def test_nobody_chooses_the_age_by_which_it_meets_others(
    house: House, stands: str | None, stated: str | None
) -> None:
    open_to_peers(house)
    change(house, "tal-1", birth_date=stands)
    tag = house("GET /v1/talents/tal-1", "talent").headers["etag"]
    given = {"json": {"birth_date": stated}, "headers": {"If-Match": tag}}
    found = codes(house, "PATCH /v1/talents/tal-1", "talent", **given)
    assert found == ((200, "") if stated == stands else (403, "field_not_yours"))


@pytest.mark.parametrize("grown", ["tal-1", "tal-2"])
def test_who_comes_of_age_between_ask_and_answer_meets_no_minor_by_it(
    house: House, grown: str
) -> None:
    open_to_peers(house, birth_date="2010-03-14")
    connection = ask(house)["id"]
    change(house, grown, birth_date="2008-03-14")
    assert connections(house, "other talent") == []
    path = f"PUT /v1/talents/tal-2/connections/{connection}"
    assert codes(house, path, "other talent", json={"wish": "meet"}) == (409, "peer_not_open")
    assert [one["standing"] for one in connections(house)] == ["waiting"]


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [("none", (404, "unknown_organisation")), ("org-2", (409, "organiser_blocked"))],
)
def test_an_organiser_must_be_there_and_welcome(
    house: House, organisation: str, expected: tuple[int, str]
) -> None:
    open_to_peers(house)
    house("PUT /v1/talents/tal-2/blocks/org-2", "coordinator")
    path = f"PUT {OVERSEEN}/{connect_two(house)}/organiser"
    assert codes(house, path, "coordinator", json={"organisation": organisation}) == expected


def test_nobody_is_organised_before_both_have_said_yes(house: House) -> None:
    open_to_peers(house)
    path = f"PUT {OVERSEEN}/{ask(house)['id']}/organiser"
    body = {"organisation": "org-1"}
    assert codes(house, path, "coordinator", json=body) == (409, "not_connected")


def test_coordinators_see_no_ask_that_was_not_answered_with_yes(house: House) -> None:
    open_to_peers(house)
    connection = ask(house)["id"]
    say(house, connection, "no")
    assert house(f"GET {OVERSEEN}", "coordinator").json() == {"items": [], "next": None}
