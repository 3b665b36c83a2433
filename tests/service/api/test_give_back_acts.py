"""The acts of giving back: who is asked along, what a yes holds for, and who leaves."""

from datetime import timedelta
from typing import Any

import pytest

from tests.service.api.giving import GIVEN, PEOPLE, furnish, match, seen, step, took_part
from tests.service.api.house import House

HOME = "coordinator of 0217"
PATH = f"/v1/give-backs/{GIVEN['alma']}/companions"


@pytest.fixture
def home(house: House) -> House:
    """All three have been to the camp."""
    furnish(house)
    took_part(house, *PEOPLE)
    return house


def change(home: House, path: str, **fields: Any) -> None:
    """Change a profile as it is now."""
    tag = {"If-Match": home(f"GET {path}", "admin").headers["etag"]}
    assert home(f"PATCH {path}", "admin", json=fields, headers=tag).is_success


def along(home: House, person: str, by: str, **answer: Any) -> Any:
    """Ask somebody along with Alma, or answer."""
    return home(f"PUT {PATH}/tal-{person}", by, json=answer)


def mine(home: House, person: str) -> dict[str, Any]:
    """Somebody's own give-back."""
    (own,) = [one for one in seen(home, person) if not one["invited"]]
    return own


def told(one: dict[str, Any]) -> list[str]:
    """The codes of its reasons."""
    return [reason["code"] for reason in one["reasons"]]


def test_a_yes_holds_for_the_slot_it_was_said_to(home: House) -> None:
    step(home, "bo", HOME, "waive", reason="Flyttet")
    step(home, "alma", "alma", "agree", slot="off-play")
    along(home, "bo", "alma")
    assert along(home, "bo", "bo", comes=True).status_code == 204
    assert [one["answer"] for one in mine(home, "alma")["asked"]] == [True]
    step(home, "alma", "alma", "agree", slot="off-coffee")
    assert [one["answer"] for one in mine(home, "alma")["asked"]] == [None]


def test_a_no_stands_however_often_one_is_asked(home: House) -> None:
    step(home, "alma", "alma", "agree", slot="off-play")
    along(home, "bo", "alma")
    along(home, "bo", "bo", comes=False)
    assert along(home, "bo", "alma").status_code == 204
    assert [one["answer"] for one in mine(home, "alma")["asked"]] == [False]


def test_who_declined_asks_nobody_along(home: House) -> None:
    step(home, "alma", "alma", "decline")
    refused = along(home, "bo", "alma")
    assert (refused.status_code, refused.json()["code"]) == (409, "give_back_not_now")
    assert "Sagt nej tak" in refused.json()["detail"]


def test_who_was_asked_along_is_not_told_of_a_waiver(home: House) -> None:
    along(home, "bo", "alma")
    step(home, "alma", HOME, "waive", reason="Sygdom")
    assert [one["invited"] for one in seen(home, "bo")] == [False]
    assert home(f"GET /v1/give-backs/{GIVEN['alma']}", "bo").status_code == 403


def coming(home: House) -> None:
    """Alma, who tells no others of herself, asks Bo before she has a slot; then both say yes."""
    change(home, "/v1/talents/tal-alma", joins_give_back=False)
    along(home, "bo", "alma")
    early = along(home, "bo", "bo", comes=True)
    assert (early.status_code, early.json()["code"]) == (409, "give_back_no_slot_yet")
    step(home, "alma", "alma", "agree", slot="off-play")
    assert along(home, "bo", "bo", comes=True).status_code == 204


def mates(home: House, person: str) -> list[str]:
    return [mate["first_name"] for mate in mine(home, person)["mates"]]


def test_who_says_yes_is_in_the_act_whatever_came_first(home: House) -> None:
    coming(home)
    assert (mates(home, "alma"), mates(home, "bo")) == (["Bo"], ["Alma"])
    assert home(f"GET {PATH}", "alma").json()["items"][0]["answer"] is True
    found = home(f"GET /v1/give-backs/{GIVEN['cleo']}/slots", "cleo").json()["items"]
    assert [one["seats_left"] for one in found] == [1]
    whole = step(home, "alma", HOME, "confirm_home", whole_act=True).json()["stepped"]
    assert {one["id"] for one in whole} == {GIVEN["alma"], GIVEN["bo"]}


def test_who_has_confirmed_already_joins_the_act(home: House) -> None:
    step(home, "bo", "bo", "agree", slot="off-play")
    step(home, "bo", HOME, "confirm_home")
    change(home, "/v1/talents/tal-alma", joins_give_back=False)
    step(home, "alma", "alma", "agree", slot="off-play")
    along(home, "bo", "alma")
    assert along(home, "bo", "bo", comes=True).status_code == 204
    assert (mates(home, "bo"), mine(home, "bo")["state"]) == (["Alma"], "confirmed_home")


@pytest.mark.parametrize("by_delete", [True, False])
def test_a_yes_can_be_taken_back(home: House, by_delete: bool) -> None:
    coming(home)
    if by_delete:
        assert home(f"DELETE {PATH}/tal-bo", "bo").status_code == 204
    else:
        assert along(home, "bo", "bo", comes=False).status_code == 204
    assert (mine(home, "bo")["state"], mine(home, "bo")["slot"]) == ("open", None)
    assert mates(home, "alma") == []


def test_the_question_can_be_taken_back_after_the_yes(home: House) -> None:
    coming(home)
    assert home(f"DELETE {PATH}/tal-bo", "alma").status_code == 204
    assert (mine(home, "bo")["state"], mates(home, "bo")) == ("agreed", [])


def test_who_chooses_another_slot_after_all_is_asked_anew(home: House) -> None:
    coming(home)
    step(home, "bo", "bo", "agree", slot="off-coffee")
    assert [one["answer"] for one in mine(home, "alma")["asked"]] == [None]


def test_nobody_answers_for_another(home: House) -> None:
    along(home, "bo", "alma")
    assert along(home, "bo", "alma", comes=True).status_code == 403


def test_agreeing_to_the_same_again_is_written_down_once(home: House) -> None:
    for _ in range(2):
        assert step(home, "alma", "alma", "agree", slot="off-play").is_success
    log = home(f"GET /v1/give-backs/{GIVEN['alma']}", "alma").json()["log"]
    assert [line["step"] for line in log] == ["open", "agree"]


def test_who_comes_along_needs_the_certificate_too(home: House) -> None:
    change(home, "/v1/talents/tal-alma", child_certificate=True)
    change(home, "/v1/offers/off-play", certificate_needed=True)
    step(home, "bo", HOME, "waive", reason="Flyttet")
    assert step(home, "alma", "alma", "agree", slot="off-play").is_success
    along(home, "bo", "alma")
    refused = along(home, "bo", "bo", comes=True).json()
    assert refused["params"]["obstacle"] == "give_back_certificate_missing"
    assert refused["code"] == "give_back_along_unsuited"
    assert "Der kræves børneattest." in refused["detail"]
    assert [one["answer"] for one in mine(home, "alma")["asked"]] == [None]


def test_only_the_municipality_puts_adults_and_minors_together(home: House) -> None:
    change(home, "/v1/talents/tal-alma", birth_date="2010-05-01")
    assert home(f"GET {PATH}", "alma").json()["items"] == []
    assert along(home, "bo", "alma").json()["code"] == "give_back_no_companion"
    assert [one["first_name"] for one in home(f"GET {PATH}", HOME).json()["items"]] == [
        "Bo",
        "Cleo",
    ]


def test_adults_and_minors_of_an_act_see_each_other_once_the_home_has_confirmed(
    home: House,
) -> None:
    change(home, "/v1/talents/tal-alma", birth_date="2010-05-01")
    match(home)
    assert (mine(home, "alma")["mates"], "Alma" in str(mine(home, "bo")["mates"])) == ([], False)
    assert len(next(o for o in seen(home, HOME) if o["talent"] == "tal-alma")["mates"]) == 2
    for person in PEOPLE:
        step(home, person, person, "agree")
    step(home, "alma", HOME, "confirm_home", whole_act=True)
    assert {one["first_name"] for one in mine(home, "alma")["mates"]} == {"Bo", "Cleo"}


def test_who_was_asked_along_sees_neither_reasons_nor_who_else_was_asked(home: House) -> None:
    step(home, "alma", "alma", "agree", slot="off-play")
    along(home, "bo", "alma")
    along(home, "cleo", "alma")
    (asked,) = [one for one in seen(home, "bo") if one["invited"]]
    assert (asked["name"], asked["reasons"], asked["asked"]) == ("Alma", [], [])


def test_who_is_left_without_somebody_to_carry_the_act_is_told_until_somebody_comes(
    home: House,
) -> None:
    match(home)
    for person in PEOPLE:
        step(home, person, person, "agree")
    assert "give_back_needs_company" not in told(mine(home, "cleo"))
    step(home, "bo", "bo", "decline")
    assert "give_back_needs_company" not in told(mine(home, "cleo"))
    step(home, "alma", "alma", "decline")
    assert "give_back_needs_company" in told(mine(home, "cleo"))
    step(home, "alma", "alma", "agree", slot="off-play")
    assert "give_back_needs_company" not in told(mine(home, "cleo"))


def test_who_is_only_suggested_is_suggested_anew_when_the_act_falls_apart(home: House) -> None:
    match(home)
    for person in ("alma", "bo"):
        step(home, person, person, "decline")
    assert match(home)["suggested"] == 0
    assert (mine(home, "cleo")["state"], mine(home, "cleo")["slot"]) == ("open", None)


@pytest.mark.parametrize(("days", "state"), [(45, "agreed"), (47, "open")])
def test_a_slot_that_went_by_unconfirmed_sets_free_after_a_week(
    home: House, days: int, state: str
) -> None:
    step(home, "alma", "alma", "agree", slot="off-play")
    home.clock.now += timedelta(days=days)
    match(home)
    assert mine(home, "alma")["state"] == state


def test_seats_are_not_exceeded_by_who_brings_more_friends_to_those_who_come_along(
    home: House,
) -> None:
    """Three seats: Alma, Bo who comes along without a give-back of his own, and Cleo."""
    step(home, "bo", HOME, "waive", reason="Flyttet")
    step(home, "alma", "alma", "agree", slot="off-play")
    along(home, "bo", "alma")
    assert along(home, "bo", "bo", comes=True).is_success
    assert step(home, "cleo", "cleo", "agree", slot="off-play").is_success
    refused = step(home, "alma", "alma", "agree", slot="off-play", friends=["guitar"]).json()
    assert refused["params"]["obstacle"] == "give_back_seats_taken"


def test_who_comes_along_with_two_takes_one_seat(home: House) -> None:
    step(home, "bo", HOME, "waive", reason="Flyttet")
    for person in ("alma", "cleo"):
        step(home, person, person, "agree", slot="off-play")
        path = f"/v1/give-backs/{GIVEN[person]}/companions/tal-bo"
        assert home(f"PUT {path}", person, json={}).is_success
        assert home(f"PUT {path}", "bo", json={"comes": True}).is_success
    (left,) = [
        one["seats_left"]
        for one in home(f"GET /v1/give-backs/{GIVEN['cleo']}/slots", HOME).json()["items"]
        if one["slot"]["id"] == "off-play"
    ]
    assert left == 1


@pytest.mark.parametrize(
    ("by", "reason"), [("alma", None), (HOME, "Passer ikke"), ("kindergarten", "Vi har fået nok")]
)
def test_a_slot_that_was_left_is_not_suggested_again_and_can_be_chosen_again(
    home: House, by: str, reason: str | None
) -> None:
    step(home, "bo", HOME, "waive", reason="Flyttet")
    step(home, "alma", "alma", "agree", slot="off-play")
    step(home, "alma", HOME, "confirm_home")
    assert step(home, "alma", by, "release", reason=reason).is_success
    match(home)
    assert mine(home, "alma")["slot"]["id"] == "off-coffee"
    assert step(home, "alma", "alma", "agree", slot="off-play").is_success


def test_who_has_left_the_only_slot_is_told_that_it_is_why(home: House) -> None:
    for person in ("alma", "bo"):
        step(home, person, HOME, "waive", reason="Flyttet")
    change(home, "/v1/offers/off-play", roles=["drums"])
    step(home, "cleo", "cleo", "agree", slot="off-play")
    step(home, "cleo", "cleo", "release")
    assert match(home)["suggested"] == 0
    assert "give_back_slot_left" in told(mine(home, "cleo"))


def test_who_is_invited_by_the_host_or_has_applied_there_may_give_back_by_it(home: House) -> None:
    asked = {"id": "i", "kind": "invite", "side": "provider", "talent": "tal-alma"}
    sent = {"events": [asked | {"offer": "off-play"}]}
    assert home("POST /v1/events", "kindergarten", json=sent).json()["refused"] == 0
    listed = home(f"GET /v1/give-backs/{GIVEN['alma']}/slots", "alma").json()["items"]
    assert "off-play" in [one["slot"]["id"] for one in listed]
    assert match(home)["suggested"] == 3
    assert step(home, "alma", "alma", "agree", slot="off-play").is_success
    assert step(home, "alma", HOME, "confirm_home").is_success
    assert step(home, "alma", "kindergarten", "confirm_host").is_success


def test_the_municipality_takes_back_what_it_has_asked(home: House) -> None:
    assert along(home, "bo", HOME).is_success
    assert home(f"DELETE {PATH}/tal-bo", HOME).status_code == 204
    assert mine(home, "alma")["asked"] == []


def test_with_how_many_one_comes_is_counted_anew(home: House) -> None:
    match(home)
    counts = [reason["params"].get("others") for reason in mine(home, "cleo")["reasons"]]
    assert counts[0] == len(mine(home, "cleo")["mates"])
    step(home, "bo", "bo", "decline")
    rest = mine(home, "cleo")
    assert [r["params"]["others"] for r in rest["reasons"] if "others" in r["params"]] == [
        len(rest["mates"])
    ]
    step(home, "alma", "alma", "decline")
    assert "give_back_together" not in told(mine(home, "cleo"))


def test_the_home_confirms_nobody_without_what_guards_children(home: House) -> None:
    step(home, "alma", "alma", "agree", slot="off-play")
    change(home, "/v1/offers/off-play", certificate_needed=True, age_min=None)
    refused = step(home, "alma", HOME, "confirm_home")
    assert (refused.status_code, refused.json()["params"]["obstacle"]) == (
        409,
        "give_back_certificate_missing",
    )
    change(home, "/v1/talents/tal-alma", child_certificate=True)
    change(home, "/v1/talents/tal-alma", birth_date="2012-01-15")
    refused = step(home, "alma", HOME, "confirm_home")
    assert refused.json()["params"]["obstacle"] == "guardian_missing"
    change(home, "/v1/talents/tal-alma", guardian_approved=True)
    assert step(home, "alma", HOME, "confirm_home").is_success
