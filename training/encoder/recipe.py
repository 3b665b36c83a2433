"""Recipe: every choice that makes the encoder what it is."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The defaults are those of the packaged encoder, chosen on the validation data alone.

    ``width`` of a vector; ``steps`` of ``sentences`` translated sentences each (a quarter of them
    at random and the rest their nearest, so that the wrong answers are hard), ``words`` of the
    dictionary, ``ours`` of our own pairs, ``glosses``, and ``fits``. ``scale`` is the inverse
    temperature of translation, ``fit_scale`` that of fitting; ``softness`` how much of a target
    is the teacher's opinion. ``as_pieces`` is the share of texts read in pieces of words,
    ``dropped`` the share of tokens that a text loses when people and offers meet. ``distil``,
    ``fit`` and ``theme`` weigh the losses against translation.
    """

    seed: int = 20261122
    width: int = 384
    steps: int = 1400
    sentences: int = 2048
    ours: int = 256
    words: int = 768
    glosses: int = 512
    fits: int = 160
    rate: float = 0.02
    warmup: int = 50
    scale: float = 30.0
    fit_scale: float = 15.0
    softness: float = 0.2
    as_pieces: float = 0.3
    dropped: float = 0.3
    distil: float = 8.0
    fit: float = 1.0
    theme: float = 0.5

    def stated(self) -> dict[str, Any]:
        """Every choice by its name."""
        return asdict(self)
