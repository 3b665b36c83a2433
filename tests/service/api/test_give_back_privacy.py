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
    assert at_host_asked(home) == [], "the municipality has not confirmed Bo's own yet"
    assert step(home, "bo", HOME, "confirm_home").is_success
    assert at_host_asked(home) == ["Bo"]


def at_host_asked(home: House) -> list[str]:
    """Who the host is told comes along with Alma."""
    (shown,) = [one for one in seen(home, HOST) if one["name"] == "Alma Testrup"]
    return [one["first_name"] for one in shown["asked"]]


def test_a_host_is_told_at_once_of_who_comes_along_with_nothing_left_to_give(home: House) -> None:
    step(home, "bo", HOME, "waive", reason="Flyttet")
    at_host(home, "alma")
    path = f"/v1/give-backs/{GIVEN['alma']}/companions/tal-bo"
    home(f"PUT {path}", "alma", json={})
    assert at_host_asked(home) == []
    home(f"PUT {path}", "bo", json={"comes": True})
    assert at_host_asked(home) == ["Bo"]


def test_a_host_is_not_told_what_somebody_has_taken_part_in(home: House) -> None:
    """The title of a targeted offer tells of health, or of what a group shares."""
    at_host(home, "alma")
    (listed,) = seen(home, HOST)
    shown = home(f"GET /v1/give-backs/{GIVEN['alma']}", HOST)
    assert listed["offer"] is shown.json()["offer"] is None
    assert "off-camp" not in shown.text
    for by in ("alma", HOME):
        assert [one["offer"]["id"] for one in seen(home, by) if one["name"] == "Alma Testrup"] == [
            "off-camp"
        ]


def test_a_host_is_not_told_what_was_before_nor_why_the_slot_suits(home: House) -> None:
    """A waiver that was taken back, an earlier release with its reason, school hours, a
    certificate: nothing of it is the host's."""
    step(home, "alma", HOME, "waive", reason="Indlagt siden maj")
    step(home, "alma", HOME, "release", reason="Rask igen")
    step(home, "alma", "alma", "agree", slot="off-play")
    step(home, "alma", HOME, "release", reason="Konflikt i gruppen")
    assert step(home, "alma", "alma", "agree", slot="off-play", reason="Ny medicin").is_success
    assert step(home, "alma", HOME, "confirm_home", reason="Husk pauser").is_success
    (listed,) = seen(home, HOST)
    shown = home(f"GET /v1/give-backs/{GIVEN['alma']}", HOST).json()
    assert listed["reasons"] == shown["reasons"] == []
    told = [(line["step"], line["reason"]) for line in shown["log"]]
    assert told == [("agree", None), ("confirm_home", None)]
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


def test_who_was_put_together_by_the_home_is_seen_by_the_other_age_when_it_has_confirmed(
    home: House,
) -> None:
    change(home, "alma", birth_date="2010-05-01")
    path = f"/v1/give-backs/{GIVEN['alma']}/companions/tal-bo"
    assert home(f"PUT {path}", HOME, json={}).is_success
    assert mine(home, "alma")["asked"] == []
    (asked,) = [one for one in seen(home, "bo") if one["invited"]]
    assert (asked["name"], asked["offer"]["id"]) == (None, "off-camp")
    assert step(home, "alma", "alma", "agree", slot="off-play").is_success
    assert home(f"PUT {path}", "bo", json={"comes": True}).is_success
    assert (mine(home, "alma")["asked"], "Alma" in home("GET /v1/give-backs", "bo").text) == (
        [],
        False,
    )
    for person in ("alma", "bo"):
        assert step(home, person, HOME, "confirm_home").is_success
    assert [one["first_name"] for one in mine(home, "alma")["asked"]] == ["Bo"]
    (asked,) = [one for one in seen(home, "bo") if one["invited"]]
    assert asked["name"] == "Alma"


def test_a_guardian_who_takes_the_yes_back_hides_the_name_again(home: House) -> None:
    """From mates, from who was asked along, and from the host; not from the home."""
    for person in ("alma", "bo"):
        change(home, person, birth_date="2012-01-15", guardian_approved=True)
    tag = {"If-Match": home("GET /v1/offers/off-play", "admin").headers["etag"]}
    home("PATCH /v1/offers/off-play", "admin", json={"age_min": 13}, headers=tag)
    at_host(home, "alma", "bo")
    path = f"/v1/give-backs/{GIVEN['alma']}/companions/tal-bo"
    home(f"PUT {path}", "alma", json={})
    home(f"PUT {path}", "bo", json={"comes": True})
    assert all("Bo" in home("GET /v1/give-backs", by).text for by in ("alma", HOST))
    change(home, "bo", guardian_approved=False)
    assert not any("Bo" in home("GET /v1/give-backs", by).text for by in ("alma", HOST))
    assert all("Bo Testrup" in home("GET /v1/give-backs", by).text for by in ("bo", HOME))
    change(home, "alma", guardian_approved=False)
    assert "Alma Testrup" not in home("GET /v1/give-backs", HOST).text
    assert "Alma" not in home("GET /v1/give-backs", "bo").text


def test_who_pauses_is_gone_from_an_act_that_nobody_has_promised(home: House) -> None:
    match(home)
    assert "Cleo" in str(mine(home, "alma")["mates"])
    change(home, "cleo", paused=True)
    assert "Cleo" not in str(mine(home, "alma")["mates"])
    change(home, "cleo", paused=False)
    assert step(home, "cleo", "cleo", "agree").is_success
    change(home, "cleo", paused=True)
    assert "Cleo" in str(mine(home, "alma")["mates"]), "who has promised is awaited"


def test_who_only_says_itself_that_it_was_there_learns_of_nobody_before_the_home_confirms(
    house: House,
) -> None:
    """At a drop-in one's own word is enough to have taken part: it opens no list of who came."""
    furnish(house)
    tag = {"If-Match": house("GET /v1/offers/off-camp", "admin").headers["etag"]}
    house("PATCH /v1/offers/off-camp", "admin", json={"capacity": None}, headers=tag)
    took_part(house, "bo")
    own = {"id": "a", "kind": "attend", "side": "talent", "talent": "tal-alma"}
    sent = {"events": [own | {"offer": "off-camp"}]}
    assert house("POST /v1/events", "alma", json=sent).json()["refused"] == 0
    path = f"/v1/give-backs/{GIVEN['alma']}/companions"
    assert house(f"GET {path}", "alma").json()["items"] == []
    assert house(f"PUT {path}/tal-bo", "alma", json={}).status_code == 409
    assert [one["first_name"] for one in house(f"GET {path}", HOME).json()["items"]] == ["Bo"]
    for person in ("bo", "alma"):
        assert step(house, person, person, "agree", slot="off-play").is_success
    assert mine(house, "alma")["mates"] == []
    for person in ("bo", "alma"):
        assert step(house, person, HOME, "confirm_home").is_success
    assert [mate["first_name"] for mate in mine(house, "alma")["mates"]] == ["Bo"]
    took_part(house, "alma")
    assert [one["first_name"] for one in house(f"GET {path}", "alma").json()["items"]] == ["Bo"]


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
