"""Tests of days, numbers and kroner."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.vocabulary import Language
from service.i18n import day, kilometres, kroner, listing, number, percent
from service.i18n.figures import moment

DA, EN = Language.DA, Language.EN


@pytest.mark.parametrize(
    ("value", "da", "en"),
    [
        (0, "0 kr.", "DKK 0"),
        (150, "150 kr.", "DKK 150"),
        (1250.5, "1.250,50 kr.", "DKK 1,250.50"),
        (1_000_000, "1.000.000 kr.", "DKK 1,000,000"),
        (0.05, "0,05 kr.", "DKK 0.05"),
    ],
)
def test_kroner_have_oere_only_where_there_are_any(value: float, da: str, en: str) -> None:
    assert (kroner(value, lang=DA), kroner(value, lang=EN)) == (da, en)


@pytest.mark.parametrize(
    ("value", "da", "en"),
    [(3, "3", "3"), (1234.5, "1.234,5", "1,234.5"), (0.25, "0,25", "0.25"), (-2.0, "-2", "-2")],
)
def test_numbers_have_as_many_decimals_as_they_need(value: float, da: str, en: str) -> None:
    assert (number(value, lang=DA), number(value, lang=EN)) == (da, en)


@pytest.mark.parametrize(
    ("value", "da"), [(0, "0 km"), (4.2, "4,2 km"), (9.96, "10 km"), (41.7, "42 km")]
)
def test_kilometres_are_as_exact_as_anybody_knows(value: float, da: str) -> None:
    assert kilometres(value, lang=DA) == da


def test_a_share_is_told_in_percent() -> None:
    assert (percent(0.126, lang=DA), percent(0.126, lang=EN)) == ("13 %", "13%")
    assert percent(0.0048, lang=DA, decimals=2) == "0,48 %"


def test_days_are_written_out() -> None:
    value = date(2026, 3, 1)
    assert (day(value, lang=DA), day(value, lang=EN)) == ("1. marts 2026", "1 March 2026")


def test_moments_have_their_hour() -> None:
    value = datetime(2026, 3, 1, 8, 5, tzinfo=UTC)
    told = (moment(value, lang=DA), moment(value, lang=EN))
    assert told == ("1. marts 2026 kl. 08:05", "1 March 2026 at 08:05")


@given(st.dates())
def test_every_day_can_be_said(value: date) -> None:
    assert str(value.year) in day(value, lang=DA)


@pytest.mark.parametrize(
    ("entries", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a og b"), (["a", "b", "c"], "a, b og c")],
)
def test_lists_end_with_and(entries: list[str], said: str) -> None:
    assert listing(entries, lang=DA) == said
