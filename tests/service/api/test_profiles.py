"""Tests of the routes of talents, offers and organisations."""

from typing import Any

import pytest

from service.api.bodies.offers import EXAMPLE as OFFER
from service.api.bodies.organisations import EXAMPLE as ORGANISATION
from service.api.bodies.talents import EXAMPLE as TALENT
from tests.service.api.house import House

KINDS: list[tuple[str, dict[str, Any]]] = [
    ("/v1/talents", dict(TALENT)),
    ("/v1/offers", {**OFFER, "organisation": "org-1"}),
    ("/v1/organisations", dict(ORGANISATION)),
]
kinds = pytest.mark.parametrize(("path", "body"), KINDS, ids=lambda value: str(value)[:16])


@kinds
def test_what_is_created_is_read_back(house: House, path: str, body: dict[str, Any]) -> None:
    created = house(f"POST {path}", "coordinator", json=body)
    found = house(f"GET {created.headers['location']}", "coordinator")

    assert created.status_code == 201
    assert created.headers["etag"] == found.headers["etag"]
    assert {name: found.json()[name] for name in body} == body
    assert found.json()["version"] == 1


@kinds
def test_what_was_read_can_be_sent_back(house: House, path: str, body: dict[str, Any]) -> None:
    where = house(f"POST {path}", "coordinator", json=body).headers["location"]
    found = house(f"GET {where}", "coordinator")

    back = house(
        f"PUT {where}",
        "coordinator",
        json=found.json(),
        headers={"If-Match": found.headers["etag"]},
    )

    assert back.status_code == 200
    assert back.json()["version"] == 2


@kinds
def test_an_id_that_is_taken_cannot_be_created(
    house: House, path: str, body: dict[str, Any]
) -> None:
    house(f"POST {path}", "coordinator", json={**body, "id": "mine"})
    answer = house(f"POST {path}", "coordinator", json={**body, "id": "mine"})
    assert (answer.status_code, answer.json()["code"]) == (409, "already_exists")


@kinds
def test_a_put_creates_what_is_not_there(house: House, path: str, body: dict[str, Any]) -> None:
    answer = house(f"PUT {path}/mine", "coordinator", json=body)
    assert (answer.status_code, answer.headers["location"]) == (201, f"{path}/mine")


@kinds
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_must_say_of_which_version(
    house: House, path: str, body: dict[str, Any], method: str
) -> None:
    house(f"PUT {path}/mine", "coordinator", json=body)
    answer = house(f"{method} {path}/mine", "coordinator", json=body)
    assert (answer.status_code, answer.json()["code"]) == (428, "version_missing")


@kinds
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_of_another_version_is_refused(
    house: House, path: str, body: dict[str, Any], method: str
) -> None:
    house(f"PUT {path}/mine", "coordinator", json=body)
    stale = {"If-Match": '"7-0"'}
    answer = house(f"{method} {path}/mine", "coordinator", json=body, headers=stale)
    assert (answer.status_code, answer.json()["code"]) == (412, "version_changed")


@kinds
def test_what_is_deleted_is_gone(house: House, path: str, body: dict[str, Any]) -> None:
    tag = house(f"PUT {path}/mine", "coordinator", json=body).headers["etag"]

    gone = house(f"DELETE {path}/mine", "coordinator", headers={"If-Match": tag})

    assert (gone.status_code, gone.content) == (204, b"")
    assert house(f"GET {path}/mine", "coordinator").status_code == 404


@kinds
def test_what_one_has_already_is_not_sent_again(
    house: House, path: str, body: dict[str, Any]
) -> None:
    tag = house(f"PUT {path}/mine", "coordinator", json=body).headers["etag"]
    answer = house(f"GET {path}/mine", "coordinator", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (answer.status_code, answer.content) == (304, b"")


@kinds
def test_an_id_may_be_any_word(house: House, path: str, body: dict[str, Any]) -> None:
    key = "Børne- & Ungdomshuset 😀"
    created = house(f"POST {path}", "coordinator", json={**body, "id": key})
    found = house(f"GET {created.headers['location']}", "coordinator")
    assert (created.status_code, found.json()["id"]) == (201, key)


@kinds
def test_pages_follow_one_another_without_gap_or_repeat(
    house: House, path: str, body: dict[str, Any]
) -> None:
    for number in range(5):
        house(f"PUT {path}/page-{number}", "coordinator", json=body)

    seen: list[str] = []
    following = ""
    while following is not None:
        answer = house(f"GET {path}?limit=2{following}", "coordinator").json()
        seen += [item["id"] for item in answer["items"]]
        following = answer["next"] and f"&cursor={answer['next']}"

    assert seen == sorted(set(seen))
    assert {f"page-{number}" for number in range(5)} <= set(seen)


def test_a_cursor_of_another_list_is_refused(quiet_house: House) -> None:
    cursor = quiet_house("GET /v1/offers?limit=1", "coordinator").json()["next"]
    answer = quiet_house(f"GET /v1/talents?cursor={cursor}", "coordinator")
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


@pytest.mark.parametrize("cursor", ["x", "%00", "w6Y=", "~~~", "L3YxL29mZmVyczo"])
def test_a_cursor_that_is_none_is_refused(quiet_house: House, cursor: str) -> None:
    answer = quiet_house(f"GET /v1/offers?cursor={cursor}", "coordinator")
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_invalid")


def test_a_patch_changes_what_it_names_and_null_takes_back(house: House) -> None:
    before = house("GET /v1/talents/tal-1", "talent")
    tag = {"If-Match": before.headers["etag"], "Content-Type": "application/merge-patch+json"}

    answer = house(
        "PATCH /v1/talents/tal-1", "talent", content='{"level": 3, "bio": null}', headers=tag
    )
    after = house("GET /v1/talents/tal-1", "talent").json()

    assert answer.status_code == 200
    assert (after["level"], after["bio"]) == (3, "")
    assert after["name"] == before.json()["name"]


def test_a_patch_is_judged_like_any_other_body(house: House) -> None:
    tag = {"If-Match": house("GET /v1/talents/tal-1", "talent").headers["etag"]}
    answer = house("PATCH /v1/talents/tal-1", "talent", json={"name": None}, headers=tag)
    assert [e["pointer"] for e in answer.json()["errors"]] == ["#/name"]


def test_every_fault_of_a_body_is_named_with_its_place(quiet_house: House) -> None:
    body = {"level": 9, "birth_date": "31-02", "genres": ["pop", 3], "colour": "red"}
    answer = quiet_house("POST /v1/talents", "coordinator", json=body)
    faults = {error["pointer"]: error["code"] for error in answer.json()["errors"]}

    assert answer.status_code == 422
    assert faults == {
        "#/name": "field_missing",
        "#/level": "too_large",
        "#/birth_date": "not_a_date",
        "#/genres/1": "not_a_text",
        "#/colour": "field_unknown",
    }


def test_a_code_that_is_none_is_answered_with_those_that_come_near(quiet_house: House) -> None:
    body = {"name": "Ny", "genres": ["pop", "hiphopp"], "municipality": "9999"}
    errors = quiet_house("POST /v1/talents", "coordinator", json=body).json()["errors"]
    by_place = {error["pointer"]: error for error in errors}

    assert by_place["#/genres/1"]["code"] == "unknown_code_near"
    assert "hiphop" in by_place["#/genres/1"]["params"]["nearest"]
    assert "#/municipality" in by_place


def test_what_cannot_be_true_together_is_refused(quiet_house: House) -> None:
    body = {"organisation": "org-1", "title": "Lejr", "age_min": 20, "age_max": 15}
    answer = quiet_house("POST /v1/offers", "coordinator", json=body)
    assert answer.json()["errors"][0]["code"] == "range_reversed"


def test_a_target_group_needs_its_lawful_ground(quiet_house: House) -> None:
    body = {"organisation": "org-1", "title": "Lejr", "target_group": "girls_and_women"}
    answer = quiet_house("POST /v1/offers", "coordinator", json=body)
    assert answer.json()["errors"][0]["code"] == "ground_missing"


def test_an_offer_of_an_unknown_organisation_is_refused(quiet_house: House) -> None:
    body = {"organisation": "org-9", "title": "Lejr"}
    answer = quiet_house("POST /v1/offers", "coordinator", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_organisation")


def test_an_organisation_that_is_named_cannot_be_deleted(house: House) -> None:
    tag = house("GET /v1/organisations/org-1", "admin").headers["etag"]
    answer = house("DELETE /v1/organisations/org-1", "admin", headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["code"]) == (409, "organisation_in_use")


def test_an_id_in_the_body_must_be_that_of_the_address(quiet_house: House) -> None:
    answer = quiet_house("PUT /v1/talents/one", "coordinator", json={"id": "two", "name": "To"})
    assert answer.json()["errors"][0]["code"] == "id_differs"


@pytest.mark.parametrize("key", ["a/b", " ", "a\nb", "x" * 121])
def test_an_id_that_no_address_could_hold_is_refused(quiet_house: House, key: str) -> None:
    answer = quiet_house("POST /v1/talents", "coordinator", json={"id": key, "name": "Ny"})
    assert answer.json()["errors"][0]["pointer"] == "#/id"


@pytest.mark.parametrize("name", ["\x00", "a\x07", "\ud800".encode("utf-16", "surrogatepass")])
def test_a_text_that_is_none_is_refused(quiet_house: House, name: str | bytes) -> None:
    sent = name if isinstance(name, str) else "\\ud800"
    body = '{"name": "' + sent.replace("\x00", "\\u0000").replace("\x07", "\\u0007") + '"}'
    answer = quiet_house(
        "POST /v1/talents",
        "coordinator",
        content=body,
        headers={"Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/name")


def test_a_new_offer_is_published_today_unless_it_says_otherwise(house: House) -> None:
    body = {"organisation": "org-1", "title": "Lejr"}
    house("PUT /v1/offers/new", "coordinator", json=body)
    house("PUT /v1/offers/old", "coordinator", json={**body, "published_on": "2026-01-01"})

    days = [
        house(f"GET /v1/offers/{key}", "admin").json()["published_on"] for key in ("new", "old")
    ]

    assert days == ["2026-09-01", "2026-01-01"]


def test_drafts_are_listed_for_their_own_organisation_alone(quiet_house: House) -> None:
    def listed(by: str, query: str) -> set[str]:
        found = quiet_house(f"GET /v1/offers{query}", by).json()["items"]
        return {item["id"] for item in found}

    assert "off-draft" in listed("coordinator", "")
    assert "off-draft" in listed("other organisation", "?organisation=org-2")
    assert "off-draft" not in listed("other organisation", "")
    assert "off-draft" not in listed("organisation", "?organisation=org-2&status=draft")


def test_lists_are_filtered(quiet_house: House) -> None:
    found = quiet_house("GET /v1/talents?municipality=0265&discoverable=true", "coordinator")
    assert [item["id"] for item in found.json()["items"]] == ["tal-2"]


def test_a_limited_coordinator_lists_its_own_municipality(quiet_house: House) -> None:
    def listed(query: str) -> list[str]:
        found = quiet_house(f"GET /v1/talents{query}", "coordinator of 0217").json()["items"]
        return [item["id"] for item in found]

    assert listed("") == ["tal-1", "tal-3"]
    assert listed("?municipality=0265") == []


def test_a_young_person_cannot_agree_in_the_guardians_place(house: House) -> None:
    tag = {"If-Match": house("GET /v1/talents/tal-1", "talent").headers["etag"]}
    body = {"guardian_approved": True}

    refused = house("PATCH /v1/talents/tal-1", "talent", json=body, headers=tag)
    allowed = house("PATCH /v1/talents/tal-1", "coordinator", json=body, headers=tag)

    assert (refused.status_code, refused.json()["code"]) == (403, "field_not_yours")
    assert allowed.status_code == 200


def test_a_young_person_cannot_state_its_own_certificate(house: House) -> None:
    tag = {"If-Match": house("GET /v1/talents/tal-1", "talent").headers["etag"]}
    body = {"child_certificate": True}

    refused = house("PATCH /v1/talents/tal-1", "talent", json=body, headers=tag)
    allowed = house("PATCH /v1/talents/tal-1", "coordinator", json=body, headers=tag)

    assert (refused.json()["code"], refused.json()["params"]["field"]) == (
        "field_not_yours",
        "child_certificate",
    )
    assert allowed.status_code == 200


def test_an_organisation_cannot_give_its_offer_away(house: House) -> None:
    tag = {"If-Match": house("GET /v1/offers/off-1", "organisation").headers["etag"]}
    body = {"organisation": "org-2", "partners": ["org-1"]}
    answer = house("PATCH /v1/offers/off-1", "organisation", json=body, headers=tag)
    assert (answer.status_code, answer.json()["code"]) == (403, "field_not_yours")


def test_a_partner_may_change_an_offer_but_not_delete_it(house: House) -> None:
    tag = {"If-Match": house("GET /v1/offers/off-1", "admin").headers["etag"]}
    shared = house("PATCH /v1/offers/off-1", "admin", json={"partners": ["org-2"]}, headers=tag)
    tag = {"If-Match": shared.headers["etag"]}

    gone = house("DELETE /v1/offers/off-1", "other organisation", headers=tag)
    changed = house(
        "PATCH /v1/offers/off-1", "other organisation", json={"capacity": 9}, headers=tag
    )

    assert (gone.status_code, changed.status_code) == (403, 200)


def test_a_coordinator_cannot_move_a_person_out_of_its_area(house: House) -> None:
    tag = {"If-Match": house("GET /v1/talents/tal-1", "admin").headers["etag"]}
    body = {"municipality": "0265"}
    answer = house("PATCH /v1/talents/tal-1", "coordinator of 0217", json=body, headers=tag)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")


def test_a_put_only_if_absent_does_not_replace(house: House) -> None:
    answer = house(
        "PUT /v1/talents/tal-1", "admin", json={"name": "Ny"}, headers={"If-None-Match": "*"}
    )
    assert (answer.status_code, answer.json()["code"]) == (412, "already_exists")


def test_a_put_of_a_version_that_is_gone_does_not_create(house: House) -> None:
    answer = house(
        "PUT /v1/talents/new", "admin", json={"name": "Ny"}, headers={"If-Match": '"1-0"'}
    )
    assert (answer.status_code, answer.json()["code"]) == (412, "version_changed")
