"""Tests of writes that are sent twice."""

from service.store import connect, reading, receipts
from tests.service.api.house import House

NEW = {"name": "Ny Prøvesen"}
KEY = {"Idempotency-Key": "once-1"}


def test_a_write_sent_again_has_one_effect_and_one_answer(each_house: House) -> None:
    first = each_house("POST /v1/talents", "coordinator", json=NEW, headers=KEY)
    again = each_house("POST /v1/talents", "coordinator", json=NEW, headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["etag"] == first.headers["etag"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"


def test_many_at_once_have_one_effect(each_house: House) -> None:
    sent = [("POST /v1/talents", "coordinator", {"json": NEW, "headers": dict(KEY)})] * 8

    answers = each_house.together(sent)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.headers["location"] for answer in answers}) == 1
    listed = each_house("GET /v1/talents", "coordinator").json()["items"]
    assert [item["name"] for item in listed].count(NEW["name"]) == 1


def test_the_same_key_for_another_body_is_refused(house: House) -> None:
    house("POST /v1/talents", "coordinator", json=NEW, headers=KEY)
    answer = house("POST /v1/talents", "coordinator", json={"name": "En anden"}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_the_same_key_for_another_address_is_refused(house: House) -> None:
    house("PUT /v1/talents/a", "coordinator", json=NEW, headers=KEY)
    answer = house("PUT /v1/talents/b", "coordinator", json=NEW, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_two_callers_may_use_the_same_key(house: House) -> None:
    house("POST /v1/talents", "coordinator", json=NEW, headers=KEY)
    answer = house("POST /v1/talents", "admin", json={"name": "En anden"}, headers=KEY)
    assert answer.status_code == 201


def test_a_deletion_sent_again_is_answered_as_the_first(house: House) -> None:
    tag = house("GET /v1/talents/tal-2", "admin").headers["etag"]
    headers = {**KEY, "If-Match": tag}

    first = house("DELETE /v1/talents/tal-2", "admin", headers=headers)
    again = house("DELETE /v1/talents/tal-2", "admin", headers=headers)

    assert (first.status_code, again.status_code) == (204, 204)


def test_a_refused_write_may_be_tried_again_under_its_key(house: House) -> None:
    body = {"organisation": "org-9", "title": "Lejr"}
    refused = house("PUT /v1/offers/new", "admin", json=body, headers=KEY)
    house("PUT /v1/organisations/org-9", "admin", json={"name": "Ny"})

    again = house("PUT /v1/offers/new", "admin", json=body, headers=KEY)

    assert (refused.status_code, again.status_code) == (422, 201)


def test_a_key_that_is_none_is_refused(quiet_house: House) -> None:
    headers = {"Idempotency-Key": "æ" * 3}
    answer = quiet_house(
        "POST /v1/talents", "admin", json=NEW, headers={k: v.encode() for k, v in headers.items()}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_invalid")


def test_receipts_hold_nothing_personal(house: House) -> None:
    house("POST /v1/talents", "coordinator", json=NEW, headers=KEY)

    engine = connect(house.settings.url)
    with reading(engine) as session:
        principal = house.secrets["coordinator"].split("_")[1]
        receipt = receipts.get(session, KEY["Idempotency-Key"], principal=principal)
    engine.dispose()

    assert receipt is not None
    assert NEW["name"] not in receipt.body.decode()
