"""Tests of the table of permissions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.auth import (
    NOBODY,
    TABLE,
    Action,
    Principal,
    Role,
    Scope,
    Target,
    allowed,
    require,
    require_role,
    scope,
)
from service.errors import ServiceError

TARGETS = st.builds(
    Target,
    owners=st.frozensets(st.sampled_from(["tal-1", "org-1", "org-2"])),
    is_open=st.booleans(),
    municipality=st.sampled_from([None, "0217", "0265"]),
)


def principal(
    role: Role, *, subject: str | None = None, municipalities: frozenset[str] = frozenset()
) -> Principal:
    return Principal(role=role, key="k", subject=subject, municipalities=municipalities)


@given(st.sampled_from(list(Action)), st.sampled_from(list(Role)), TARGETS)
def test_what_the_table_does_not_name_is_not_allowed(
    action: Action, role: Role, target: Target
) -> None:
    if role not in TABLE[action]:
        assert scope(role, action) is Scope.NONE
        assert not allowed(principal(role, subject="tal-1"), action, target=target)


@given(st.sampled_from(list(Action)), TARGETS)
def test_an_admin_may_everything(action: Action, target: Target) -> None:
    assert allowed(principal(Role.ADMIN), action, target=target)


@given(st.sampled_from(list(Action)), TARGETS)
def test_a_limited_coordinator_may_nothing_that_an_unlimited_one_may_not(
    action: Action, target: Target
) -> None:
    limited = principal(Role.COORDINATOR, municipalities=frozenset({"0217"}))
    if allowed(limited, action, target=target):
        assert allowed(principal(Role.COORDINATOR), action, target=target)


@given(TARGETS)
def test_own_is_what_one_owns(target: Target) -> None:
    talent = principal(Role.TALENT, subject="tal-1")
    assert allowed(talent, Action.READ_TALENT, target=target) == ("tal-1" in target.owners)


def test_an_owner_without_a_subject_owns_nothing() -> None:
    assert not allowed(principal(Role.TALENT), Action.READ_TALENT, target=Target())


@given(TARGETS)
def test_an_area_without_a_place_is_nobodys(target: Target) -> None:
    limited = principal(Role.COORDINATOR, municipalities=frozenset({"0217"}))
    assert allowed(limited, Action.READ_TALENT, target=target) == (target.municipality == "0217")


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        (NOBODY, 401, "key_missing"),
        (principal(Role.READER), 403, "not_allowed"),
        (principal(Role.COORDINATOR, municipalities=frozenset({"0217"})), 403, "key_limited"),
    ],
)
def test_a_role_that_may_never_is_told_so(who: Principal, status: int, code: str) -> None:
    with pytest.raises(ServiceError) as refused:
        require_role(who, Action.EXPORT)
    assert (refused.value.status, refused.value.code) == (status, code)


def test_a_role_that_may_with_its_own_is_let_through_to_be_asked_again() -> None:
    talent = principal(Role.TALENT, subject="tal-1")
    require_role(talent, Action.READ_TALENT)
    with pytest.raises(ServiceError, match="not_yours"):
        require(talent, Action.READ_TALENT, target=Target(owners=frozenset({"tal-2"})))
