"""The fit: what people did moves the priors, in one convex problem, to a glass box."""

from training.fit.block import Block
from training.fit.calibration import Calibration
from training.fit.compiling import glass_box
from training.fit.fitted import Fitted, Intercept
from training.fit.glass_box_ranker import GlassBoxRanker
from training.fit.side import FitConfig, FittedSide, Shape, fit_side, side_blocks

__all__ = [
    "Block",
    "Calibration",
    "FitConfig",
    "Fitted",
    "FittedSide",
    "GlassBoxRanker",
    "Intercept",
    "Shape",
    "fit_side",
    "glass_box",
    "side_blocks",
]
