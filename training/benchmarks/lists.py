"""Lists in long rows: nDCG of each, when every row carries the number of its list."""

import numpy as np
from numpy.typing import NDArray

from training import metrics


def listed_ndcg(
    lists: NDArray[np.integer],
    scores: NDArray[np.float64],
    grades: NDArray[np.integer],
    *,
    fewest: int = 1,
) -> metrics.Values:
    """nDCG@10 of each list of at least ``fewest`` rows, by number; NaN where no grade is above 0.

    ``lists``, ``scores`` and ``grades`` are a value for each row; rows of a list need not stand
    together.
    """
    numbers, which, lengths = np.unique(lists, return_inverse=True, return_counts=True)
    order = np.argsort(which, kind="stable")
    column = np.empty(len(order), dtype=np.intp)
    column[order] = np.arange(len(order)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    shape = (len(numbers), int(lengths.max()))
    wide, graded = np.full(shape, -np.inf), np.zeros(shape, dtype=np.int64)
    wide[which, column], graded[which, column] = scores, grades
    enough = lengths >= fewest
    return metrics.ndcg(wide[enough], graded[enough])
