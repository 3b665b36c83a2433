"""Peers: who may be suggested to whom, by age and by their own yes."""

from datetime import date
from typing import Any

import pytest

from matcher.domain import PeerContext, PeerRule, ages_meet, both_of_age, closed_to_peers, may_meet
from tests.factories import TODAY, talent

CONTEXT = PeerContext(today=TODAY)
OPEN: dict[str, Any] = {"meets_peers": True}


def born(age: int) -> date:
    """Whose birthday is today."""
    return TODAY.replace(year=TODAY.year - age)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({}, PeerRule.NOT_MEETING),
        ({**OPEN, "paused": True}, PeerRule.PAUSED),
        ({**OPEN, "birth_date": None}, PeerRule.AGE_UNKNOWN),
        ({**OPEN, "birth_date": born(14)}, PeerRule.GUARDIAN_MISSING),
    ],
)
def test_who_has_not_said_yes_or_may_not_meets_nobody(
    fields: dict[str, Any], rule: PeerRule
) -> None:
    closed = closed_to_peers(talent(**fields), CONTEXT)
    assert closed is not None
    assert closed.code == rule.value


def test_a_guardians_yes_opens_the_way_and_may_not_be_asked_for_at_all() -> None:
    young = talent(**OPEN, birth_date=born(14))
    assert (
        closed_to_peers(talent(**OPEN, birth_date=born(14), guardian_approved=True), CONTEXT)
        is None
    )
    assert closed_to_peers(young, PeerContext(today=TODAY, guardian_below=None)) is None


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (18, 18, True), (18, 60, True), (17, 18, False), (17, 17, True), (15, 17, True),
        (14, 17, False), (13, 15, True), (13, 16, False),
    ],
)  # fmt: skip
def test_adults_and_minors_never_mix_and_minors_are_nearly_of_an_age(
    one: int, other: int, meet: bool
) -> None:
    assert ages_meet(born(one), born(other), today=TODAY) is meet
    assert ages_meet(born(other), born(one), today=TODAY) is meet


def test_an_unknown_age_goes_with_nobody() -> None:
    assert not ages_meet(None, born(20), today=TODAY)
    assert not both_of_age(None, born(20), today=TODAY)


def test_both_must_be_open() -> None:
    assert may_meet(talent(**OPEN), talent("tal-2", **OPEN), CONTEXT)
    assert not may_meet(talent(**OPEN), talent("tal-2"), CONTEXT)
    assert not may_meet(talent(), talent("tal-2", **OPEN), CONTEXT)
