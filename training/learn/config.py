"""The config of learning: what is chosen before a log is opened, with units."""

from dataclasses import dataclass, field

from training.behaviour.learning import BehaviourConfig
from training.data import SetConfig
from training.evaluate.config import EvaluationConfig
from training.fit import FitConfig
from training.learn.concentration import ConcentrationConfig
from training.registry import Margins


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnConfig:
    """How a candidate is made from a log, and judged.

    The newest ``held_out_days`` of the log, at most half of it, are not learned from but measured
    on. A jump of an organisation's share within the last ``fresh_days`` holds a candidate back; an
    older one has been seen by somebody. With ``set_jumps_aside`` neither is learned from. Jumps are
    looked for in the whole log; learned from and measured on are its last ``remembered_days``, if
    a number is given, so that a jump does not count again once it is the oldest that is remembered.
    """

    held_out_days: float = 14.0
    fresh_days: float = 7.0
    set_jumps_aside: bool = True
    remembered_days: float | None = None
    behaviour: BehaviourConfig | None = field(default_factory=BehaviourConfig)
    sets: SetConfig = field(default_factory=SetConfig)
    fit: FitConfig = field(default_factory=FitConfig)
    evaluation: EvaluationConfig = field(default_factory=EvaluationConfig)
    concentration: ConcentrationConfig = field(default_factory=ConcentrationConfig)
    margins: Margins = field(default_factory=Margins)
