"""Tests of the small readers: dates, numbers, lists and the guard against formulas."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.intake.dates import read_date
from matcher.intake.guard import guard, unguard
from matcher.intake.lists import join, split
from matcher.intake.numbers import read_number, write_number

ITEMS = st.lists(
    st.text(min_size=1, max_size=8).map(str.strip).filter(bool), unique=True, max_size=5
)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-14",
        "2026/11/14",
        "2026-11-14T00:00:00",
        "14-11-2026",
        "14.11.2026",
        "14/11-2026",
        "14/11/2026",
        "14. 11. 2026",
        "14. november 2026",
        "14 Nov 2026",
        "14. nov. 2026",
        "den 14. november 2026",
    ],
)
def test_a_date_may_be_written_as_people_do(text: str) -> None:
    assert read_date(text) == date(2026, 11, 14)


@pytest.mark.parametrize("month", ["maj", "may", "MAJ"])
def test_months_are_known_in_both_languages(month: str) -> None:
    assert read_date(f"3. {month} 2026") == date(2026, 5, 3)


@pytest.mark.parametrize(
    "text",
    [
        "14-11-26",
        "31-02-2026",
        "11-14-2026",
        "2026-W46-6",
        "i morgen",
        "3. flubber 2026",
        "20261114",
    ],
)
def test_what_names_no_day_is_no_date(text: str) -> None:
    assert read_date(text) is None


@given(st.dates())
def test_an_iso_date_is_read_back(day: date) -> None:
    assert read_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1250", 1250),
        ("1250,5", 1250.5),
        ("1250.5", 1250.5),
        ("1.250,50", 1250.5),
        ("1.250", 1250),
        ("1.250.000", 1_250_000),
        ("1 250", 1250),
        ("kr. 1.250,-", 1250),
        ("1250 kr.", 1250),
        ("DKK 300", 300),
        ("0,75", 0.75),
        ("0.125", 0.125),
        ("1.25", 1.25),
        ("-5", -5),
    ],
)
def test_a_number_may_be_written_as_people_do(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["", "gratis", "1,2,3", "12 x", "1e5", "nan", "٣", "1,250.50"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


@given(st.floats(0, 1e9, allow_subnormal=False), st.booleans())
def test_a_number_is_read_back_exactly(value: float, comma: bool) -> None:
    assert read_number(write_number(value, comma=comma)) == value


def test_a_list_keeps_its_order_and_no_item_twice() -> None:
    assert split(" pop | rock|pop||jazz ") == ("pop", "rock", "jazz")


def test_a_lone_backslash_is_a_sign_like_any_other() -> None:
    assert split("AC\\DC|x") == ("AC\\DC", "x")


@given(ITEMS)
def test_a_list_is_read_back(items: list[str]) -> None:
    assert split(join(items)) == tuple(items)


@pytest.mark.parametrize("text", ["=1+1", "+45 12", "-5", "@you", "＝1", "'=1", "''+x"])
def test_a_cell_that_would_be_computed_is_guarded(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "'t Hart", "a=b", "''", "5-3"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert guard(text) == text == unguard(text)


@given(st.text(alphabet="'=+-@a\t\n ＝", max_size=6))
def test_the_guard_comes_off_again(text: str) -> None:
    assert unguard(guard(text)) == text
