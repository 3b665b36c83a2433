"""Rows: a small training set with what the test cares about."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.features import feature_list
from matcher.ranking.glass_box import GlassBox, Term
from training.data.training_set import TrainingSet

BEST = "genre_affinity"


def rows(
    *, people: int = 40, lists: int = 2, items: int = 6, seed: int = 1, **columns: Any
) -> TrainingSet:
    """Each of ``people`` sees ``lists`` lists of ``items`` offers; cells are drawn, grades follow
    the genre's cell so that a model that reads it is good."""
    random = np.random.default_rng(seed)
    features = feature_list()
    count = people * lists * items
    cells = np.column_stack([random.integers(0, f.cells + 1, count) for f in features.features])
    grade = (cells[:, features.index[BEST]] // 5).astype(np.int8)
    person = np.repeat(np.arange(people, dtype=np.int32), lists * items)
    made: dict[str, Any] = {
        "side": Side.TALENT,
        "features": features,
        "talent_ids": np.array([f"tal-{n}" for n in range(people)]),
        "offer_ids": np.array([f"off-{n}" for n in range(items)]),
        "cells": cells.astype(np.uint8),
        "target": (grade / 4).astype(np.float32),
        "grade": grade,
        "weight": np.ones(count, dtype=np.float32),
        "looked": np.ones(count, dtype=np.float32),
        "censored": np.zeros(count, dtype=bool),
        "slate": np.repeat(np.arange(people * lists, dtype=np.int32), items),
        "position": np.tile(np.arange(1, items + 1, dtype=np.int16), people * lists),
        "propensity": np.ones(count),
        "talent": person,
        "offer": np.tile(np.arange(items, dtype=np.int32), people * lists),
        "at": np.full(count, np.datetime64("2026-09-01T12:00:00", "s")),
    }
    return TrainingSet(**{**made, **columns})


def reading(weight: float) -> GlassBox:
    """A model that reads the genre alone, ``weight`` log-odds from its worst cell to its best."""
    features = feature_list()
    cells = features.features[features.index[BEST]].cells
    curve: NDArray[np.float64] = np.linspace(0, weight, cells + 1) - weight / 2
    term = Term((BEST,), dict.fromkeys(Side, curve))
    return GlassBox(features, (term,), dict.fromkeys(Side, 0.0))
