"""An answer: what a policy would have brought, with its interval, or why nobody can say."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from matcher.domain import Problem
from training.off_policy.contributions import Contributions, Values
from training.off_policy.diagnostics import Overlap, overlap
from training.off_policy.intervals import LEVEL, Interval, People, bootstrap


class Estimator(StrEnum):
    """By the names that the literature uses."""

    IPW = "ipw"
    SNIPW = "snipw"
    DM = "dm"
    DR = "dr"
    SNDR = "sndr"
    SIPS = "sips"
    IIPS = "iips"
    RIPS = "rips"
    CASCADE_DR = "cascade_dr"
    CASCADE_DM = "cascade_dm"

    @property
    def corrected(self) -> bool:
        """Whether the log corrects what a model guesses.

        Drawing people anew shows how far a correction may be off. It does not show how wrong a
        model alone is, nor how much of what it says is chance: the same model answers each time.
        """
        return self not in {Estimator.DM, Estimator.CASCADE_DM}


class Refusal(StrEnum):
    """Codes of the reasons why there is no answer."""

    NO_LOG = "ope_no_log"
    MISSING_SUPPORT = "ope_missing_support"
    FEW_EFFECTIVE = "ope_few_effective"
    ONE_PERSON = "ope_one_person_outweighs"


class Caveat(StrEnum):
    """Codes of what belongs beside every use of an answer."""

    #: Seats are few: what one person gets another does not, so nobody's outcome is theirs alone.
    INTERFERENCE = "ope_people_interfere"
    #: Only candidates of the logged lists' pools can be ranked anew.
    WITHIN_POOL = "ope_within_pool"
    #: Only lists that were explored say anything of other lists.
    EXPLORED_ONLY = "ope_explored_only"
    #: Only so many places from the top are counted.
    FIRST_PLACES = "ope_first_places"
    #: A model's guess that the log did not correct: nobody knows how far it is off.
    MODEL_ALONE = "ope_model_alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Beyond what an estimate is not given.

    ``effective`` is the least effective number of people, ``unsupported`` the largest share of the
    new policy's choices that the log may be silent on, ``heaviest_share`` the largest share of all
    weight that one person may have.
    """

    effective: float = 50.0
    unsupported: float = 0.05
    heaviest_share: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An ``estimate`` with its ``interval``, or a ``refusal``; never both.

    Estimates that are not ``corrected`` have no interval. ``overlap`` is what the decision rests
    on, ``None`` for an empty log; ``caveats`` are never empty.
    """

    estimator: Estimator
    estimate: float | None
    interval: Interval | None
    refusal: Problem | None
    overlap: Overlap | None
    caveats: tuple[Problem, ...]

    @property
    def better(self) -> bool:
        """Whether it answers, and surely above zero: of a gain, that the new policy is better."""
        return self.interval is not None and self.interval.low > 0


def answer(
    estimator: Estimator,
    parts: Contributions,
    *,
    weights: Values,
    rng: np.random.Generator,
    people: People | None = None,
    limits: Limits | None = None,
    caveats: tuple[Problem, ...] = (),
    draws: int = 1000,
    level: float = LEVEL,
) -> Answer:
    """The estimate and its bootstrap interval over people, unless the log cannot bear it.

    A model's word alone comes without an interval, and says so. ``weights`` (n,) or (n, K) are the
    importance weights that the estimator leans on.
    """
    if not len(parts):
        return refused(estimator, Problem(Refusal.NO_LOG), caveats=caveats)
    found = overlap(weights, people=people)
    reason = refuse(found, limits or Limits())
    if reason is not None:
        return refused(estimator, reason, found=found, caveats=caveats)
    alone = () if estimator.corrected else (Problem(Caveat.MODEL_ALONE),)
    drawn = None
    if estimator.corrected:
        drawn = bootstrap(parts, rng, people=people, draws=draws, level=level)
    return Answer(
        estimator=estimator,
        estimate=parts.value,
        interval=drawn,
        refusal=None,
        overlap=found,
        caveats=(Problem(Caveat.INTERFERENCE), *caveats, *alone),
    )


def refuse(found: Overlap, limits: Limits) -> Problem | None:
    """Why there is no answer, or ``None``: support first, then how many speak, then how evenly."""
    if found.unsupported > limits.unsupported:
        return Problem(Refusal.MISSING_SUPPORT, _against(found.unsupported, limits.unsupported))
    if found.effective < limits.effective:
        return Problem(Refusal.FEW_EFFECTIVE, _against(found.effective, limits.effective))
    if found.heaviest_share > limits.heaviest_share:
        return Problem(Refusal.ONE_PERSON, _against(found.heaviest_share, limits.heaviest_share))
    return None


def refused(
    estimator: Estimator,
    reason: Problem,
    *,
    found: Overlap | None = None,
    caveats: tuple[Problem, ...] = (),
) -> Answer:
    """No estimate, and the reason."""
    return Answer(
        estimator=estimator,
        estimate=None,
        interval=None,
        refusal=reason,
        overlap=found,
        caveats=(Problem(Caveat.INTERFERENCE), *caveats),
    )


def _against(found: float, limit: float) -> Mapping[str, float]:
    return {"found": round(found, 4), "limit": limit}
