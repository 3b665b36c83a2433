"""Columns grow, replace, forget and use rows again."""

import numpy as np

from matcher.features.columns import Column, Columns

LAYOUT = {"level": Column(np.float32, empty=float("nan")), "genres": Column(np.int16, 2, -1)}


def _put(columns: Columns, *ids: str, level: float = 1) -> None:
    count = len(ids)
    batch = {"level": np.full(count, level), "genres": np.zeros((count, 2))}
    columns.put(ids, batch)


def test_a_row_is_found_by_its_id() -> None:
    columns = Columns(LAYOUT)
    _put(columns, "a", "b", level=3)
    assert columns["level"][columns.row_of["b"]] == 3
    assert columns["live"].tolist() == [True, True]


def test_putting_again_replaces_in_place() -> None:
    columns = Columns(LAYOUT)
    _put(columns, "a", level=3)
    _put(columns, "a", level=4)
    assert columns["level"].tolist() == [4]


def test_rows_stay_when_the_arrays_grow() -> None:
    columns = Columns(LAYOUT)
    for place in range(500):
        _put(columns, f"id-{place}", level=place)
    assert columns["level"].tolist() == list(range(500))


def test_one_column_of_known_rows_is_amended() -> None:
    columns = Columns(LAYOUT)
    _put(columns, "a", "b", "c", level=3)
    columns.amend("level", ["c", "unknown", "a"], values=np.array([7, 8, 9]))
    assert columns["level"].tolist() == [9, 3, 7]
    assert "unknown" not in columns.row_of


def test_an_exchanged_column_begins_empty_and_the_others_stay() -> None:
    columns = Columns(LAYOUT)
    _put(columns, "a", "b", level=3)
    columns.exchange("level", Column(np.int8, 4))
    assert columns["level"].tolist() == [[0] * 4] * 2
    assert columns["live"].all()
    columns.put(["c"], {"level": np.ones((1, 4)), "genres": np.zeros((1, 2))})
    assert columns["level"][columns.row_of["c"]].tolist() == [1] * 4


def test_a_dropped_row_is_empty_and_used_again() -> None:
    columns = Columns(LAYOUT)
    _put(columns, "a", "b")
    columns.drop(["a", "unknown"])
    assert not columns["live"][0]
    assert np.isnan(columns["level"][0])
    assert columns["genres"][0].tolist() == [-1, -1]
    _put(columns, "c", level=7)
    assert columns.row_of["c"] == 0
    assert columns.ids == ["c", "b"]
