"""Tests of versions and what a request demands of them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.actions.versions import Precondition, etag, names, require_absent, require_unchanged
from service.errors import ServiceError
from service.store import Versioned
from tests.factories import talent

AT = datetime(2026, 9, 1, tzinfo=UTC)


def stored(version: int = 1, at: datetime = AT) -> Versioned[object]:
    return Versioned(talent(), version, at)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 3), st.integers(0, 3))
def test_two_states_have_one_tag_only_when_they_are_one(
    version: int, other: int, late: int, later: int
) -> None:
    one = stored(version, AT + timedelta(microseconds=late))
    two = stored(other, AT + timedelta(microseconds=later))
    assert (etag(one) == etag(two)) == ((version, late) == (other, later))


def test_what_was_deleted_and_made_anew_has_another_tag() -> None:
    assert etag(stored(1, AT)) != etag(stored(1, AT + timedelta(seconds=1)))


@pytest.mark.parametrize("header", ['"a"', '"x", "a"', 'W/"a"', "*", '"x",W/"a" ,"y"'])
def test_a_list_names_its_tags(header: str) -> None:
    assert names(header, '"a"')


@pytest.mark.parametrize("header", [None, "", '"b"', "a", '"A"'])
def test_a_list_names_nothing_else(header: str | None) -> None:
    assert not names(header, '"a"')


def test_the_right_version_may_be_changed() -> None:
    found = stored()
    for tag in (etag(found), "*", f'"x", {etag(found)}'):
        require_unchanged(found, Precondition(if_match=tag))


@pytest.mark.parametrize(
    ("precondition", "status", "code"),
    [
        (Precondition(), 428, "version_missing"),
        (Precondition(if_match='"7-0"'), 412, "version_changed"),
        (Precondition(if_none_match="*"), 412, "already_exists"),
    ],
)
def test_a_change_that_may_not_be_is_refused(
    precondition: Precondition, status: int, code: str
) -> None:
    with pytest.raises(ServiceError) as refused:
        require_unchanged(stored(), precondition)
    assert (refused.value.status, refused.value.code) == (status, code)


def test_a_weak_tag_is_no_version_to_write_over() -> None:
    found = stored()
    with pytest.raises(ServiceError, match="version_changed"):
        require_unchanged(found, Precondition(if_match=f"W/{etag(found)}"))


def test_what_is_not_there_cannot_be_matched() -> None:
    require_absent(Precondition(if_none_match="*"))
    with pytest.raises(ServiceError, match="version_changed"):
        require_absent(Precondition(if_match="*"))
