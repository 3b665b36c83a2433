"""Rankings: how well a model orders the lists that people were shown, measured by ir-measures."""

from collections.abc import Mapping
from dataclasses import dataclass

import ir_measures
import numpy as np
from numpy.typing import NDArray

from training.evaluate.config import EvaluationConfig

Values = NDArray[np.float64]
Places = NDArray[np.intp]

#: The exponential gain of Burges et al. (2005): a list is won by what people loved.
GAINS = {grade: 2**grade - 1 for grade in range(1, 5)}
RANKINGS = ("ndcg", "recall", "reciprocal_rank")


@dataclass(frozen=True, eq=False)
class Lists:
    """Rows in the order of a model: sorted by list, within it by score, best first.

    ``rows`` are the rows' places, ``list_of`` the list of each and ``rank`` its rank from 1, all
    shape (n,). ``names`` are the lists' numbers, in order.
    """

    rows: Places
    list_of: Places
    rank: Places
    names: NDArray[np.int32]


def ordered(scores: Values, lists: NDArray[np.int32], *, seed: int) -> Lists:
    """Each list by falling score; equal scores stand in an order that the seed draws.

    Not by the logged position: a model that cannot tell items apart would inherit the ranking of
    the one that made the list.
    """
    chance = np.random.default_rng(seed).random(len(scores))
    rows = np.lexsort((chance, -scores, lists))
    names, list_of, sizes = np.unique(lists[rows], return_inverse=True, return_counts=True)
    first = np.cumsum(sizes) - sizes
    return Lists(rows, list_of, np.arange(len(rows)) - first[list_of] + 1, names)


def measured(
    order: Lists, grades: NDArray[np.int8], *, config: EvaluationConfig
) -> Mapping[str, Values]:
    """For each measure of ``RANKINGS`` a value a list, NaN where nothing in it is relevant.

    nDCG and recall at ``config.depth``, and the reciprocal rank. nDCG counts every grade, the
    other two what is graded ``config.relevant`` or more.
    """
    graded = grades[order.rows].astype(np.int64)
    judged, found = _as_trec(order, graded)
    values: dict[str, Values] = {name: np.full(len(order.names), np.nan) for name in RANKINGS}
    measures = _measures(config)
    evaluator = ir_measures.pytrec_eval.evaluator(list(measures), judged)
    for metric in evaluator.iter_calc(found):
        values[measures[metric.measure]][int(metric.query_id)] = metric.value
    best = np.zeros(len(order.names), dtype=np.int64)
    np.maximum.at(best, order.list_of, graded)
    for name in ("recall", "reciprocal_rank"):
        values[name][best < config.relevant] = np.nan
    return values


def corrected(
    order: Lists, grades: NDArray[np.int8], looked: Values, *, config: EvaluationConfig
) -> tuple[Values, Values]:
    """How far up the good things stand, as if every place had been looked at alike.

    The inverse-propensity DCG of Agarwal, Takatsu, Zaitsev & Joachims (SIGIR 2019), to be
    normalised by its own weights: each row's gain over the chance ``looked`` (n,) that its logged
    place was looked at, times the discount of its rank down to ``config.depth``. Answers each
    list's sum and the weight that it is a sum of. What was done at a place where few look counts
    for those who did not get there, so that the ranking that was logged has no advantage.
    """
    gain = np.exp2(grades.astype(np.float64)) - 1
    weight = (gain / np.maximum(looked, config.least_looked))[order.rows]
    discount = np.where(order.rank <= config.depth, 1 / np.log2(1 + order.rank), 0.0)
    lists = len(order.names)
    total = np.bincount(order.list_of, weights=weight * discount, minlength=lists)
    mass = np.bincount(order.list_of, weights=weight, minlength=lists)
    return total.astype(np.float64), mass.astype(np.float64)


def by_person(values: Values, person: Places, *, people: int) -> Values:
    """The mean over each person's lists, NaN for who has none; ``person`` is one a list."""
    known = ~np.isnan(values)
    total = np.bincount(person[known], weights=values[known], minlength=people)
    count = np.bincount(person[known], minlength=people)
    return np.divide(total, count, out=np.full(people, np.nan), where=count > 0)


def _measures(config: EvaluationConfig) -> Mapping[ir_measures.Measure, str]:
    return {
        ir_measures.nDCG(gains=GAINS) @ config.depth: "ndcg",
        ir_measures.R(rel=config.relevant) @ config.depth: "recall",
        ir_measures.RR(rel=config.relevant): "reciprocal_rank",
    }


def _as_trec(
    order: Lists, graded: NDArray[np.int64]
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, float]]]:
    """Judgments and run by list, of the lists in which anything is graded above 0.

    An item is named by its rank and scored by what is left below it, so that nothing is tied:
    trec_eval would order ties by name.
    """
    ends = np.flatnonzero(np.diff(order.list_of, append=-1)) + 1
    starts = np.concatenate(([0], ends[:-1])) if len(ends) else ends
    longest = int((ends - starts).max(initial=0))
    names = [str(place) for place in range(longest)]
    falling = [float(longest - place) for place in range(longest)]
    any_good = np.add.reduceat(graded, starts) > 0 if len(starts) else np.zeros(0, dtype=bool)
    judged, found = {}, {}
    for number in np.flatnonzero(any_good).tolist():
        of_list = graded[starts[number] : ends[number]].tolist()
        judged[str(number)] = dict(zip(names, of_list, strict=False))
        found[str(number)] = dict(zip(names, falling[: len(of_list)], strict=False))
    return judged, found
