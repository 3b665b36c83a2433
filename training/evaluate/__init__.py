"""Evaluation: how good a model is, for whom, and who gets seen; with intervals, as values."""

from training.evaluate.config import EvaluationConfig
from training.evaluate.groups import Grouping, declared, groupings, newcomers
from training.evaluate.page import page
from training.evaluate.trial import PRIMARY, Around, predicted, tried

__all__ = [
    "PRIMARY",
    "Around",
    "EvaluationConfig",
    "Grouping",
    "declared",
    "groupings",
    "newcomers",
    "page",
    "predicted",
    "tried",
]
