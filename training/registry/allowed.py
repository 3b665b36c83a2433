"""Allowed features: what a model may read of people and offers, each agreed on by a person.

The list is kept apart from the features themselves: whoever adds one there has to put it here too,
and to answer what it tells of a person, also where it may stand in for age, gender, origin, health
or faith, and why it is allowed all the same.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from matcher.features import feature_list


@cache
def reasons() -> Mapping[str, tuple[str, str]]:
    """Of each feature that a model may read, what it tells of a person and why it is allowed."""
    table = files("training.registry") / "data" / "allowed_features.csv"
    with table.open(encoding="utf-8") as stream:
        rows = csv.DictReader(stream, delimiter=";", strict=True)
        return {row["name"]: (row["tells"], row["allowed_because"]) for row in rows}


def allowed() -> frozenset[str]:
    """The names that a model may read."""
    return frozenset(reasons())


def own_features() -> tuple[str, ...]:
    """The names of this release's features, which every model of it is over."""
    return tuple(feature.name for feature in feature_list().features)
