"""Learning: from a log to a candidate, measured beside the model that serves."""

from training.learn.config import LearnConfig
from training.learn.examining import Examined, Swaps
from training.learn.learning import Learner, Stage, examine_anew, learn

__all__ = [
    "Examined",
    "LearnConfig",
    "Learner",
    "Stage",
    "Swaps",
    "examine_anew",
    "learn",
]
