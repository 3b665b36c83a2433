"""The configuration of a simulated world: sizes, strengths and biases, as plain numbers."""

from dataclasses import dataclass, field
from datetime import date

PARTNERSHIP = frozenset({"0163", "0165", "0175", "0183", "0190", "0217", "0259", "0260", "0265"})
"""The nine municipalities that the issue names; most simulated people live in one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """Who looks how far down a list: P(position k is looked at) = k^-η, η a person's own.

    η is drawn from a gamma distribution with this mean and shape; a high η is little patience.
    """

    mean: float = 0.7
    shape: float = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bias:
    """The imbalance of the history (needs.md, N27–N29); 0 everywhere is a fair history.

    ``unlikely`` is by which factor fewer girls play the roles and genres in question.
    ``discouraged`` is the share of their true wish to join such an offer that girls do not act
    on, ``turned_down`` what providers of such offers take off their log-odds. None of the three
    is part of what the truth says that people want.
    """

    unlikely: float = 0.45
    discouraged: float = 0.35
    turned_down: float = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What moves: standard deviations of a year's random walks, in units of the music map."""

    taste: float = 0.35
    fashion: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldConfig:
    """Everything about a world but its seed.

    ``people``, ``offers`` and ``organisations`` are how many there are on ``start``;
    ``new_people`` and ``new_offers`` come every week as shares of these. ``visits`` is the mean
    number of visits a person and week. ``wanted`` and ``accepted`` are the means that the two
    sides' probabilities are set to over pairs at random.
    """

    people: int = 1_000
    offers: int = 200
    organisations: int = 60
    start: date = date(2026, 1, 5)
    new_people: float = 0.01
    new_offers: float = 0.06
    visits: float = 0.5
    wanted: float = 0.12
    accepted: float = 0.6
    attention: Attention = field(default_factory=Attention)
    bias: Bias = field(default_factory=Bias)
    drift: Drift = field(default_factory=Drift)
