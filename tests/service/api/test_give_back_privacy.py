"""What others learn of somebody's give-back: hosts, bandmates, who was asked along."""

from typing import Any

import pytest

from service.auth import Role, new_key
from service.store import TALENTS, connect, keys, writing
from tests.factories import talent
from tests.service.api.giving import GIVEN, PEOPLE, furnish, match, seen, step, took_part
from tests.service.api.house import NOW, House

HOME = "coordinator of 0217"
HOST = "kindergarten"


@pytest.fixture
def home(house: House) -> House:
    """All three have been to the camp."""
    furnish(house)
    took_part(house, *PEOPLE)
    return house


def mine(home: House, person: str) -> dict[str, Any]:
    (own,) = [one for one in seen(home, person) if not one["invited"]]
    return own


def change(home: House, person: str, **fields: Any) -> None:
    """Change a profile as it is now."""
    path = f"/v1/talents/tal-{person}"
    tag = {"If-Match": home(f"GET {path}", "admin").headers["etag"]}
    assert home(f"PATCH {path}", "admin", json=fields, headers=tag).is_success


def at_host(home: House, *people: str) -> None:
    """These have agreed to the kindergarten's slot, and the municipality has confirmed them."""
    for person in people:
        assert step(home, person, person, "agree", slot="off-play").is_success
        assert step(home, person, HOME, "confirm_home").is_success


def test_a_host_sees_of_an_act_only_those_who_and_whose_home_have_said_yes(home: House) -> None:
    match(home)
    at_host(home, "alma")
    (shown,) = seen(home, HOST)
    assert (shown["name"], shown["mates"]) == ("Alma Testrup", [])
    at_host(home, "bo")
    assert [[mate["first_name"] for mate in one["mates"]] for one in seen(home, HOST)] == [
        ["Bo"] if one["name"] == "Alma Testrup" else ["Alma"] for one in seen(home, HOST)
    ]


def test_a_host_sees_of_those_who_were_asked_along_only_who_comes(home: House) -> None:
    at_host(home, "alma")
    path = f"/v1/give-backs/{GIVEN['alma']}/companions"
    for person, comes in (("bo", True), ("cleo", False)):
        home(f"PUT {path}/tal-{person}", "alma", json={})
        assert home(f"PUT {path}/tal-{person}", person, json={"comes": comes}).is_success
    (shown,) = [one for one in seen(home, HOST) if one["name"] == "Alma Testrup"]
    assert [one["first_name"] for one in shown["asked"]] == ["Bo"]


def test_a_host_is_not_told_what_was_before_nor_why_the_slot_suits(home: House) -> None:
    """A waiver that was taken back, an earlier release with its reason, school hours, a
    certificate: nothing of it is the host's."""
    step(home, "alma", HOME, "waive", reason="Indlagt siden maj")
    step(home, "alma", HOME, "release", reason="Rask igen")
    step(home, "alma", "alma", "agree", slot="off-play")
    step(home, "alma", HOME, "release", reason="Konflikt i gruppen")
    at_host(home, "alma")
    (listed,) = seen(home, HOST)
    shown = home(f"GET /v1/give-backs/{GIVEN['alma']}", HOST).json()
    assert listed["reasons"] == shown["reasons"] == []
    assert [line["step"] for line in shown["log"]] == ["agree", "confirm_home"]
    assert home(f"GET /v1/give-backs/{GIVEN['alma']}/slots", HOST).status_code == 403
    assert home(f"GET /v1/give-backs/{GIVEN['alma']}/companions", HOST).status_code == 403
    assert len(home(f"GET /v1/give-backs/{GIVEN['alma']}", "alma").json()["log"]) == 7


def test_adults_and_minors_see_each_other_only_when_the_home_has_confirmed_both(
    home: House,
) -> None:
    change(home, "alma", birth_date="2010-05-01")
    match(home)
    at_host(home, "alma")
    assert mine(home, "alma")["mates"] == []
    at_host(home, "bo")
    assert [mate["first_name"] for mate in mine(home, "alma")["mates"]] == ["Bo"]


def test_nobody_whose_guardian_has_not_agreed_is_told_of_or_asked_along(home: House) -> None:
    for person in ("alma", "bo"):
        change(home, person, birth_date="2012-01-15", guardian_approved=person == "alma")
    path = f"/v1/give-backs/{GIVEN['alma']}/companions"
    for by in ("alma", HOME):
        assert "Bo" not in home(f"GET {path}", by).text
        assert home(f"PUT {path}/tal-bo", by, json={}).status_code == 409
    change(home, "bo", guardian_approved=True)
    assert "Bo" in home(f"GET {path}", "alma").text


def test_an_organisation_of_the_same_id_answers_for_nobody(home: House) -> None:
    engine = connect(home.settings.database_url or "")
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("org-kinder", joins_give_back=True)], now=NOW)
        home.secrets["namesake"], key = new_key(Role.TALENT, "org-kinder", now=NOW)
        keys.add(session, key)
    engine.dispose()
    came = {"id": "c", "kind": "attend", "side": "provider", "talent": "org-kinder"}
    sent = {"events": [came | {"offer": "off-camp"}]}
    assert home("POST /v1/events", "coordinator", json=sent).json()["refused"] == 0
    at_host(home, "alma")
    path = f"/v1/give-backs/{GIVEN['alma']}/companions/org-kinder"
    assert home(f"PUT {path}", "alma", json={}).is_success
    assert home(f"PUT {path}", HOST, json={"comes": True}).status_code == 403
    assert home(f"DELETE {path}", HOST).status_code == 403
    assert home(f"PUT {path}", "namesake", json={"comes": True}).is_success


def test_what_one_was_asked_along_to_is_listed_by_its_state_too(home: House) -> None:
    home(f"PUT /v1/give-backs/{GIVEN['alma']}/companions/tal-bo", "alma", json={})
    assert [one["invited"] for one in seen(home, "bo", "?state=open")] == [True, False]
    assert seen(home, "bo", "?state=declined") == []
