"""Allowed features: what a model may read of people and offers, each agreed on by a person.

The list is kept apart from the features themselves: whoever adds one there has to put it here too,
and to answer whether it tells of age, gender, origin, health or faith, or stands in for it.
"""

import csv
from functools import cache
from importlib.resources import files

from matcher.features import feature_list


@cache
def allowed() -> frozenset[str]:
    """The names that a model may read."""
    table = files("training.registry") / "data" / "allowed_features.csv"
    with table.open(encoding="utf-8") as stream:
        return frozenset(row["name"] for row in csv.DictReader(stream, delimiter=";"))


def own_features() -> tuple[str, ...]:
    """The names of this release's features, which every model of it is over."""
    return tuple(feature.name for feature in feature_list().features)
