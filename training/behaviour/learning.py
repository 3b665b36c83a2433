"""Learning behaviour: from who chose what to vectors of the tokens of offers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matcher.features.behaviour import FEWEST_PEOPLE, MOST_DIRECTIONS, Behaviour
from matcher.vocabulary import Vocabularies
from training.behaviour.engagement import Engagement, engagement
from training.behaviour.popularity import damped_rates
from training.behaviour.reading import Matrix, Sparse
from training.behaviour.tokens import OfferTokens, offer_tokens
from training.data import Log

_MOST_PULL = 2.0
_SAMPLED = 2_000
_STRONG = 0.95
_TINY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class BehaviourConfig:
    """How behaviour is learned; exponents and shares without units.

    ``l2`` is relative to the mean diagonal of the Gram matrix. ``activity``: a person counts with
    (what they chose)^−activity. ``exposure``: a choice counts with (times its offer was shown,
    against the mean)^−exposure, within ``exposure_bounds``. ``fewest`` people must stand behind a
    token and behind every two tokens that are taken to go together; ``most_tokens`` of those with
    most people are learned.
    """

    directions: int = 24
    l2: float = 3.0
    activity: float = 0.5
    exposure: float = 0.3
    exposure_bounds: tuple[float, float] = (0.25, 4.0)
    fewest: int = FEWEST_PEOPLE
    most_tokens: int = 3_000

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for fewer people than may be told of, or too wide vectors."""
        if self.fewest < FEWEST_PEOPLE or not 0 < self.directions <= MOST_DIRECTIONS:
            raise ValueError(f"fewest={self.fewest}, directions={self.directions}")


def learn_behaviour(
    log: Log, words: Vocabularies, *, config: BehaviourConfig | None = None
) -> Behaviour | None:
    """Learn from ``log``; ``None`` when no two tokens go together for enough people.

    Closed form, the same every time. Steps: 1. each choice becomes the mean of its offer's
    learned tokens; 2. ridge regression of each choice on the person's *other* choices, as how it
    differs from what is usually chosen; 3. what too few people did is set to 0; 4. a truncated
    singular value decomposition, tokens weighed by how common they are.
    """
    config = config or BehaviourConfig()
    done = engagement(log)
    offers = _learnable(offer_tokens(log.offers, words), done, config)
    if not len(offers.tokens):
        return None
    choices = _choices(offers, done, config)
    together = _together(choices) >= config.fewest
    says, draws = _factors(_weights(choices, together, config), choices, config.directions)
    if not says.shape[1]:
        return None
    return Behaviour(
        tokens=offers.tokens,
        says=says.astype(np.float32),
        draws=draws.astype(np.float32),
        pull=_pull(offers, done, config.fewest).astype(np.float32),
        together=together,
        scale=_scale(choices, says, draws),
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Choices:
    """Rows are choices (n): ``means`` of their offers' tokens, ``weight`` and ``talent``.

    ``people`` is people × choices, each choice with its weight; ``offers`` is offers × tokens,
    each row the mean of its tokens.
    """

    means: Sparse
    weight: NDArray[np.float64]
    talent: NDArray[np.intp]
    people: Sparse
    offers: Sparse

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
        return self.means.T @ self.weight / self.weight.sum()


def _learnable(offers: OfferTokens, done: Engagement, config: BehaviourConfig) -> OfferTokens:
    """Only the tokens that enough people chose, those with most people first."""
    people = _people(offers, done)
    enough = np.flatnonzero(people >= config.fewest)
    kept = np.sort(enough[np.argsort(-people[enough], kind="stable")[: config.most_tokens]])
    places = np.full(len(people) + 1, -1, dtype=np.intp)
    places[kept] = np.arange(len(kept))
    return OfferTokens(offers.tokens[kept], offers.matrix[:, kept], places[offers.organisations])


def _people(offers: OfferTokens, done: Engagement) -> NDArray[np.int64]:
    """How many people chose each token: shape (tokens,)."""
    ones = np.ones(len(done.talent))
    shape = (done.people, offers.matrix.shape[0])
    chosen = csr_matrix((ones, (done.talent, done.offer)), shape=shape) @ offers.matrix
    return np.asarray((chosen > 0).sum(axis=0)).ravel().astype(np.int64)


def _choices(offers: OfferTokens, done: Engagement, config: BehaviourConfig) -> _Choices:
    counts = np.asarray(offers.matrix.sum(axis=1)).ravel()
    means = offers.matrix.multiply(1 / np.maximum(counts, 1)[:, None]).tocsr()
    weight = done.weight * _discount(done, config)
    weight[counts[done.offer] == 0] = 0
    shape = (done.people, len(weight))
    people = csr_matrix((weight, (done.talent, np.arange(len(weight)))), shape=shape)
    return _Choices(means[done.offer], weight, done.talent, people, means)


def _discount(done: Engagement, config: BehaviourConfig) -> NDArray[np.float64]:
    """What was shown to many says less of each who chose it; unknown exposure counts as usual."""
    shown = np.bincount(done.shown[:, 1], minlength=int(done.offer.max(initial=-1)) + 1)
    often = shown[done.offer].astype(np.float64)
    usual = shown[shown > 0].mean() if (shown > 0).any() else 1.0
    ratio = np.where(often > 0, often / usual, 1.0)
    low, high = config.exposure_bounds
    return np.clip(ratio**-config.exposure, low, high)


def _together(choices: _Choices) -> NDArray[np.int64]:
    """How many people chose both tokens, in different offers: shape (tokens, tokens).

    Of those who chose both, all but the ones who did so once, in one and the same offer. Of a
    token with itself: who chose it twice.
    """
    tokens = (choices.means > 0).astype(np.int64)
    counts = ((choices.people > 0).astype(np.int64) @ tokens).tocsr()
    both = ((counts > 0).astype(np.int64).T @ (counts > 0).astype(np.int64)).toarray()
    once = tokens.multiply((counts == 1)[choices.talent]).tocsr()
    found: NDArray[np.int64] = both - (once.T @ once).toarray()
    return found


def _weights(choices: _Choices, together: NDArray[np.bool_], config: BehaviourConfig) -> Matrix:
    """Tokens × tokens: ridge regression of a choice on the other choices of the same person.

    With x the sum of a person's choices, m their weight, and w·t a choice: the Gram matrix is the
    sum of w·(x − w·t)(x − w·t)ᵀ, the products that of w·(x − w·t)(t − usual)ᵀ, both in the closed
    form of leaving one out, and each person weighed by m^−activity.
    """
    sums, totals, means, weight = choices.sums, choices.totals, choices.means, choices.weight
    counts = np.where(totals > 0, np.maximum(totals, _TINY) ** -config.activity, 0.0)
    share, squares = counts[choices.talent], _squares(choices)
    gram = _product(sums, counts * totals, sums)
    cross = _product(sums, counts, squares)
    gram += _product(means, share * weight**3, means) - cross - cross.T
    products = _product(sums, counts, sums) - _product(means, share * weight**2, means)
    met = sums.T @ (counts * totals) - means.T @ (share * weight**2)
    products -= np.outer(met, choices.usual)
    products[~together] = 0
    gram[np.diag_indices_from(gram)] += config.l2 * max(float(np.diag(gram).mean()), _TINY)
    return np.linalg.solve(gram, products).astype(np.float64)


def _squares(choices: _Choices) -> Sparse:
    """People × tokens: the sum of w²·t."""
    return choices.people.multiply(choices.weight).tocsr() @ choices.means


def _product(left: Sparse, weight: NDArray[np.float64], right: Sparse) -> Matrix:
    """leftᵀ · diag(weight) · right, dense."""
    product: Matrix = (left.multiply(weight[:, None]).tocsr().T @ right).toarray()
    return product


def _factors(weights: Matrix, choices: _Choices, directions: int) -> tuple[Matrix, Matrix]:
    """In and out vectors whose products are nearest to ``weights`` where people choose.

    Eckart & Young 1936, for the matrix weighed from both sides by the root of how usual tokens
    are. Signs are set so that the largest cell of each direction is positive.
    """
    root = np.sqrt(np.maximum(choices.usual, _TINY))
    left, values, right = np.linalg.svd(root[:, None] * weights * root)
    kept = min(directions, int((values > max(values[0], _TINY) * 1e-6).sum()))
    left, values, right = left[:, :kept], values[:kept], right[:kept].T
    largest = np.abs(left).argmax(axis=0)
    signs = np.sign(left[largest, np.arange(kept)]) * np.sqrt(values)
    return left * signs / root[:, None], right * signs / root[:, None]


def _scale(choices: _Choices, says: Matrix, draws: Matrix) -> float:
    """What a strong product is: of people by the root of their weight, and the offers."""
    rows = np.flatnonzero(choices.totals > 0)[:_SAMPLED]
    people = choices.sums[rows] @ says / np.sqrt(choices.totals[rows])[:, None]
    offers = choices.offers[:_SAMPLED] @ draws
    return max(float(np.quantile(np.abs(people @ offers.T), _STRONG)), _TINY)


def _pull(offers: OfferTokens, done: Engagement, fewest: int) -> NDArray[np.float64]:
    """How often each organisation is chosen by those it was shown to, against the mean, as log2.

    People count once, however often they click. NaN for other tokens and for organisations that
    were shown to fewer than ``fewest`` people; ±2 at most.
    """
    count = len(offers.tokens)
    shown = _people_of(offers, done.shown[:, 0], done.shown[:, 1])
    taken = _people_of(offers, done.talent, done.offer)
    answered = np.intersect1d(shown, taken, assume_unique=True)
    reach = np.bincount(shown % count, minlength=count).astype(np.float64)
    chosen = np.bincount(answered % count, minlength=count).astype(np.float64)
    rates, mean, _ = damped_rates(chosen, reach)
    if mean <= 0:
        return np.full(count, np.nan)
    pull = np.clip(np.log2(np.maximum(rates, _TINY) / mean), -_MOST_PULL, _MOST_PULL)
    return np.where(reach >= fewest, pull, np.nan)


def _people_of(
    offers: OfferTokens, talent: NDArray[np.intp], offer: NDArray[np.intp]
) -> NDArray[np.int64]:
    """Each person with each organisation once, as talent · tokens + organisation."""
    owner = offers.organisations[offer]
    known = owner >= 0
    pairs = talent[known].astype(np.int64) * len(offers.tokens) + owner[known]
    return np.unique(pairs)
