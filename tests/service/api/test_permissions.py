"""Tests of who may call what: every route by every caller, against one table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from service.api import ROUTERS
from service.api.bodies.offers import EXAMPLE as OFFER
from service.api.guard import GuardedRoute
from service.auth import TABLE, Action
from tests.service.api import permissions_document
from tests.service.api.house import CALLERS, House

NOBODY = "nobody"
EVERYBODY = frozenset({NOBODY, *CALLERS})
KEYS = frozenset(CALLERS)
STAFF = frozenset({"admin", "coordinator"})
OF_HERE = STAFF | {"coordinator of 0217"}
ANY_STAFF = OF_HERE | {"coordinator of 0265"}
PEOPLE = b"id;name\nt-9;Ny\n"
APPLY = {"id": "e", "kind": "view", "side": "talent", "talent": "tal-1", "offer": "off-1"}
A_ROUND = {
    "title": "Runde",
    "offers": ["off-1"],
    "closes_at": "2026-10-01T12:00:00Z",
    "municipality": "0217",
}
ROUND_SEEN = KEYS - {"reader"}
OF_ORG_1 = {**OFFER, "organisation": "org-1", "municipality": "0217"}


@dataclass(frozen=True, slots=True)
class Row:
    """One request, and who may make it; everything in it is of tal-1, org-1 and off-1."""

    request: str
    allowed: frozenset[str]
    given: Mapping[str, Any] = field(default_factory=dict)


MATRIX: Mapping[str, Row] = {
    "GET /": Row("GET /", EVERYBODY),
    "GET /docs": Row("GET /docs", EVERYBODY),
    "GET /openapi.json": Row("GET /openapi.json", EVERYBODY),
    "GET /ranking": Row("GET /ranking", EVERYBODY),
    "GET /problems/{code}": Row("GET /problems/invalid", EVERYBODY),
    "GET /style.css": Row("GET /style.css", EVERYBODY),
    "GET /healthz": Row("GET /healthz", EVERYBODY),
    "GET /readyz": Row("GET /readyz", EVERYBODY),
    "GET /v1/vocabulary/{name}": Row("GET /v1/vocabulary/goals", EVERYBODY),
    "POST /v1/vocabulary/hear": Row("POST /v1/vocabulary/hear", KEYS, {"json": {"text": "trap"}}),
    "GET /v1/market": Row("GET /v1/market", ANY_STAFF | {"reader"}),
    "GET /v1/market/runs/{run_id}": Row("GET /v1/market/runs/none", ANY_STAFF | {"reader"}),
    "POST /v1/market/runs": Row("POST /v1/market/runs", STAFF),
    "GET /metrics": Row("GET /metrics", ANY_STAFF | {"reader"}),
    "GET /v1/offers/search": Row("GET /v1/offers/search?q=pop", KEYS),
    "GET /v1/talents/search": Row(
        "GET /v1/talents/search?q=pop", ANY_STAFF | {"organisation", "other organisation"}
    ),
    "GET /v1/talents/{talent_id}/offers": Row("GET /v1/talents/tal-1/offers", OF_HERE | {"talent"}),
    "GET /v1/offers/{offer_id}/talents": Row(
        "GET /v1/offers/off-1/talents", OF_HERE | {"organisation"}
    ),
    "GET /v1/talents/{talent_id}/peers": Row("GET /v1/talents/tal-1/peers", OF_HERE | {"talent"}),
    "GET /v1/talents/{talent_id}/connections": Row(
        "GET /v1/talents/tal-1/connections", OF_HERE | {"talent"}
    ),
    "POST /v1/talents/{talent_id}/connections": Row(
        "POST /v1/talents/tal-1/connections",
        OF_HERE | {"talent"},
        {"json": {"recommendation_id": "none", "position": 1}},
    ),
    "PUT /v1/talents/{talent_id}/connections/{connection_id}": Row(
        "PUT /v1/talents/tal-1/connections/none", OF_HERE | {"talent"}, {"json": {"wish": "no"}}
    ),
    "GET /v1/connections": Row(
        "GET /v1/connections", ANY_STAFF | {"organisation", "other organisation"}
    ),
    "PUT /v1/connections/{connection_id}/organiser": Row(
        "PUT /v1/connections/none/organiser", ANY_STAFF, {"json": {"organisation": "org-1"}}
    ),
    "GET /v1/organisations/{organisation_id}/partners": Row(
        "GET /v1/organisations/org-1/partners", OF_HERE | {"organisation"}
    ),
    "GET /v1/recommendations/{recommendation_id}": Row(
        "GET /v1/recommendations/{seen}", OF_HERE | {"talent"}
    ),
    "GET /v1/offers/{offer_id}/talents/{talent_id}/eligibility": Row(
        "GET /v1/offers/off-1/talents/tal-1/eligibility", OF_HERE | {"talent", "organisation"}
    ),
    "POST /v1/events": Row("POST /v1/events", OF_HERE | {"talent"}, {"json": {"events": [APPLY]}}),
    "GET /v1/talents": Row("GET /v1/talents", ANY_STAFF),
    "POST /v1/talents": Row(
        "POST /v1/talents", OF_HERE, {"json": {"name": "Ny", "municipality": "0217"}}
    ),
    "GET /v1/talents/{talent_id}": Row("GET /v1/talents/tal-1", OF_HERE | {"talent"}),
    "GET /v1/talents/{talent_id}/understood": Row(
        "GET /v1/talents/tal-1/understood", OF_HERE | {"talent"}
    ),
    "PUT /v1/talents/{talent_id}": Row(
        "PUT /v1/talents/tal-1",
        OF_HERE | {"talent"},
        {"json": {"name": "Ny", "municipality": "0217"}},
    ),
    "PATCH /v1/talents/{talent_id}": Row(
        "PATCH /v1/talents/tal-1", OF_HERE | {"talent"}, {"json": {"level": 1}}
    ),
    "DELETE /v1/talents/{talent_id}": Row("DELETE /v1/talents/tal-1", OF_HERE | {"talent"}),
    "POST /v1/offers/{offer_id}/cohorts": Row(
        "POST /v1/offers/off-1/cohorts", OF_HERE | {"organisation"}, {"json": {}}
    ),
    "GET /v1/offers/{offer_id}/cohorts": Row(
        "GET /v1/offers/off-1/cohorts", OF_HERE | {"organisation"}
    ),
    "GET /v1/offers/{offer_id}/cohorts/{cohort_id}": Row(
        "GET /v1/offers/off-1/cohorts/none", OF_HERE | {"organisation"}
    ),
    "POST /v1/offers/{offer_id}/cohorts/{cohort_id}/changes": Row(
        "POST /v1/offers/off-1/cohorts/none/changes", OF_HERE | {"organisation"}, {"json": {}}
    ),
    "POST /v1/offers/{offer_id}/cohorts/{cohort_id}/publish": Row(
        "POST /v1/offers/off-1/cohorts/none/publish",
        OF_HERE | {"organisation"},
        {"json": {"proposal": 1}},
    ),
    "POST /v1/offers/{offer_id}/cohorts/{cohort_id}/next": Row(
        "POST /v1/offers/off-1/cohorts/none/next", OF_HERE | {"organisation"}
    ),
    "PUT /v1/talents/{talent_id}/blocks/{organisation_id}": Row(
        "PUT /v1/talents/tal-1/blocks/org-1", OF_HERE | {"talent", "organisation"}
    ),
    "DELETE /v1/talents/{talent_id}/blocks/{organisation_id}": Row(
        "DELETE /v1/talents/tal-1/blocks/org-1", OF_HERE | {"talent", "organisation"}
    ),
    "POST /v1/rounds": Row("POST /v1/rounds", OF_HERE, {"json": A_ROUND}),
    "GET /v1/rounds": Row("GET /v1/rounds", ROUND_SEEN),
    "GET /v1/rounds/{round_id}": Row("GET /v1/rounds/none", ROUND_SEEN),
    "DELETE /v1/rounds/{round_id}": Row("DELETE /v1/rounds/none", ANY_STAFF),
    "GET /v1/rounds/{round_id}/wishes/{talent_id}": Row(
        "GET /v1/rounds/none/wishes/tal-1", OF_HERE | {"talent"}
    ),
    "PUT /v1/rounds/{round_id}/wishes/{talent_id}": Row(
        "PUT /v1/rounds/none/wishes/tal-1", OF_HERE | {"talent"}, {"json": {"offers": []}}
    ),
    "GET /v1/rounds/{round_id}/rankings/{offer_id}": Row(
        "GET /v1/rounds/none/rankings/off-1", OF_HERE | {"organisation"}
    ),
    "PUT /v1/rounds/{round_id}/rankings/{offer_id}": Row(
        "PUT /v1/rounds/none/rankings/off-1", OF_HERE | {"organisation"}, {"json": {"tiers": []}}
    ),
    "POST /v1/rounds/{round_id}/run": Row("POST /v1/rounds/none/run", ANY_STAFF),
    "GET /v1/rounds/{round_id}/proposal": Row("GET /v1/rounds/none/proposal", ANY_STAFF),
    "POST /v1/rounds/{round_id}/publish": Row("POST /v1/rounds/none/publish", ANY_STAFF),
    "GET /v1/talents/{talent_id}/pathway": Row(
        "GET /v1/talents/tal-1/pathway", OF_HERE | {"talent"}
    ),
    "POST /v1/talents/{talent_id}/wishes": Row(
        "POST /v1/talents/tal-1/wishes",
        OF_HERE | {"talent"},
        {"json": {"goal": "learn", "reach": "local", "kind": "jam"}},
    ),
    "GET /v1/talents/{talent_id}/wishes": Row("GET /v1/talents/tal-1/wishes", OF_HERE | {"talent"}),
    "DELETE /v1/talents/{talent_id}/wishes/{wish_id}": Row(
        "DELETE /v1/talents/tal-1/wishes/none", OF_HERE | {"talent"}
    ),
    "GET /v1/reports/gaps": Row("GET /v1/reports/gaps", ANY_STAFF | {"reader"}),
    "GET /v1/reports/gaps.csv": Row("GET /v1/reports/gaps.csv", ANY_STAFF | {"reader"}),
    "GET /v1/reports/wishes": Row(
        "GET /v1/reports/wishes", ANY_STAFF | {"reader", "organisation", "other organisation"}
    ),
    "GET /v1/offers": Row("GET /v1/offers", KEYS),
    "POST /v1/offers": Row("POST /v1/offers", OF_HERE | {"organisation"}, {"json": OF_ORG_1}),
    "GET /v1/offers/{offer_id}": Row(
        "GET /v1/offers/off-draft", ANY_STAFF | {"other organisation"}
    ),
    "GET /v1/offers/{offer_id}/understood": Row(
        "GET /v1/offers/off-draft/understood", ANY_STAFF | {"other organisation"}
    ),
    "PUT /v1/offers/{offer_id}": Row(
        "PUT /v1/offers/off-1", OF_HERE | {"organisation"}, {"json": OF_ORG_1}
    ),
    "PATCH /v1/offers/{offer_id}": Row(
        "PATCH /v1/offers/off-1", OF_HERE | {"organisation"}, {"json": {"capacity": 1}}
    ),
    "DELETE /v1/offers/{offer_id}": Row("DELETE /v1/offers/off-1", OF_HERE | {"organisation"}),
    "GET /v1/organisations": Row("GET /v1/organisations", KEYS),
    "POST /v1/organisations": Row(
        "POST /v1/organisations", OF_HERE, {"json": {"name": "Ny", "municipality": "0217"}}
    ),
    "GET /v1/organisations/{organisation_id}": Row("GET /v1/organisations/org-1", KEYS),
    "PUT /v1/organisations/{organisation_id}": Row(
        "PUT /v1/organisations/org-1",
        OF_HERE | {"organisation"},
        {"json": {"name": "Ny", "municipality": "0217"}},
    ),
    "PATCH /v1/organisations/{organisation_id}": Row(
        "PATCH /v1/organisations/org-1", OF_HERE | {"organisation"}, {"json": {"name": "Ny"}}
    ),
    "DELETE /v1/organisations/{organisation_id}": Row("DELETE /v1/organisations/org-1", OF_HERE),
    "GET /v1/give-backs": Row("GET /v1/give-backs", KEYS - {"reader"}),
    "GET /v1/give-backs/{give_back_id}": Row("GET /v1/give-backs/none", STAFF),
    "GET /v1/give-backs/{give_back_id}/slots": Row("GET /v1/give-backs/none/slots", STAFF),
    "POST /v1/give-backs/{give_back_id}/steps": Row(
        "POST /v1/give-backs/none/steps", STAFF, {"json": {"step": "waive", "reason": "Rejst"}}
    ),
    "GET /v1/give-backs/{give_back_id}/companions": Row(
        "GET /v1/give-backs/none/companions", STAFF
    ),
    "PUT /v1/give-backs/{give_back_id}/companions/{talent_id}": Row(
        "PUT /v1/give-backs/none/companions/tal-1", STAFF, {"json": {}}
    ),
    "DELETE /v1/give-backs/{give_back_id}/companions/{talent_id}": Row(
        "DELETE /v1/give-backs/none/companions/tal-1", STAFF
    ),
    "POST /v1/give-backs/matching": Row(
        "POST /v1/give-backs/matching", OF_HERE, {"json": {"municipality": "0217"}}
    ),
    "POST /v1/imports": Row(
        "POST /v1/imports", STAFF, {"files": {"files": ("talents.csv", PEOPLE)}}
    ),
    "GET /v1/imports/{import_id}": Row("GET /v1/imports/none", STAFF),
    "POST /v1/imports/{import_id}/commit": Row("POST /v1/imports/none/commit", STAFF),
    "GET /v1/exports/{kind}.csv": Row("GET /v1/exports/offers.csv", STAFF),
    "GET /v1/exports/log.zip": Row("GET /v1/exports/log.zip", STAFF),
}
# What remains the same whoever asks first.
ORDER = sorted(MATRIX, key=lambda route: not route.startswith("GET"))


def routes(house: House) -> set[str]:
    """Every route of the application, as ``GET /path``."""
    return {
        f"{method.upper()} {path}"
        for path, methods in house.app.openapi()["paths"].items()
        for method in methods
    }


def denied(house: House, row: Row, caller: str) -> int | None:
    """The status with which the caller is turned away, if it is."""
    seen = house("GET /v1/talents/tal-1/offers", "talent").json().get("recommendation_id", "")
    if "{seen}" in row.request and caller in ANY_STAFF:
        seen = house("GET /v1/talents/tal-1/offers", "admin").json()["recommendation_id"]
    by = None if caller == NOBODY else caller
    answer = house(row.request.replace("{seen}", seen), by, **row.given)
    if answer.status_code in (401, 403):
        return answer.status_code
    refused = row.request.endswith("/events") and answer.json()["results"][0]
    return 403 if refused and refused.get("code") == "not_yours" else None


@pytest.mark.parametrize("caller", sorted(EVERYBODY))
@pytest.mark.parametrize("route", ORDER)
def test_each_route_lets_in_those_of_the_table_and_nobody_else(
    quiet_house: House, route: str, caller: str
) -> None:
    row = MATRIX[route]
    expected = None if caller in row.allowed else 401 if caller == NOBODY else 403
    assert denied(quiet_house, row, caller) == expected


def test_every_route_is_in_the_table(quiet_house: House) -> None:
    assert routes(quiet_house) == set(MATRIX)


def test_no_route_stands_outside_the_document_or_without_its_guard(quiet_house: House) -> None:
    declared = [route for router in ROUTERS for route in router.routes]

    assert all(isinstance(route, GuardedRoute) for route in declared)
    assert len(declared) == len(routes(quiet_house))
    assert list(quiet_house.app.routes) == declared


def test_a_route_that_names_no_action_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="names no action"):
        GuardedRoute("/secret", lambda: None)


def test_every_action_is_some_routes(quiet_house: House) -> None:
    used = {
        route.action
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, GuardedRoute)
    }
    assert used == set(Action) == set(TABLE)


def test_a_wrong_key_is_refused_even_where_none_is_needed(quiet_house: House) -> None:
    for authorization in ("Bearer samspil_0_0", "Bearer x", "Basic eDp5", "samspil"):
        answer = quiet_house("GET /healthz", headers={"Authorization": authorization})
        assert (answer.status_code, answer.json()["code"]) == (401, "key_invalid")
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_document_says_what_the_table_says() -> None:
    path = permissions_document.PATH
    assert path.read_text(encoding="utf-8") == permissions_document.text(), (
        "run python -m tests.service.api.permissions_document"
    )
