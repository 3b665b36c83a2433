"""Tests of bodies as values of the domain, and back."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain import FreeTag, Offer, Talent
from matcher.vocabulary import load
from service.api.answers import json_bytes
from service.api.bodies.fields import ReadOnly
from service.api.bodies.offers import OfferBody
from service.api.bodies.talents import TalentBody
from service.api.profile_values import receipt, shown, value_of
from service.errors import Fault, ServiceError
from service.store import Versioned
from tests.factories import TODAY
from tests.strategies import offers, talents

WORDS = load()
AT = datetime(2026, 9, 1, tzinfo=UTC)
TAGS = st.lists(
    st.builds(FreeTag, field=st.sampled_from(["genres", "roles"]), text=st.just("noget nyt")),
    max_size=2,
    unique=True,
).map(tuple)


def read(model: type[ReadOnly], answer: dict[str, Any], make: Any) -> Any:
    """The value of what was answered, sent back as it came."""
    body = model.model_validate_json(json_bytes(answer))
    return value_of(make, body, key=answer["id"], words=WORDS, today=TODAY)


@given(talents(WORDS), TAGS)
def test_a_talent_that_is_sent_back_is_the_same(talent: Talent, tags: tuple[FreeTag, ...]) -> None:
    told = replace(talent, free_tags=tags)
    assert read(TalentBody, shown(Versioned(told, 3, AT)), Talent) == told


@given(offers(WORDS))
def test_an_offer_that_is_sent_back_is_the_same(offer: Offer) -> None:
    told = replace(offer, target_ground="Ligestillingsloven")
    assert read(OfferBody, shown(Versioned(told, 3, AT)), Offer) == told


def faults(make: Any, body: ReadOnly) -> list[Fault]:
    with pytest.raises(ServiceError) as refused:
        value_of(make, body, key="mine", words=WORDS, today=TODAY)
    assert (refused.value.code, refused.value.status) == ("invalid", 422)
    return list(refused.value.faults)


def test_a_code_named_twice_counts_once() -> None:
    body = TalentBody(name="Ny", genres=("pop", "rock", "pop"))
    made = value_of(Talent, body, key="mine", words=WORDS, today=TODAY)
    assert made.genres == ("pop", "rock")


def test_a_group_is_stored_under_its_code() -> None:
    body = TalentBody(name="Ny", target_groups=("Piger og kvinder", "unge fra Nordhavn"))
    made = value_of(Talent, body, key="mine", words=WORDS, today=TODAY)
    assert made.target_groups == ("girls_and_women", "unge fra Nordhavn")


def test_a_postcode_that_is_none_is_refused() -> None:
    (fault,) = faults(Talent, TalentBody(name="Ny", postcode="0001"))
    assert (fault.pointer, fault.code) == ("#/postcode", "unknown_postcode")


def test_a_free_tag_belongs_to_a_field_that_has_words() -> None:
    body = TalentBody.model_validate({"name": "Ny", "free_tags": [{"field": "email", "text": "x"}]})
    (fault,) = faults(Talent, body)
    assert (fault.pointer, fault.code) == ("#/free_tags/0/field", "unknown_field_of_tag")


def test_a_birth_in_the_future_is_refused() -> None:
    (fault,) = faults(Talent, TalentBody(name="Ny", birth_date=TODAY.replace(year=2030)))
    assert (fault.pointer, fault.code) == ("#/birth_date", "birth_date_implausible")


def test_a_receipt_names_only_the_version() -> None:
    talent = TalentBody(name="Ny")
    made = value_of(Talent, talent, key="mine", words=WORDS, today=TODAY)
    assert receipt(Versioned(made, 2, AT)) == {"id": "mine", "version": 2, "updated_at": AT}
