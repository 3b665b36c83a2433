"""Figures: what an evaluation says about a model, with intervals, as plain values."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from matcher.domain import Side

#: How sure intervals are, and how probable a group's loss must be to hold a candidate back, where
#: nothing else is chosen.
LEVEL = 0.95
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over ``people`` with its interval; NaN where it was not or cannot be measured.

    On the providers' side ``people`` are those who decide: organisations. Of a group they are
    talents on both sides.
    """

    value: float
    low: float = math.nan
    high: float = math.nan
    people: int = 0


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows whose predicted probability was alike: what was predicted, what came, how many."""

    predicted: float
    observed: float
    rows: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is to be believed of a group's difference when all groups are read at once.

    ``value`` with ``low`` and ``high`` is the difference drawn towards that of all people,
    ``chance`` the probability that the group loses more than ``margin``. ``findable`` is the true
    loss that would hold a candidate back four times of five: what is smaller may go unseen.
    """

    value: float
    low: float
    high: float
    margin: float
    chance: float
    findable: float


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure for one group of people; without a figure it is hidden, being small.

    ``dimension`` is what the people were grouped by (``municipality``), ``name`` the group.
    ``figure`` is the candidate's, ``difference`` its lead over the model that serves, person by
    person, each with an interval of its own, and ``surplus`` what is predicted on average minus
    what came.
    """

    dimension: str
    name: str
    figure: Figure | None = None
    difference: Figure | None = None
    surplus: float = math.nan
    standing: Standing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFigures:
    """One model on one side: its measures by name, its calibration."""

    rows: int
    people: int
    measures: Mapping[str, Figure]
    reliability: tuple[Bin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The candidate beside the model that serves, on the same held-out rows of one side.

    ``differences`` are the candidate's measures minus the serving model's, paired by person.
    ``primary`` names the measure that decides and that the cells show. ``unchanged`` is true where
    both models say the same of everything on this side.
    """

    candidate: SideFigures
    serving: SideFigures
    differences: Mapping[str, Figure]
    primary: str
    cells: tuple[Cell, ...] = ()
    unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that was measured: a trial a side, and how far the data has moved.

    ``candidate`` and ``serving`` are models' hashes, ``since`` and ``until`` the held-out time.
    ``drift`` is the population stability index by what it is of. ``looking_back`` is true where
    the candidate serves already, so that ``serving`` is what served before it. ``level`` is that of
    all intervals, ``sure`` how probable a group's loss must be to be held against the candidate.
    ``audited`` is the share of people measured on whom an audit tells of, ``None`` without one.
    ``cut_short`` says that the log begins after an earlier one: of lists that a model did not make
    itself, its behaviour tells by a part of what people had chosen.
    """

    candidate: str
    serving: str
    since: str
    until: str
    trials: Mapping[Side, Trial]
    drift: Mapping[str, float] = field(default_factory=dict)
    looking_back: bool = False
    level: float = LEVEL
    sure: float = SURE
    audited: float | None = None
    cut_short: bool = False

    def document(self) -> dict[str, Any]:
        """As JSON has it: what is not a number becomes null."""
        return dict(plain(asdict(self)))


def plain(value: Any) -> Any:
    """``value`` as JSON has it: keys are text, sequences lists, NaN and infinities null."""
    if isinstance(value, Mapping):
        return {str(key): plain(held) for key, held in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(held) for held in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
