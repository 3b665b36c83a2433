"""Tests of the OpenAPI document: every route described, every example true."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from service.api.bodies.connections import (
    ConnectionsBody,
    OrganisedBody,
    OrganiserNamed,
    OverseenPage,
    PeerWishBody,
    SaidBody,
    SeenBody,
)
from service.api.bodies.events import EventBatch, EventResults
from service.api.bodies.fields import Page, Written
from service.api.bodies.mutual_lists import PARTNERS, PEERS
from service.api.bodies.offers import OfferAnswer, OfferBody
from service.api.bodies.organisations import OrganisationAnswer, OrganisationBody
from service.api.bodies.pathways import PathwayBody, WishBody, WishesBody, WishKept
from service.api.bodies.reports import GapsBody, WishCountsBody
from service.api.bodies.round_proposals import ProposalBody, PublishedBody, RanBody
from service.api.bodies.rounds import (
    ApplicantsBody,
    OpenRoundBody,
    RankingBody,
    RoundBody,
    RoundWishesBody,
    WishListBody,
)
from service.api.bodies.slates import OFFERS, TALENTS, SlateBody
from service.api.bodies.talents import TalentAnswer, TalentBody
from service.api.eligibility import EligibilityBody
from service.api.hearing import HearBody, UnderstoodBody
from service.api.imports import ImportBody
from service.api.reference import reference
from service.api.vocabulary import LookUpBody
from tests.service.api.house import House

MODELS = (
    EventBatch, EventResults, Written, OfferAnswer, OfferBody, OrganisationAnswer,
    OrganisationBody, SlateBody, TalentAnswer, TalentBody, EligibilityBody, ImportBody, LookUpBody,
    HearBody, UnderstoodBody, PathwayBody, WishBody, WishesBody, WishKept, GapsBody, WishCountsBody,
    ConnectionsBody, OrganisedBody, OrganiserNamed, OverseenPage,
    SaidBody, SeenBody, PeerWishBody,
    ApplicantsBody, OpenRoundBody, ProposalBody, PublishedBody, RanBody, RankingBody, RoundBody,
    RoundWishesBody, WishListBody,
)  # fmt: skip


@pytest.fixture(scope="module")
def document(quiet_house: House) -> dict[str, Any]:
    found: dict[str, Any] = quiet_house("GET /openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = document["components"]["schemas"][name] if name else schema
    return found


def has_example(content: dict[str, Any], document: dict[str, Any]) -> bool:
    schema = resolved(content.get("schema", {}), document)
    return bool("example" in content or content.get("examples") or schema.get("examples"))


def test_every_route_is_summed_up_and_described(document: dict[str, Any]) -> None:
    silent = [r for r, op in operations(document) if not (op["summary"] and op["description"])]
    assert silent == []


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    without = [
        route
        for route, operation in operations(document)
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if not has_example(content, document)
    ]
    assert without == []


def test_every_answer_that_is_well_has_an_example(document: dict[str, Any]) -> None:
    without = [
        f"{route} {status}"
        for route, operation in operations(document)
        for status, answer in operation["responses"].items()
        if status.startswith("2")
        for content in answer.get("content", {}).values()
        if not has_example(content, document)
    ]
    assert without == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_examples_are_what_their_types_say(model: type[BaseModel]) -> None:
    for example in model.model_json_schema()["examples"]:
        model.model_validate(example)


@pytest.mark.parametrize("example", [OFFERS, TALENTS, PEERS, PARTNERS])
def test_examples_of_lists_are_what_their_type_says(example: dict[str, Any]) -> None:
    SlateBody.model_validate(example)


def test_lists_are_bounded_by_items_and_not_by_signs(document: dict[str, Any]) -> None:
    def wrong(part: Any) -> Iterator[Any]:
        if isinstance(part, dict):
            if part.get("type") == "array" and part.keys() & {"minLength", "maxLength"}:
                yield part
            for one in part.values():
                yield from wrong(one)
        elif isinstance(part, list):
            for one in part:
                yield from wrong(one)

    assert list(wrong(document)) == []


def test_every_route_that_needs_a_key_says_so(document: dict[str, Any]) -> None:
    for route, operation in operations(document):
        open_to_all = "anonymous" in operation["x-roles"]
        assert operation["security"] == ([] if open_to_all else [{"key": []}]), route


def test_problems_are_described_as_problems(document: dict[str, Any]) -> None:
    for route, operation in operations(document):
        for status, answer in operation["responses"].items():
            if status >= "400" and status != "503":
                (media_type,) = answer["content"]
                assert media_type == "application/problem+json", route


@pytest.mark.parametrize(
    ("request_", "by", "model"),
    [
        ("GET /v1/talents/tal-1/offers", "talent", SlateBody),
        ("GET /v1/offers/off-1/talents", "coordinator", SlateBody),
        ("GET /v1/offers/off-1/talents/tal-1/eligibility", "talent", EligibilityBody),
        ("GET /v1/talents/tal-1", "talent", TalentAnswer),
        ("GET /v1/offers/off-1", "talent", OfferAnswer),
        ("GET /v1/organisations/org-1", "reader", OrganisationAnswer),
        ("GET /v1/offers", "reader", Page[OfferAnswer]),
        ("GET /v1/vocabulary/goals", None, LookUpBody),
        ("GET /v1/talents/tal-1/understood", "talent", UnderstoodBody),
        ("GET /v1/offers/off-2/understood", "reader", UnderstoodBody),
        ("GET /v1/talents/tal-1/pathway", "talent", PathwayBody),
        ("GET /v1/reports/gaps", "reader", GapsBody),
        ("GET /v1/reports/wishes", "organisation", WishCountsBody),
    ],
)
def test_what_is_answered_is_what_the_document_says(
    quiet_house: House, request_: str, by: str | None, model: type[BaseModel]
) -> None:
    model.model_validate_json(quiet_house(request_, by).content)


def test_the_reference_shows_every_route_once(document: dict[str, Any]) -> None:
    page = "".join(reference(document))
    for _, operation in operations(document):
        assert page.count(f'id="{operation["operationId"]}"') == 1


def test_the_reference_escapes_what_it_shows(document: dict[str, Any]) -> None:
    sly = {**document, "info": {"title": "<script>", "version": "1"}}
    assert "<script>" not in "".join(reference(sly))
