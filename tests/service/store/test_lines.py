"""Lines: equal rows make equal lines, and a line gives its row back."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Float, Integer, LargeBinary, MetaData, String, Table
from sqlmodel.sql.sqltypes import UTCDateTime

from matcher.domain import FreeTag
from service.store.columns import Codes, FreeTags
from service.store.lines import line_of, row_of

TABLE = Table(
    "every_kind",
    MetaData(),
    Column("text", String),
    Column("number", Float),
    Column("count", Integer),
    Column("day", Date),
    Column("moment", UTCDateTime()),
    Column("bytes", LargeBinary),
    Column("codes", Codes),
    Column("tags", FreeTags),
)
TEXTS = st.text(st.characters(codec="utf-8"))
ROWS = st.fixed_dictionaries(
    {
        "text": st.none() | TEXTS,
        "number": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "count": st.none() | st.integers(-(2**63), 2**63 - 1),
        "day": st.none() | st.dates(),
        "moment": st.none() | st.datetimes(timezones=st.just(UTC)),
        "bytes": st.none() | st.binary(),
        "codes": st.lists(TEXTS),
        "tags": st.lists(st.builds(FreeTag, TEXTS, TEXTS)),
    }
)


@given(row=ROWS)
def test_a_line_gives_its_row_back(row: dict[str, Any]) -> None:
    line = line_of(row)
    assert line.count(b"\n") == 1
    assert row_of(line, TABLE) == row
    assert line_of(row_of(line, TABLE)) == line


def test_the_order_of_the_columns_makes_no_difference() -> None:
    assert line_of({"a": 1, "b": date(2026, 9, 1)}) == line_of({"b": date(2026, 9, 1), "a": 1})


def test_zero_has_one_sign() -> None:
    assert line_of({"number": -0.0}) == line_of({"number": 0.0})


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_cannot_hold_is_an_error(number: float) -> None:
    with pytest.raises(TypeError):
        line_of({"number": number})


def test_a_moment_keeps_its_place_in_time() -> None:
    there = timezone(timedelta(hours=2))
    line = line_of({"moment": datetime(2026, 9, 1, 14, tzinfo=there)})
    assert b"2026-09-01T14:00:00+02:00" in line
