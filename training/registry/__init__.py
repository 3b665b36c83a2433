"""The registry: the models there are, what was measured of each, and which one serves."""

from training.registry.candidate import Candidate
from training.registry.card import card
from training.registry.figures import (
    Bin,
    Cell,
    Evaluation,
    Figure,
    SideFigures,
    Standing,
    Trial,
    plain,
)
from training.registry.gate import Checks, Finding, Margins, Verdict, judge
from training.registry.kept import Kept
from training.registry.looks import Measured
from training.registry.pointer import Serving
from training.registry.refusal import RegistryRefused
from training.registry.registry import Registry
from training.registry.sheet import DataSheet
from training.registry.standing import SliceConfig

__all__ = [
    "Bin",
    "Candidate",
    "Cell",
    "Checks",
    "DataSheet",
    "Evaluation",
    "Figure",
    "Finding",
    "Kept",
    "Margins",
    "Measured",
    "Registry",
    "RegistryRefused",
    "Serving",
    "SideFigures",
    "SliceConfig",
    "Standing",
    "Trial",
    "Verdict",
    "card",
    "judge",
    "plain",
]
