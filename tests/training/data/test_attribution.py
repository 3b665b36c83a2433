"""A deed answers the list it names, else the last showing before it, within its time."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from training.data.attribution import NOWHERE, Moment, attributed

Line = tuple[int, int, int]


def moments(*lines: Line) -> Moment:
    """Each line a pair, a list and a time."""
    pair, slate, at = np.array(lines, dtype=np.int64).reshape(-1, 3).T
    return Moment(pair, slate.astype(np.int32), at)


def rows(done: Moment, shown: Moment, window: int = 100) -> list[int]:
    found: list[int] = attributed(done, shown, window=np.full(len(done), window)).tolist()
    return found


def test_the_last_showing_before_the_deed_is_answered() -> None:
    shown = moments((1, 0, 10), (1, 1, 20), (1, 2, 30))
    assert rows(moments((1, -1, 25)), shown) == [1]


def test_a_showing_at_the_same_moment_counts() -> None:
    assert rows(moments((1, -1, 10)), moments((1, 0, 10))) == [0]


def test_the_list_that_is_named_goes_before_a_later_one() -> None:
    shown = moments((1, 7, 10), (1, 8, 20))
    assert rows(moments((1, 7, 25)), shown) == [0]


def test_a_named_list_without_the_pair_says_nothing() -> None:
    shown = moments((1, 7, 10), (2, 8, 20))
    assert rows(moments((1, 8, 25)), shown) == [0]


def test_a_named_list_that_is_too_long_ago_says_nothing() -> None:
    shown = moments((1, 7, 10), (1, 8, 150))
    assert rows(moments((1, 7, 160)), shown) == [1]


def test_another_pair_is_not_answered() -> None:
    assert rows(moments((2, -1, 25)), moments((1, 0, 10))) == [NOWHERE]


def test_what_comes_before_the_showing_does_not_answer_it() -> None:
    assert rows(moments((1, -1, 9)), moments((1, 0, 10))) == [NOWHERE]


def test_what_comes_after_the_window_does_not_answer() -> None:
    assert rows(moments((1, -1, 110), (1, -1, 111)), moments((1, 0, 10))) == [0, NOWHERE]


def test_nothing_answers_nothing() -> None:
    assert rows(moments(), moments((1, 0, 10))) == []
    assert rows(moments((1, 0, 10)), moments()) == [NOWHERE]


LINES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 40)), max_size=25, unique=True
)


@settings(max_examples=150, deadline=None)
@given(LINES, LINES)
def test_it_is_what_looking_through_all_showings_finds(shown: list[Line], done: list[Line]) -> None:
    one_each = list({(pair, slate): (pair, slate, at) for pair, slate, at in shown}.values())
    deeds = [(pair, slate - 1, at) for pair, slate, at in done]
    found = rows(moments(*deeds), moments(*one_each), window=15)
    for (pair, slate, at), row in zip(deeds, found, strict=True):
        fits = [line for line in one_each if line[0] == pair and 0 <= at - line[2] <= 15]
        named = [line for line in fits if line[1] == slate]
        expected = named or [line for line in fits if line[2] == max(f[2] for f in fits)]
        assert (row == NOWHERE and not expected) or one_each[row] in expected
