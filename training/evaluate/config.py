"""The config of an evaluation: how deep one looks, how sure one wants to be, who is too few."""

from dataclasses import dataclass, field

from training.registry.figures import LEVEL
from training.registry.standing import SliceConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationConfig:
    """``depth`` places of a list are looked at; a grade of ``relevant`` or more counts as good.

    Intervals come from ``draws`` resamples of people, of which the middle ``level`` is shown; all
    that is judged is judged at that level.
    Calibration is read in ``bins`` of as many rows each. Groups of fewer than ``small`` people are
    not shown; ``slices`` says how the others are read together. Places are taken to be looked at
    in ``least_looked`` of all cases or more. ``seed`` orders ties and resamples.
    """

    depth: int = 10
    relevant: int = 2
    draws: int = 1000
    level: float = LEVEL
    bins: int = 12
    small: int = 10
    slices: SliceConfig = field(default_factory=SliceConfig)
    least_looked: float = 0.1
    seed: int = 4
