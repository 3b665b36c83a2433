"""From a log: the lists that one model explored, as arrays that tell of another policy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Problem
from matcher.features import FeatureList, feature_list
from training.data import Log
from training.off_policy.answer import Answer, Caveat, Estimator, Limits, answer
from training.off_policy.cascade import CascadeGuess, cascade_direct, cascade_dr
from training.off_policy.contributions import Contributions, Values
from training.off_policy.intervals import LEVEL
from training.off_policy.logged_lists import EvidenceConfig, LoggedList, logged_lists
from training.off_policy.policies import ListChances, Policy, list_chances
from training.off_policy.problems import BadLog
from training.off_policy.slates import LoggedSlates, SlatePropensities, iips, rips, sips


@dataclass(frozen=True, eq=False, slots=True)
class Evidence:
    """n lists as the estimators want them, whose they are, (n,), and a guess for cascade-DR.

    ``without`` counts lists of the log that say nothing: not explored, or not as the rules of the
    pool say.
    """

    log: LoggedSlates
    guess: CascadeGuess
    people: NDArray[np.str_]
    without: int


def evidence(
    log: Log,
    policy: Policy,
    *,
    config: EvidenceConfig | None = None,
    features: FeatureList | None = None,
) -> Evidence:
    """What the talents' own lists in ``log`` tell of ``policy``.

    The log must be newer than what the policy learned from, or it praises what it knows by heart.
    Rewards are the graded targets of the talent's side. Steps: 1. explored lists that are old
    enough, with their pools; 2. the new policy's chances of the logged lists; 3. a guess of what
    each place brings: the policy's own belief times how much the place brought on other people's
    lists.
    """
    told = config or EvidenceConfig()
    lists, without = logged_lists(log, config=told, features=features or feature_list())
    chances = [_chances(policy, one, told) for one in lists]
    slates = _slates(lists, chances, told)
    people = np.array([one.talent for one in lists], dtype=np.str_)
    believed = [policy.relevance(one.pool) for one in lists]
    guess = _guess(lists, chances, believed=believed, people=people, reward=slates.reward)
    return Evidence(slates, guess, people, without)


def value(
    told: Evidence,
    rng: np.random.Generator,
    *,
    estimator: Estimator = Estimator.CASCADE_DR,
    limits: Limits | None = None,
) -> Answer:
    """What the first places of a list are worth under the policy: Σ of rewards, a list's mean."""
    parts, weights = _estimate(told, estimator), _weights(told, estimator)
    return _answered(told, parts, estimator, weights=weights, rng=rng, limits=limits)


def gain(
    told: Evidence,
    over: Evidence,
    *,
    rng: np.random.Generator,
    estimator: Estimator = Estimator.CASCADE_DR,
    limits: Limits | None = None,
    level: float = LEVEL,
) -> Answer:
    """How much more than under the policy of ``over``; ``better`` when surely above 0.

    Both are estimated from the same lists, which have to support the one as well as the other, and
    the same people are drawn anew for both: a policy gains nothing over itself. Compare with what
    would serve, not with what was logged: lists that an older model made are soon bettered.
    Raises ``BadLog`` where the two are not of the same lists.
    """
    if not _of_the_same_lists(told, over):
        raise BadLog(Problem("ope_lists_differ"))
    parts = _estimate(told, estimator).less(_estimate(over, estimator))
    weights = np.hstack([_weights(told, estimator), _weights(over, estimator)])
    return _answered(told, parts, estimator, weights=weights, rng=rng, limits=limits, level=level)


def _of_the_same_lists(one: Evidence, other: Evidence) -> bool:
    mine, theirs = one.log, other.log
    return (
        np.array_equal(one.people, other.people)
        and np.array_equal(mine.reward, theirs.reward)
        and np.array_equal(mine.logging.prefix, theirs.logging.prefix)
    )


def _weights(told: Evidence, estimator: Estimator) -> Values:
    places = estimator is Estimator.IIPS
    return told.log.place_weight if places else told.log.prefix_weight


def _estimate(told: Evidence, estimator: Estimator) -> Contributions:
    """Raises ``KeyError`` for an estimator of single items."""
    return {
        Estimator.SIPS: lambda: sips(told.log),
        Estimator.IIPS: lambda: iips(told.log),
        Estimator.RIPS: lambda: rips(told.log),
        Estimator.CASCADE_DR: lambda: cascade_dr(told.log, told.guess),
        Estimator.CASCADE_DM: lambda: cascade_direct(told.guess),
    }[estimator]()


def _answered(
    told: Evidence,
    parts: Contributions,
    estimator: Estimator,
    *,
    weights: Values,
    rng: np.random.Generator,
    limits: Limits | None,
    level: float = LEVEL,
) -> Answer:
    return answer(
        estimator,
        parts,
        weights=weights,
        rng=rng,
        people=told.people,
        limits=limits,
        level=level,
        caveats=(
            Problem(Caveat.WITHIN_POOL),
            Problem(Caveat.EXPLORED_ONLY, {"lists": len(told.people), "without": told.without}),
            Problem(Caveat.FIRST_PLACES, {"places": told.log.reward.shape[1]}),
        ),
    )


def _chances(policy: Policy, one: LoggedList, config: EvidenceConfig) -> ListChances:
    return list_chances(policy.strengths(one.pool), one.pool.shown, by_place=config.by_place)


def _slates(
    lists: list[LoggedList], chances: list[ListChances], config: EvidenceConfig
) -> LoggedSlates:
    shape = (len(lists), config.first)
    logged = _padded([one.prefix for one in lists], shape, repeat=True)
    likely = _padded([one.prefix for one in chances], shape, repeat=True)
    at_place = [one.at_place for one in chances if one.at_place is not None]
    there = _padded(at_place, shape, fill=1.0) if len(at_place) == len(lists) else None
    here = _padded([one.at_place for one in lists], shape, fill=1.0)
    return LoggedSlates(
        _padded([one.reward for one in lists], shape),
        SlatePropensities(logged[:, -1], here, logged),
        SlatePropensities(likely[:, -1], there, likely),
    )


def _padded(
    rows: list[Values], shape: tuple[int, int], *, fill: float = 0.0, repeat: bool = False
) -> Values:
    """Rows of different lengths as one array, filled up, or with their last value repeated."""
    whole = np.full(shape, fill)
    for row, values in zip(whole, rows, strict=True):
        row[: len(values)] = values
        if repeat:
            row[len(values) :] = values[-1]
    return whole


def _guess(
    lists: list[LoggedList],
    chances: list[ListChances],
    *,
    believed: list[Values],
    people: NDArray[np.str_],
    reward: Values,
) -> CascadeGuess:
    """Q of an item is the belief in it times what belief in its place brought on the lists of the
    other half of the people; what follows is valued at the mean belief of what may come next."""
    shown = [belief[one.pool.shown] for belief, one in zip(believed, lists, strict=True)]
    coming = [one.choice @ belief for one, belief in zip(chances, believed, strict=True)]
    here, mean = _padded(shown, reward.shape), _padded(coming, reward.shape)
    there = _padded([np.ones(len(one)) for one in shown], reward.shape)
    half = np.unique(people, return_inverse=True)[1].reshape(-1) % 2
    brings = np.empty(reward.shape)
    for held in (0, 1):
        others = half != held
        total = here[others].sum(axis=0)
        rate = np.divide(reward[others].sum(axis=0), total, np.zeros_like(total), where=total > 0)
        brings[half == held] = rate
    brings *= there
    after = brings[:, ::-1].cumsum(axis=1)[:, ::-1] - brings
    return CascadeGuess(brings * here + after * mean, (brings + after) * mean)
