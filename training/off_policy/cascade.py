"""Cascade doubly robust: lists read from the top, with a model of what is still to come."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.off_policy.contributions import Contributions, Values, plain
from training.off_policy.slates import LoggedSlates


@dataclass(frozen=True, eq=False, slots=True)
class CascadeGuess:
    """What a model says of the reward from each place on, (n, K) both.

    ``logged`` is Q of the logged item given those above it; ``expected`` the mean of the same Q
    over what the new policy would put there, given the same items above. Any Q leaves the estimate
    unbiased so long as the two belong together.
    """

    logged: Values
    expected: Values


def cascade_dr(log: LoggedSlates, guess: CascadeGuess) -> Contributions:
    """Σ over places of w(1..k)·(r − Q) + w(1..k−1)·E[Q].

    Kiyohara et al., WSDM 2022. Unbiased where ``rips`` is, and varies less the better
    the model; with Q = 0 it is ``rips``.
    """
    weight = log.prefix_weight
    above = np.column_stack((np.ones(len(weight)), weight[:, :-1]))
    correction = weight * (log.reward - guess.logged) + above * guess.expected
    return Contributions(np.zeros(len(weight)), correction, np.ones_like(weight))


def cascade_direct(guess: CascadeGuess) -> Contributions:
    """The model's word alone: what it expects from the first place on."""
    return plain(guess.expected[:, 0])


@dataclass(frozen=True, eq=False, slots=True)
class CascadeStates:
    """What the model of ``fitted_guess`` may look at.

    ``state`` (n, K, F) describes who looks and what stands above each place, ``action`` (n, K) is
    the logged item's number in 0..A−1, ``choice`` (n, K, A) how likely the new policy puts each
    item there given those above (rows sum to 1).
    """

    state: Values
    action: NDArray[np.intp]
    choice: Values


def fitted_guess(
    states: CascadeStates, reward: Values, *, fold: NDArray[np.intp], ridge: float = 1.0
) -> CascadeGuess:
    """Q learned backwards from the last place, always on the other folds.

    Kiyohara et al., WSDM 2022; the recursion is fitted Q evaluation (Le, Voloshin &
    Yue, ICML 2019). For k = K..1: 1. the target is the place's reward plus what the next place is
    expected to bring; 2. for each item a ridge regression of it on the state; 3. ``expected`` is
    its mean under ``choice``. ``fold`` (n,) keeps a person's rows together.
    """
    logged, expected = np.zeros(reward.shape), np.zeros(reward.shape)
    for held in np.unique(fold):
        rows, others = np.flatnonzero(fold == held), np.flatnonzero(fold != held)
        ahead = np.zeros(len(reward))
        for place in reversed(range(reward.shape[1])):
            at = states.state[:, place]
            coefficients = _per_action(
                at[others],
                states.action[others, place],
                target=(reward[:, place] + ahead)[others],
                actions=states.choice.shape[2],
                ridge=ridge,
            )
            guess = at @ coefficients
            ahead = (states.choice[:, place] * guess).sum(axis=1)
            logged[rows, place] = guess[rows, states.action[rows, place]]
            expected[rows, place] = ahead[rows]
    return CascadeGuess(logged, expected)


def _per_action(
    state: Values, action: NDArray[np.intp], *, target: Values, actions: int, ridge: float
) -> Values:
    """Coefficients (F, A), pulled towards the mean of all targets through the first feature."""
    mean = target.mean() if len(target) else 0.0
    penalty = ridge * np.eye(state.shape[1])
    coefficients = np.empty((state.shape[1], actions))
    for item in range(actions):
        own = state[action == item]
        left = own.T @ own + penalty
        coefficients[:, item] = np.linalg.solve(left, own.T @ (target[action == item] - mean))
    coefficients[0] += mean
    return coefficients
