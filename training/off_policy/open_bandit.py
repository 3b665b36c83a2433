"""Open Bandit: the small public logs of two policies of a shop, each telling of the other.

Saito et al., "Open Bandit Dataset and Pipeline", NeurIPS 2021 (data tracks). A row is one item at
one of three positions, with the probability of that item *at that position*; so a row is a choice
of its own, with its position as what is known of the situation. Neither policy looks at the user.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.off_policy.contributions import Values
from training.off_policy.doubly_robust import RewardGuess
from training.off_policy.inverse_propensity import LoggedChoices

POSITIONS = 3
FOLDS = 3
#: How many impressions at the common rate an item's own click rate is pulled by.
PULL = 300.0


class Shown(StrEnum):
    """Who chose the items: drawn evenly, or by Bernoulli Thompson sampling."""

    RANDOM = "random"
    BTS = "bts"


@dataclass(frozen=True, eq=False, slots=True)
class OpenLog:
    """The n rows of a log: ``click`` 0 or 1, ``item``, ``position`` from 0, ``propensity``."""

    click: Values
    item: NDArray[np.intp]
    position: NDArray[np.intp]
    propensity: Values

    def __len__(self) -> int:
        return len(self.click)


def read_open_log(folder: Path, shown: Shown, *, campaign: str) -> OpenLog:
    """One of the files; ``campaign`` is men or women. Raises ``FileNotFoundError``."""
    with open_log_file(folder, shown, campaign=campaign).open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return OpenLog(
        np.array([float(row["click"]) for row in rows]),
        np.array([int(row["item_id"]) for row in rows], dtype=np.intp),
        np.array([int(row["position"]) - 1 for row in rows], dtype=np.intp),
        np.array([float(row["propensity_score"]) for row in rows]),
    )


def open_log_file(folder: Path, shown: Shown, *, campaign: str) -> Path:
    """Where that file lies."""
    return folder / shown / campaign / f"{campaign}.csv"


def average_policy(log: OpenLog, items: int) -> Values:
    """How often the log's policy put each item at each position, (positions, items).

    Thompson sampling changed from hour to hour and the file has its probabilities for logged items
    only; the share of impressions is what it did on average, without the bias of averaging over
    what was chosen.
    """
    counts = np.zeros((POSITIONS, items))
    np.add.at(counts, (log.position, log.item), 1.0)
    return counts / counts.sum(axis=1, keepdims=True)


def even_policy(items: int) -> Values:
    """Every item as likely at every position, (positions, items)."""
    return np.full((POSITIONS, items), 1.0 / items)


def choices(log: OpenLog, policy: Values) -> LoggedChoices:
    """The rows as choices that ``policy`` (positions, items) might have made."""
    return LoggedChoices(log.click, log.propensity, policy[log.position, log.item])


def guess(log: OpenLog, policy: Values) -> RewardGuess:
    """Each item's click rate on the other folds, pulled towards the common one."""
    fold = np.arange(len(log)) % FOLDS
    logged, expected = np.zeros(len(log)), np.zeros(len(log))
    for held in range(FOLDS):
        rate = _rates(log, fold != held, items=policy.shape[1])
        rows = fold == held
        logged[rows] = rate[log.item[rows]]
        expected[rows] = (policy @ rate)[log.position[rows]]
    return RewardGuess(logged, expected)


def _rates(log: OpenLog, rows: NDArray[np.bool_], *, items: int) -> Values:
    shown = np.bincount(log.item[rows], minlength=items)
    clicked = np.bincount(log.item[rows], weights=log.click[rows], minlength=items)
    common = clicked.sum() / shown.sum()
    return (clicked + PULL * common) / (shown + PULL)
