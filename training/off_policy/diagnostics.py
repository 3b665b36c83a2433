"""Diagnostics: how much of a log speaks about another policy, and how loudly a few rows do."""

from dataclasses import dataclass

import numpy as np

from training.off_policy.contributions import Values, by_place
from training.off_policy.intervals import People, person_numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How two policies overlap in a log.

    ``effective`` is how many people with equal weights would say as much (Kish 1965: (Σw)²/Σw²
    over people's summed weights, at the place where it is smallest). ``heaviest`` is the largest
    weight of a row, ``heaviest_share`` the largest share of all weight that one person has.
    ``mean_weight`` is 1 in expectation where the log supports everything the new policy does, less
    by just the share of it that the log does not (at the place where it is smallest); ``surely``
    is the upper end of its 95 % interval.
    """

    rows: int
    people: int
    effective: float
    heaviest: float
    heaviest_share: float
    mean_weight: float
    surely: float

    @property
    def unsupported(self) -> float:
        """The share of the new policy's choices that the log surely says nothing of."""
        return max(0.0, 1.0 - self.surely)


def overlap(weights: Values, *, people: People | None = None) -> Overlap:
    """Of importance weights, (n,) or (n, K); ``people`` (n,) says whose row it is."""
    weights = by_place(weights)
    numbers = person_numbers(people, len(weights))
    summed = np.column_stack([np.bincount(numbers, weights=place) for place in weights.T])
    means = summed.sum(axis=0) / len(weights)
    # The error of a mean over people who have different numbers of rows.
    rows = np.bincount(numbers)[:, None]
    errors = np.sqrt(((summed - means * rows) ** 2).sum(axis=0)) / len(weights)
    least = int(means.argmin())
    return Overlap(
        rows=len(weights),
        people=len(summed),
        effective=float(min(effective_size(place) for place in summed.T)),
        heaviest=float(weights.max()),
        heaviest_share=float(max(_largest_share(place) for place in summed.T)),
        mean_weight=float(means[least]),
        surely=float(means[least] + 1.96 * errors[least]),
    )


def effective_size(weights: Values) -> float:
    """Kish's effective sample size of non-negative weights (n,); 0 when all are 0."""
    squared = float((weights**2).sum())
    return float(weights.sum() ** 2 / squared) if squared > 0 else 0.0


def _largest_share(weights: Values) -> float:
    total = float(weights.sum())
    return float(weights.max()) / total if total > 0 else 1.0
