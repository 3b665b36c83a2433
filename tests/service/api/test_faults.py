"""Tests of what pydantic finds wrong, in our own words."""

from typing import Any

import pytest
from pydantic import ValidationError

from service.api.bodies.events import EventBody
from service.api.bodies.offers import OfferBody
from service.api.faults import faults_of, pointer
from service.errors import Fault

EVENT = {"id": "e", "kind": "view", "side": "talent", "talent": "t", "offer": "o"}
OFFER = {"organisation": "org-1", "title": "Lejr"}


def only(model: type[EventBody] | type[OfferBody], body: dict[str, Any]) -> Fault:
    with pytest.raises(ValidationError) as found:
        model.model_validate(body)
    (fault,) = faults_of(found.value.errors())
    return fault


@pytest.mark.parametrize(
    ("field", "value", "code", "params"),
    [
        ("title", "x" * 301, "text_too_long", {"most": 300}),
        ("title", " ", "empty_text", {}),
        ("title", "to\nlinjer", "not_one_line", {}),
        ("title", 7, "not_a_text", {}),
        ("age_min", 3.5, "not_a_whole_number", {}),
        ("age_min", -1, "too_small", {"least": 0}),
        ("age_min", 121, "too_large", {"most": 120}),
        ("price_dkk", "gratis", "not_a_number", {}),
        ("price_dkk", float("nan"), "not_a_number", {}),
        ("start_date", "14-11", "not_a_date", {}),
        ("roles", "singer", "not_a_list", {}),
        ("status", "open", "not_a_choice", {"choices": "draft, published, closed, cancelled"}),
        ("municipality", "217", "wrong_form", {}),
        ("colour", 1, "field_unknown", {}),
    ],
)
def test_each_mistake_has_its_code(
    field: str, value: object, code: str, params: dict[str, object]
) -> None:
    fault = only(OfferBody, {**OFFER, field: value})
    assert (fault.pointer, fault.code, dict(fault.params)) == (f"#/{field}", code, params)


@pytest.mark.parametrize(
    ("value", "code"),
    [("yesterday", "not_a_time"), ("2026-09-01T10:00:00", "time_zone_missing")],
)
def test_a_moment_needs_its_time_zone(value: str, code: str) -> None:
    assert only(EventBody, {**EVENT, "at": value}).code == code


def test_places_within_lists_are_pointed_at() -> None:
    assert only(OfferBody, {**OFFER, "roles": ["singer", 3]}).pointer == "#/roles/1"


def test_pointers_escape_their_own_signs() -> None:
    assert pointer(["a/b", "m~n", 0]) == "#/a~1b/m~0n/0"


def test_an_error_of_a_kind_we_do_not_know_is_still_said() -> None:
    (fault,) = faults_of([{"type": "something_new", "loc": ("query", "limit")}])
    assert (fault.place, fault.pointer, fault.code) == ("query", "limit", "invalid_value")
