"""Attention and reaction: how far people look down a list, and what they do with what they see."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from training.simulate.config import Attention
from training.simulate.music import Floats

_APPLIES = 0.6
_SAVES = 0.25
_HIDES = 0.12


class Deed(IntEnum):
    """What somebody did about an offer that was shown, the most telling only."""

    NOTHING = 0
    VIEWED = 1
    SAVED = 2
    APPLIED = 3


@dataclass(frozen=True, eq=False, slots=True)
class Reactions:
    """``deed`` holds values of ``Deed``, ``hidden`` who put it away for good after a look."""

    deed: NDArray[np.int8]
    hidden: NDArray[np.bool_]


def examination(position: NDArray[np.integer], attention: Attention) -> Floats:
    """The known curve: the share of all visits in which a position (from 1) is looked at.

    The mean of k^-η over a gamma distribution of η, in closed form.
    """
    scale = attention.mean / attention.shape
    share: Floats = (1 + scale * np.log(position)) ** -attention.shape
    return share


def looked(
    position: NDArray[np.integer], impatience: Floats, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Who looked at which position, drawn from each person's own curve."""
    seen: NDArray[np.bool_] = rng.random(len(position)) < position.astype(float) ** -impatience
    return seen


def react(acts: Floats, seen: NDArray[np.bool_], rng: np.random.Generator) -> Reactions:
    """What is done about what was ``seen`` by people who act on it with probability ``acts``."""
    luck = rng.random(len(acts))
    applies, saves = _APPLIES * acts, (_APPLIES + _SAVES) * acts
    views = np.maximum(0.03 + 0.9 * acts**0.7, saves)
    deed = (luck < views).astype(np.int8) + (luck < saves) + (luck < applies)
    deed = np.where(seen, deed, 0).astype(np.int8)
    put_away = rng.random(len(acts)) < _HIDES * (1 - acts) ** 3
    return Reactions(deed, (deed == Deed.VIEWED) & put_away)
