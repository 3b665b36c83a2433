"""A feature: the one list of all that may rank, with its meaning and allowed direction."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side


class Monotone(StrEnum):
    """What raising a feature may do to a side's score."""

    UP = "up"
    DOWN = "down"
    FREE = "free"
    UNUSED = ""


class Source(StrEnum):
    """Whose property a feature is."""

    TALENT = "talent"
    OFFER = "offer"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Feature:
    """One line of the list.

    Values between ``low`` and ``high`` are cut into ``cells`` equal cells (values outside count
    as the outermost), so that a value becomes a small number; a missing value is cell 0 of its own.
    ``monotone`` says for each side what raising the value may do to its score.
    """

    name: str
    source: Source
    monotone: dict[Side, Monotone]
    unit: str
    low: float
    high: float
    cells: int
    meaning_da: str
    meaning_en: str

    def centres(self) -> NDArray[np.float64]:
        """The value in the middle of each cell, shape (cells,)."""
        step = (self.high - self.low) / self.cells
        return self.low + step * np.arange(0.5, self.cells, dtype=np.float64)


@dataclass(frozen=True)
class FeatureList:
    """All features, in a fixed order; an artefact names it by ``hash``."""

    features: tuple[Feature, ...]

    @cached_property
    def index(self) -> dict[str, int]:
        """Name to place."""
        return {feature.name: place for place, feature in enumerate(self.features)}

    @cached_property
    def hash(self) -> str:
        """Of everything that changes what a cell means."""
        lines = (
            f"{f.name}|{f.low}|{f.high}|{f.cells}|{sorted(f.monotone.items())}"
            for f in self.features
        )
        return sha256("\n".join(lines).encode()).hexdigest()[:16]

    def discretise(self, values: NDArray[np.float32]) -> NDArray[np.int32]:
        """Cells of ``values``, shape (features, n), both ways; NaN becomes 0."""
        scaled = values * self._scale
        scaled += self._shift
        # These two take the bound where the value is missing, and are fast whatever is missing.
        np.fmax(scaled, 1, out=scaled)
        np.fmin(scaled, self._top, out=scaled)
        cells = scaled.astype(np.int32)
        cells *= ~np.isnan(values)
        return cells

    @cached_property
    def _scale(self) -> NDArray[np.float32]:
        return self._column([f.cells / (f.high - f.low) for f in self.features])

    @cached_property
    def _shift(self) -> NDArray[np.float32]:
        return self._column([1 - f.low * f.cells / (f.high - f.low) for f in self.features])

    @cached_property
    def _top(self) -> NDArray[np.float32]:
        return self._column([feature.cells for feature in self.features])

    @staticmethod
    def _column(numbers: Sequence[float]) -> NDArray[np.float32]:
        return np.array(numbers, dtype=np.float32)[:, None]


@cache
def feature_list() -> FeatureList:
    """The packaged list, ``data/features.csv``."""
    return packaged_features("features")


def packaged_features(name: str) -> FeatureList:
    """The list ``data/NAME.csv``: of talents with offers, of peers, or of partners."""
    table = files("matcher.features") / "data" / f"{name}.csv"
    with table.open(encoding="utf-8") as stream:
        rows = csv.DictReader(stream, delimiter=";")
        return FeatureList(tuple(_feature(row) for row in rows))


def _feature(row: dict[str, str]) -> Feature:
    return Feature(
        name=row["name"],
        source=Source(row["source"]),
        monotone={
            Side.TALENT: Monotone(row["wants"]),
            Side.PROVIDER: Monotone(row["taken"]),
        },
        unit=row["unit"],
        low=float(row["low"]),
        high=float(row["high"]),
        cells=int(row["cells"]),
        meaning_da=row["meaning_da"],
        meaning_en=row["meaning_en"],
    )
