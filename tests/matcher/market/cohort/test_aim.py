"""Tests of aims: what is wrong with one by itself."""

import pytest

from matcher.market.cohort import Aim, AimKind, repeated, unusable


@pytest.mark.parametrize(
    ("aim", "code"),
    [
        (Aim(kind=AimKind.NEWCOMER), "aim_without_bound"),
        (Aim(kind=AimKind.NEWCOMER, least=3, most=2), "aim_bounds_crossed"),
        (Aim(kind=AimKind.LEVEL, least=1), "aim_band_wrong"),
        (Aim(kind=AimKind.AGE, low=18, high=15, least=1), "aim_band_wrong"),
        (Aim(kind=AimKind.NEWCOMER, low=1, least=1), "aim_band_wrong"),
        (Aim(kind=AimKind.ROLE, least=1), "aim_code_wrong"),
        (Aim(kind=AimKind.SIZE, code="0217", least=1), "aim_code_wrong"),
    ],
)
def test_an_aim_that_cannot_be_used_says_why(aim: Aim, code: str) -> None:
    found = unusable(aim)
    assert found is not None
    assert found.code == code


def test_aims_that_count_something_each_are_usable() -> None:
    aims = (
        Aim(kind=AimKind.MUNICIPALITY, most=2),
        Aim(kind=AimKind.MUNICIPALITY, code="0217", least=1),
        Aim(kind=AimKind.AGE, low=15, least=2),
    )
    assert not any(map(unusable, aims))
    assert repeated(aims) is None


def test_counting_the_same_twice_is_found() -> None:
    aims = (Aim(kind=AimKind.NEWCOMER, least=1), Aim(kind=AimKind.NEWCOMER, most=3))
    assert repeated(aims) == 1
