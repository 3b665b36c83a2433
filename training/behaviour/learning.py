"""Learning behaviour: from who chose what to vectors of the tokens of offers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matcher.features.behaviour import Behaviour
from matcher.vocabulary import Vocabularies
from training.behaviour.closed_form import Choices, ClosedForm, choices_of
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
class BehaviourConfig(ClosedForm):
    """How behaviour is learned; exponents and shares without units.

    ``exposure``: a choice counts with (times its offer was shown, against the mean)^−exposure,
    within ``exposure_bounds``. ``fewest`` people must stand behind a token as well. Only the
    ``most_tokens`` of those with most people are learned, so that memory is bounded: dense
    matrices of tokens × tokens are 72 MB each at 3,000, some half a gigabyte in all.
    """

    exposure: float = 0.3
    exposure_bounds: tuple[float, float] = (0.25, 4.0)
    most_tokens: int = 3_000


def learn_behaviour(
    log: Log, words: Vocabularies, *, config: BehaviourConfig | None = None
) -> Behaviour | None:
    """Learn from ``log``; ``None`` when no two tokens go together for enough people.

    Each choice is the mean of its offer's learned tokens; what goes with what is the closed form
    of ``ClosedForm``, which E7 measures on films as well. The same log gives the same again.
    """
    config = config or BehaviourConfig()
    done = engagement(log)
    offers = _learnable(offer_tokens(log.offers, words), done, config)
    if not len(offers.tokens):
        return None
    means = _means(offers)
    choices = _choices(means, done, config)
    learned = config.learn(choices)
    if not learned.says.shape[1]:
        return None
    return Behaviour(
        tokens=offers.tokens,
        says=learned.says.astype(np.float32),
        draws=learned.draws.astype(np.float32),
        pull=_pull(offers, done, config.fewest).astype(np.float32),
        together=learned.together,
        scale=_scale(choices, people=choices.sums @ learned.says, offers=means @ learned.draws),
    )


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


def _means(offers: OfferTokens) -> Sparse:
    """Offers × tokens: each row the mean of its tokens, or empty."""
    counts = np.asarray(offers.matrix.sum(axis=1)).ravel()
    return offers.matrix.multiply(1 / np.maximum(counts, 1)[:, None]).tocsr()


def _choices(means: Sparse, done: Engagement, config: BehaviourConfig) -> Choices:
    weight = done.weight * _discount(done, config)
    weight[np.diff(means.indptr)[done.offer] == 0] = 0
    return choices_of(means[done.offer], weight, done.talent, people=done.people)


def _discount(done: Engagement, config: BehaviourConfig) -> NDArray[np.float64]:
    """What was shown to many says less of each who chose it; unknown exposure counts as usual."""
    shown = np.bincount(done.shown[:, 1], minlength=int(done.offer.max(initial=-1)) + 1)
    often = shown[done.offer].astype(np.float64)
    usual = shown[shown > 0].mean() if (shown > 0).any() else 1.0
    ratio = np.where(often > 0, often / usual, 1.0)
    low, high = config.exposure_bounds
    return np.clip(ratio**-config.exposure, low, high)


def _scale(choices: Choices, *, people: Matrix, offers: Matrix) -> float:
    """What a strong product is: of people by the root of their weight, and the offers."""
    totals = choices.totals
    rows = np.flatnonzero(totals > 0)[:_SAMPLED]
    products = people[rows] / np.sqrt(totals[rows])[:, None] @ offers[:_SAMPLED].T
    return max(float(np.quantile(np.abs(products), _STRONG)), _TINY)


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
