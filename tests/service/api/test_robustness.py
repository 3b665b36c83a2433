"""Tests that nothing that can be sent breaks the service."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.api.bodies.events import EXAMPLE as EVENT
from service.api.bodies.offers import EXAMPLE as OFFER
from service.api.bodies.organisations import EXAMPLE as ORGANISATION
from service.api.bodies.talents import EXAMPLE as TALENT
from tests.service.api.house import House

BODIES: dict[str, dict[str, Any]] = {
    "POST /v1/talents": dict(TALENT),
    "PUT /v1/talents/tal-2": dict(TALENT),
    "PATCH /v1/talents/tal-2": dict(TALENT),
    "POST /v1/offers": {**OFFER, "organisation": "org-1"},
    "PATCH /v1/offers/off-2": {**OFFER, "organisation": "org-1"},
    "POST /v1/organisations": dict(ORGANISATION),
    "POST /v1/events": {"events": [EVENT]},
}
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["2026-13-01", "0217", "tal-1", "\x00", "😀", "pop", "a/b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
QUERIES = st.dictionaries(
    st.sampled_from(["limit", "cursor", "order", "min_score", "max_km", "lang", "q", "status"]),
    st.text(max_size=12) | st.sampled_from(["nan", "inf", "-1", "1e9", "fit", "nearest"]),
    max_size=3,
)
PATHS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


@pytest.mark.parametrize("request_", BODIES)
@settings(max_examples=25)
@given(changes=st.data())
def test_no_body_breaks_the_service(
    quiet_house: House, request_: str, changes: st.DataObject
) -> None:
    body = dict(BODIES[request_])
    inside = body["events"][0] if "events" in body else body
    field = changes.draw(st.sampled_from(sorted(inside)))
    changed = {**inside, field: changes.draw(JUNK)}
    sent = {"events": [changed]} if "events" in body else changed

    answer = quiet_house(request_, "admin", json=sent, headers={"If-Match": "*"})

    assert answer.status_code < 500


@settings(max_examples=40)
@given(query=QUERIES)
@pytest.mark.parametrize(
    "path", ["/v1/talents/tal-1/offers", "/v1/offers", "/v1/vocabulary/genres"]
)
def test_no_query_breaks_the_service(quiet_house: House, path: str, query: dict[str, str]) -> None:
    assert quiet_house(f"GET {path}", "admin", params=query).status_code < 500


@settings(max_examples=60)
@given(key=PATHS)
def test_no_address_breaks_the_service(quiet_house: House, key: str) -> None:
    for path in ("/v1/talents/{}", "/v1/offers/{}/talents", "/problems/{}", "/v1/exports/{}.csv"):
        answer = quiet_house("GET " + path.format(_quoted(key)), "admin")
        assert answer.status_code < 500


def _quoted(key: str) -> str:
    return "".join(f"%{byte:02X}" for byte in key.encode())


@given(body=st.binary(max_size=60))
@settings(max_examples=60)
def test_no_bytes_break_the_service(quiet_house: House, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = quiet_house("POST /v1/events", "admin", content=body, headers=headers)
    assert 400 <= answer.status_code < 500
