"""Tests of what every request gets, whichever route it is for."""

import json
import logging
from collections.abc import AsyncIterator

import pytest

from service.api import health
from tests.service.api.house import House

TALENT = {"name": "Ny Prøvesen"}


def test_every_answer_protects_the_browser(quiet_house: House) -> None:
    for request in ("GET /", "GET /nothing", "GET /v1/offers", "GET /healthz"):
        headers = quiet_house(request).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["referrer-policy"] == "no-referrer"


def test_what_is_personal_is_not_cached(quiet_house: House) -> None:
    assert quiet_house("GET /v1/talents", "admin").headers["cache-control"] == "no-store"


def test_a_request_keeps_the_number_it_came_with(quiet_house: House) -> None:
    answer = quiet_house("GET /healthz", headers={"X-Request-Id": "mine-12345"})
    assert answer.headers["x-request-id"] == "mine-12345"


def test_a_number_that_could_be_something_else_is_replaced(quiet_house: House) -> None:
    answer = quiet_house("GET /healthz", headers={"X-Request-Id": 'x"\\,{}: evil'})
    assert answer.headers["x-request-id"].startswith("req_")


def test_a_body_that_is_too_large_is_not_read(quiet_house: House) -> None:
    body = b" " * ((2048 << 10) + 1)
    headers = {"Content-Type": "application/json"}
    answer = quiet_house("POST /v1/talents", "admin", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.json()["params"] == {"most_mb": 2.0}


def test_a_body_that_does_not_say_its_size_is_read_only_so_far(quiet_house: House) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * (100 << 10)

    answer = quiet_house(
        "POST /v1/talents",
        "admin",
        content=endless(),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 413


def test_an_import_that_is_too_large_is_not_read(quiet_house: House) -> None:
    answer = quiet_house(
        "POST /v1/imports",
        "admin",
        content=b"",
        headers={
            "Content-Length": str((64 << 20) + 1),
            "Content-Type": "multipart/form-data; boundary=x",
        },
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", ""])
def test_a_body_that_is_not_json_is_refused(quiet_house: House, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = quiet_house("POST /v1/talents", "admin", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


def test_json_that_is_none_is_refused_with_the_place(quiet_house: House) -> None:
    headers = {"Content-Type": "application/json"}
    answer = quiet_house("POST /v1/talents", "admin", content=b'{"name": }', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")
    assert answer.json()["params"] == {"position": 9}


def test_a_route_that_is_not_there_is_a_problem(quiet_house: House) -> None:
    answer = quiet_house("GET /v2/talents")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_method_that_is_not_there_says_which_are(quiet_house: House) -> None:
    answer = quiet_house("DELETE /healthz")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"
    assert quiet_house("PATCH /v1/talents").headers["allow"] == "GET, POST"


def test_problems_come_in_the_language_asked_for(quiet_house: House) -> None:
    titles = {
        lang: quiet_house("GET /v2", headers={"Accept-Language": lang}).json()["title"]
        for lang in ("da", "en", "de")
    }
    assert titles == {"da": "Findes ikke", "en": "Not found", "de": "Findes ikke"}


def test_what_breaks_is_not_told_to_the_caller(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(health, "readiness", broken)
    answer = house("GET /readyz", headers={"X-Request-Id": "mine-12345"})

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "swordfish" not in answer.text
    assert "mine-12345" in answer.json()["detail"]
    assert "swordfish" in caplog.text


def test_the_log_has_one_line_without_anything_personal(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    secret = house.secrets["talent"]
    with caplog.at_level(logging.INFO, logger="samspil.access"):
        house("GET /v1/talents/tal-1/offers?limit=3", "talent")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "samspil.access"]
    told = json.loads(line)

    assert told["route"] == "/v1/talents/{talent_id}/offers"
    assert (told["method"], told["status"], told["role"]) == ("GET", 200, "talent")
    assert told["key"] == secret.split("_")[1]
    assert secret.split("_", 2)[2] not in line
    assert "tal-1" not in line
    assert "limit" not in line
