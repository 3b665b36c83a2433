"""The closed form that serves: how each choice follows from the same person's other choices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

from matcher.features.behaviour import FEWEST_PEOPLE, MOST_DIRECTIONS
from training.behaviour.reading import Matrix, Sparse

_TINY = 1e-9
_LEAST = 1e-6
_FEW = 4
_SEED = 0


@dataclass(frozen=True, eq=False, slots=True)
class Choices:
    """Rows are choices (n): ``means`` of what was chosen over its tokens, ``weight``, ``talent``.

    ``people`` is people × choices, each choice with its weight.
    """

    means: Sparse
    weight: NDArray[np.float64]
    talent: NDArray[np.intp]
    people: Sparse

    @property
    def sums(self) -> Sparse:
        """People × tokens: what each person's choices say in all."""
        return self.people @ self.means

    @property
    def totals(self) -> NDArray[np.float64]:
        """The weight of each person's choices."""
        return np.asarray(self.people.sum(axis=1)).ravel()

    @property
    def usual(self) -> NDArray[np.float64]:
        """The mean choice: shape (tokens,)."""
        return self.means.T @ self.weight / max(float(self.weight.sum()), _TINY)


@dataclass(frozen=True, eq=False, slots=True)
class Learned:
    """``says`` and ``draws`` are (tokens, directions); ``together`` (tokens, tokens) as told of."""

    says: Matrix
    draws: Matrix
    together: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedForm:
    """How vectors are learned from choices.

    ``l2`` is relative to the mean diagonal of the Gram matrix. ``activity``: a person counts with
    (what they chose)^−activity. ``fewest`` people besides any one of them must stand behind every
    two tokens: whoever is among them and reads what was learned meets so many others.
    """

    directions: int = 24
    l2: float = 3.0
    activity: float = 0.5
    fewest: int = FEWEST_PEOPLE

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for fewer people than may be told of, or too wide vectors."""
        if self.fewest < FEWEST_PEOPLE or not 0 < self.directions <= MOST_DIRECTIONS:
            raise ValueError(f"fewest={self.fewest}, directions={self.directions}")

    def learn(self, choices: Choices) -> Learned:
        """The vectors, the same every time; no directions where nothing goes together.

        Steps: 1. ridge regression of each choice on the person's *other* choices, as how it
        differs from what is usually chosen; 2. what too few people did is set to 0 on both sides
        of it; 3. a truncated singular value decomposition, tokens weighed by how common they are.
        It takes some six dense float64 matrices of tokens × tokens.
        """
        beside, together = (found > self.fewest for found in shared(choices))
        weights = self._weights(choices, beside=beside, together=together)
        says, draws = _factors(weights, choices.usual, self.directions)
        return Learned(says, draws, together)

    def _weights(
        self, choices: Choices, *, beside: NDArray[np.bool_], together: NDArray[np.bool_]
    ) -> Matrix:
        """Tokens × tokens, by which one choice tells of another.

        With x the sum of a person's choices, m their weight, and w·t a choice: the Gram matrix is
        the sum of w·(x − w·t)(x − w·t)ᵀ, the products that of w·(x − w·t)(t − usual)ᵀ, both in the
        closed form of leaving one out, and each person weighed by m^−activity.
        """
        sums, totals, means, weight = choices.sums, choices.totals, choices.means, choices.weight
        counts = np.where(totals > 0, np.maximum(totals, _TINY) ** -self.activity, 0.0)
        share, squares = counts[choices.talent], _squares(choices)
        gram = _product(sums, counts * totals, sums)
        cross = _product(sums, counts, squares)
        gram += _product(means, share * weight**3, means) - cross - cross.T
        products = _product(sums, counts, sums) - _product(means, share * weight**2, means)
        met = sums.T @ (counts * totals) - means.T @ (share * weight**2)
        products -= np.outer(met, choices.usual)
        products[~together] = 0
        ridged = _ridged(gram, beside, l2=self.l2)
        return np.linalg.solve(ridged, products).astype(np.float64)


def choices_of(
    means: Sparse, weight: NDArray[np.float64], talent: NDArray[np.intp], *, people: int
) -> Choices:
    """Choices by ``talent``, numbers below ``people``; those of weight 0 say nothing."""
    shape = (people, len(weight))
    by_people = csr_matrix((weight, (talent, np.arange(len(weight)))), shape=shape)
    by_people.eliminate_zeros()
    return Choices(means, weight, talent, by_people)


def shared(choices: Choices) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of how many people each two tokens tell something: two of shape (tokens, tokens).

    The first counts those who chose both beside a third thing, which is who stands behind a cell
    of the Gram matrix. The second counts those who chose both in different offers, who stand
    behind a cell of the products; of a token with itself, those who chose it twice.
    """
    tokens = (choices.means > 0).astype(np.int64)
    each = (choices.people > 0).astype(np.int64)
    counts = (each @ tokens).tocsr()
    made = np.asarray(each.sum(axis=1)).ravel()
    chosen = choices.weight > 0
    once = _rows(tokens.multiply((counts == 1)[choices.talent]), chosen)
    both = _both(counts > 0)
    # Of two choices one alone is beside the other: both tokens must be of the same.
    in_one = _both(_rows(tokens, chosen & (made == 2)[choices.talent]))
    in_one -= _both(_rows(counts == 2, made == 2))
    return _both(_rows(counts > 0, made > 2)) + in_one, both - _both(once)


def _rows(matrix: Sparse, kept: NDArray[np.bool_]) -> Sparse:
    return matrix.tocsr()[np.flatnonzero(kept)]


def _both(rows: Sparse) -> NDArray[np.int64]:
    ones = rows.astype(np.int64)
    found: NDArray[np.int64] = (ones.T @ ones).toarray()
    return found


def _squares(choices: Choices) -> Sparse:
    """People × tokens: the sum of w²·t."""
    return choices.people.multiply(choices.weight).tocsr() @ choices.means


def _product(left: Sparse, weight: NDArray[np.float64], right: Sparse) -> Matrix:
    """leftᵀ · diag(weight) · right, dense."""
    product: Matrix = (left.multiply(weight[:, None]).tocsr().T @ right).toarray()
    return product


def _ridged(gram: Matrix, told: NDArray[np.bool_], *, l2: float) -> Matrix:
    """``gram`` where it may be told, with its ridge; changed in place.

    What is left out goes to the diagonals of both tokens instead, so that the matrix stays
    positive: x_a² + x_b² is never below 2·x_a·x_b.
    """
    diagonal = np.diag_indices_from(gram)
    kept = gram[diagonal]
    mean = max(float(kept.mean()), _TINY)
    hidden = np.where(told, 0.0, np.abs(gram)).sum(axis=1) - np.where(told[diagonal], 0.0, kept)
    gram[~told] = 0
    gram[diagonal] = kept + hidden + l2 * mean
    return gram


def _factors(weights: Matrix, usual: NDArray[np.float64], directions: int) -> tuple[Matrix, Matrix]:
    """In and out vectors whose products are nearest to ``weights`` where people choose.

    Eckart & Young 1936, for the matrix weighed from both sides by the root of how usual tokens
    are. Signs are set so that the largest cell of each direction is positive.
    """
    root = np.sqrt(np.maximum(usual, _TINY))
    left, values, right = _decomposed(root[:, None] * weights * root, directions)
    largest = np.abs(left).argmax(axis=0)
    signs = np.sign(left[largest, np.arange(len(values))]) * np.sqrt(values)
    return left * signs / root[:, None], right * signs / root[:, None]


def _decomposed(matrix: Matrix, directions: int) -> tuple[Matrix, NDArray[np.float64], Matrix]:
    """The foremost singular vectors in columns, and their values, from the largest on."""
    count = len(matrix)
    if not matrix.any():
        return np.zeros((count, 0)), np.zeros(0), np.zeros((count, 0))
    if count <= _FEW * directions:
        left, values, right = np.linalg.svd(matrix)
    else:
        # Any start will do that is no symmetry of the matrix, if it is the same every time.
        start = np.random.default_rng(_SEED).standard_normal(count)
        left, values, right = svds(matrix, k=directions, v0=start, rng=_SEED)
    order = np.argsort(-values, kind="stable")[:directions]
    order = order[values[order] > values[order[0]] * _LEAST]
    return left[:, order], values[order], right[order].T
