"""Tests of how much memory an import takes: no more for a long file than for a short one."""

import tracemalloc
from pathlib import Path

from sqlalchemy import Engine

from matcher.vocabulary import load
from tests.service.exchange.folders import previewed, write

WARM_UP = {"talents.csv": "id;name;genres;bio\nw;W;pop|rock;x\n"}


def peak_of(engine: Engine, folder: Path, rows: int) -> int:
    """The peak of memory, in bytes, of previewing that many rows."""
    lines = (f"t{number};Navn {number};pop|rock;{'ord ' * 200}" for number in range(rows))
    write(folder, {"talents.csv": "\n".join(["id;name;genres;bio", *lines, ""])})
    tracemalloc.start()
    previewed(engine, folder, listed=10)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_a_file_four_times_as_long_takes_no_more_memory(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    assert load()
    previewed(sqlite_engine, write(tmp_path, WARM_UP))
    short = peak_of(sqlite_engine, tmp_path, rows=2_000)
    long = peak_of(sqlite_engine, tmp_path, rows=8_000)
    assert long < 1.5 * short
