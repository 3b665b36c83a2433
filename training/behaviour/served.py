"""The served form: the closed form that a service uses on tokens, as a model of users × items."""

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix, identity

from training.behaviour.closed_form import Choices, ClosedForm, choices_of
from training.behaviour.reading import Matrix, Reading, Sparse


@dataclass(kw_only=True)
class Served:
    """What ``learn_behaviour`` does with tokens, done with items: each is a token of its own.

    As served, it is cut to few directions, holds nothing of two items that ``fewest`` people or
    fewer chose both of, and says how somebody differs from what is usual: how popular an item is
    is for other features to say. Dividing by the length of a history, as a service does, changes
    no order of anybody's list. The defaults are those of the service.
    """

    directions: int = ClosedForm().directions
    l2: float = ClosedForm().l2
    activity: float = ClosedForm().activity
    fewest: int = ClosedForm().fewest
    reading: Reading = field(default_factory=Reading)

    def fit(self, matrix: Sparse) -> "Served":
        """Learn from users × items; ``says_`` and ``draws_`` are (items, directions)."""
        form = ClosedForm(
            directions=self.directions, l2=self.l2, activity=self.activity, fewest=self.fewest
        )
        learned = form.learn(_choices(self.reading.inputs(matrix)))
        self.says_, self.draws_ = learned.says, learned.draws
        return self

    def scores(self, rows: Sparse) -> Matrix:
        """The liking of every item by the users of ``rows``: shape (users, items)."""
        liking: Matrix = self.reading.inputs(rows) @ self.says_ @ self.draws_.T
        return liking


def _choices(taken: Matrix) -> Choices:
    """Every engagement of users × items is a choice, by its number."""
    chosen = csr_matrix(taken).tocoo()
    means = identity(taken.shape[1], format="csr")[chosen.col]
    return choices_of(means, chosen.data, chosen.row.astype(np.intp), people=len(taken))
