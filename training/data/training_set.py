"""A training set: what one side was shown and what it made of it, as columns."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.features import FeatureList


@dataclass(frozen=True, eq=False, kw_only=True)
class TrainingSet:
    """One row a decision that a side could make about the other, all columns of length n.

    ``cells`` are the discrete values as they were when the list was made, shape (n, features),
    0 for missing. ``target`` in [0, 1] is how much the side wanted it, ``grade`` the same as a
    small whole number (0 nothing … 4 took part and liked it, for ranking metrics). ``weight``
    makes up for what was seldom shown or seldom looked at, already clipped; ``looked`` is the
    part of it that is the chance that the row was looked at. ``censored`` rows are too young to
    say. ``slate``, ``talent`` and ``offer`` are numbers: a group of rows that stood in one list,
    and places in ``talent_ids`` and ``offer_ids``. ``position`` counts from 1. ``at`` is UTC to
    the second.
    """

    side: Side
    features: FeatureList
    talent_ids: NDArray[np.str_]
    offer_ids: NDArray[np.str_]
    cells: NDArray[np.uint8]
    target: NDArray[np.float32]
    grade: NDArray[np.int8]
    weight: NDArray[np.float32]
    looked: NDArray[np.float32]
    censored: NDArray[np.bool_]
    slate: NDArray[np.int32]
    position: NDArray[np.int16]
    propensity: NDArray[np.float64]
    talent: NDArray[np.int32]
    offer: NDArray[np.int32]
    at: NDArray[np.datetime64]

    def __len__(self) -> int:
        return len(self.target)

    def keep(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "TrainingSet":
        """The same with only ``rows``, a mask or places."""
        columns = {name: getattr(self, name)[rows] for name in COLUMNS}
        return replace(self, **columns)


COLUMNS = tuple(
    field.name
    for field in fields(TrainingSet)
    if field.name not in {"side", "features", "talent_ids", "offer_ids"}
)
