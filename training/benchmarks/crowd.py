"""A crowd: the demo town's people and offers, drawn again and mixed until there are enough."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import numpy as np

Row = dict[str, str]

_MIXED_TALENT = ("municipality", "roles", "genres", "level", "goals", "formats", "max_travel_km")
_MIXED_OFFER = ("municipality", "genres", "times", "open_to", "level_min", "price_dkk")
_LONGEST_WAIT_DAYS = 300


def write_crowd(
    folder: Path, *, people: int, offers: int, today: date, rng: np.random.Generator
) -> None:
    """Write the three spreadsheets with ``people`` and ``offers``, all offers open on ``today``.

    Each row takes its texts from one row of the demo town and its other cells from several.
    """
    organisations = _rows("organisations")
    _write(folder / "organisations.csv", organisations)
    _write(folder / "talents.csv", _mixed(_rows("talents"), people, _MIXED_TALENT, rng))
    drawn = _mixed(_rows("offers"), offers, _MIXED_OFFER, rng)
    _write(folder / "offers.csv", (_opened(row, today, rng) for row in drawn))


def _rows(name: str) -> list[Row]:
    table = files("fixtures.town") / f"{name}.csv"
    with table.open(encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def _mixed(
    rows: Sequence[Row], count: int, mixed: Iterable[str], rng: np.random.Generator
) -> list[Row]:
    base = rng.integers(len(rows), size=count)
    other = {name: rng.integers(len(rows), size=count) for name in mixed}
    return [
        rows[base[n]]
        | {name: rows[places[n]][name] for name, places in other.items()}
        | {"id": f"crowd-{n}"}
        for n in range(count)
    ]


def _opened(row: Row, today: date, rng: np.random.Generator) -> Row:
    deadline = today + timedelta(days=int(rng.integers(1, _LONGEST_WAIT_DAYS)))
    start = deadline + timedelta(days=14)
    levels = {"level_min": row["level_min"], "level_max": "5" if row["level_min"] else ""}
    dates = {"deadline": deadline, "start_date": start, "end_date": start}
    stated = {name: day.isoformat() for name, day in dates.items()}
    return row | levels | stated | {"status": "published"}


def _write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(listed[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(listed)
