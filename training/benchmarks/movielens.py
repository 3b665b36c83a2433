"""MovieLens-100k: its ratings, split and scored as two published comparisons do it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from training import metrics
from training.behaviour import ItemModel
from training.behaviour.reading import Matrix, Sparse
from training.benchmarks.result import DataAbsent

USERS, ITEMS, PLACES = 943, 1682, 10
RATINGS_FILE = "u.data"

Places: TypeAlias = NDArray[np.intp]
Split: TypeAlias = "Callable[[Ratings, int], tuple[Ratings, Ratings]]"


@dataclass(frozen=True, eq=False, slots=True)
class Ratings:
    """Ratings from 1 to 5 in the file's order; users and items count from 0."""

    users: NDArray[np.int64]
    items: NDArray[np.int64]
    values: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.values)

    def at(self, places: Places) -> "Ratings":
        """Those at ``places``, in the order of the file."""
        kept = np.sort(places)
        return Ratings(self.users[kept], self.items[kept], self.values[kept])

    def matrix(self) -> Sparse:
        """Users × items in compressed rows, 0 where there is no rating."""
        return csr_matrix((self.values, (self.users, self.items)), shape=(USERS, ITEMS))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Task:
    """What to rank, and what is right: a train and a test matrix.

    A test item is right when rated ``liked`` or more, and nobody is offered what they rated
    ``liked`` or more in train: what they rated lower stays a candidate unless ``unseen_only``.
    With ``known_only`` items without a rating in train are not candidates.
    """

    train: Sparse
    test: Sparse
    liked: float
    known_only: bool

    def ndcg(self, model: ItemModel, *, unseen_only: bool = False) -> metrics.Values:
        """nDCG@10 of a fitted ``model`` for each user, NaN for users without a right item."""
        return self.ndcg_of(model.scores(self.train), unseen_only=unseen_only)

    def ndcg_of(self, scores: Matrix, *, unseen_only: bool = False) -> metrics.Values:
        """The same for scores of users × items."""
        seen = self.train.toarray()
        out = seen > 0 if unseen_only else seen >= self.liked
        if self.known_only:
            out |= ~(seen > 0).any(axis=0)
        right = (self.test.toarray() >= self.liked) & ~out
        return metrics.ndcg(np.where(out, -np.inf, scores), right.astype(np.int8), k=PLACES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """How one published comparison splits and what counts as liked there."""

    name: str
    split: Split
    seed: int
    liked: float
    known_only: bool

    def task(self, ratings: Ratings) -> Task:
        """The published split."""
        return self._task(ratings, self.seed)

    def validation(self, ratings: Ratings, folds: int) -> list[Task]:
        """``folds`` splits of the published train part alone, in the same manner."""
        train, _ = self.split(ratings, self.seed)
        return [self._task(train, seed) for seed in range(1, folds + 1)]

    def _task(self, ratings: Ratings, seed: int) -> Task:
        train, test = self.split(ratings, seed)
        return Task(
            train=train.matrix(), test=test.matrix(), liked=self.liked, known_only=self.known_only
        )


def read_ratings(data: Path | None) -> Ratings:
    """The ratings; ``data`` is the folder of public data, or the one with ``u.data`` itself."""
    shared = data or Path(__file__).parents[3] / "shared" / "data"
    places = (shared / "recommend" / "ml-100k" / RATINGS_FILE, shared / RATINGS_FILE)
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise DataAbsent(places[0])
    lines = np.loadtxt(found, dtype=np.int64)
    return Ratings(lines[:, 0] - 1, lines[:, 1] - 1, lines[:, 2].astype(np.float64))


def split_at_random(ratings: Ratings, seed: int) -> tuple[Ratings, Ratings]:
    """A fifth of all ratings to test, by a permutation (Cornac's ``RatioSplit``)."""
    order = np.random.RandomState(seed).permutation(len(ratings))
    tested = ceil(0.2 * len(ratings))
    return ratings.at(order[:-tested]), ratings.at(order[-tested:])


def split_by_user(ratings: Ratings, seed: int) -> tuple[Ratings, Ratings]:
    """A quarter of every user's ratings to test (recommenders' ``python_stratified_split``)."""
    draw = np.random.RandomState(seed).rand(len(ratings))
    order = np.lexsort((draw, ratings.users))
    users = ratings.users[order]
    counts = np.bincount(users, minlength=USERS)
    rank = np.arange(1, len(users) + 1) - (np.cumsum(counts) - counts)[users]
    kept = rank / counts[users] <= 0.75
    return ratings.at(order[kept]), ratings.at(order[~kept])


PROTOCOLS = (
    Protocol(name="A", split=split_at_random, seed=123, liked=4.0, known_only=True),
    Protocol(name="B", split=split_by_user, seed=42, liked=1.0, known_only=False),
)
