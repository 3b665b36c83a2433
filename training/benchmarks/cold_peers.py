"""The peers of the cold start: what usual recommenders make of the same log and profiles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack

from training.behaviour import Ease
from training.benchmarks.cold_start import Floats, Market, Rows, ndcg_of
from training.benchmarks.hybrid import Choices, Hybrid, Sparse
from training.data import TrainingSet
from training.simulate.offers import Offers
from training.simulate.people import People

_DAMPING = 20.0
_RIDGES = (20.0, 100.0, 500.0, 2000.0)
_L2S = (0.01, 0.1, 1.0, 4.0)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Seen:
    """What peers may know: the log and the profiles; and the pairs that they are to score."""

    train: TrainingSet
    people: People
    offers: Offers
    talent: Rows
    offer: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """The regularisation of EASE and of the hybrid that validation chose."""

    ridge: float
    l2: float


def seen(market: Market) -> Seen:
    """The market as peers see it."""
    society = market.year.society
    return Seen(
        train=market.train,
        people=society.people,
        offers=society.offers,
        talent=market.talent,
        offer=market.offer,
    )


def popularity(log: Seen) -> Floats:
    """How often each offer was chosen when it was shown, damped; a cold one as often as any."""
    train, count = log.train, len(log.offers)
    shown = np.bincount(train.offer, minlength=count)
    chosen = np.bincount(train.offer, weights=train.target, minlength=count)
    mean = chosen.sum() / max(shown.sum(), 1)
    rate: Floats = (chosen + _DAMPING * mean) / (shown + _DAMPING)
    return rate[log.offer]


def collaborative(log: Seen, *, ridge: float) -> Floats:
    """EASE on who chose what beside the popularity, to which the cold fall back."""
    train = log.train
    chosen = train.target > 0
    pairs = (train.talent[chosen], train.offer[chosen])
    matrix = csr_matrix((np.ones(len(pairs[0])), pairs), shape=(len(log.people), len(log.offers)))
    matrix.data[:] = 1.0
    scores = Ease(l2=ridge).fit(matrix).scores(matrix)
    found: Floats = scores[log.talent, log.offer]
    return found + popularity(log)


def hybrid(log: Seen, *, l2: float, seed: int) -> Floats:
    """Profiles and identities as vectors; identities of the cold are nothing."""
    train = log.train
    people = person_features(log.people, np.unique(train.talent))
    offers = offer_features(log.offers, np.unique(train.offer))
    choices = Choices(
        person=train.talent.astype(np.intp),
        item=train.offer.astype(np.intp),
        target=train.target.astype(np.float64),
        weight=train.weight.astype(np.float64),
    )
    model = Hybrid(seed=seed, l2=l2).fit(choices, people, offers)
    return model.scores(log.talent, log.offer, people, offers)


def tuned(market: Market, seed: int) -> Tuned:
    """The best of a few strengths on the last tenth of the log, judged by what people did."""
    log, grades, lists = _last_tenth(market)
    ridges = {r: ndcg_of(lists, collaborative(log, ridge=r), grades) for r in _RIDGES}
    l2s = {l2: ndcg_of(lists, hybrid(log, l2=l2, seed=seed), grades) for l2 in _L2S}
    return Tuned(ridge=max(ridges, key=ridges.__getitem__), l2=max(l2s, key=l2s.__getitem__))


def _last_tenth(market: Market) -> tuple[Seen, NDArray[np.int8], Rows]:
    """The log without its last rows, those to be scored; their grades and lists."""
    whole = market.train
    late = whole.at >= np.sort(whole.at)[-len(whole) // 10]
    last = whole.keep(late)
    log = replace(
        seen(market),
        train=whole.keep(~late),
        talent=last.talent.astype(np.intp),
        offer=last.offer.astype(np.intp),
    )
    return log, last.grade, last.slate.astype(np.intp)


def person_features(people: People, known: Rows) -> Sparse:
    """What profiles say, as ones: genres, roles, goals, conditions, level, home; who is known."""
    return _stacked(
        [
            _listed(people.ticked_genres),
            _listed(people.ticked_roles),
            csr_matrix(people.ticked_goals.astype(np.float64)),
            csr_matrix(people.ticked_needs.astype(np.float64)),
            _listed(people.stated_level[:, None]),
            _listed(people.municipality[:, None]),
        ],
        known,
    )


def offer_features(offers: Offers, known: Rows) -> Sparse:
    """What offers say, as ones, with kind, organisation and place; which are known."""
    return _stacked(
        [
            _listed(offers.stated_genres),
            _listed(offers.stated_roles[:, None]),
            csr_matrix(offers.stated_goals.astype(np.float64)),
            csr_matrix(offers.stated_meets.astype(np.float64)),
            _listed(offers.stated_levels[:, :1]),
            _listed(offers.kind[:, None]),
            _listed(offers.organisation[:, None]),
            _listed(offers.municipality[:, None]),
        ],
        known,
    )


def _stacked(parts: Sequence[Sparse], known: Rows) -> Sparse:
    """The parts side by side, with an identity for those who are known."""
    count = parts[0].shape[0]
    past = np.zeros(count)
    past[known] = 1
    return hstack([*parts, diags(past)], format="csr")


def _listed(codes: NDArray[np.integer]) -> Sparse:
    """Lists of codes (n, width), -1 for none, as rows of ones."""
    rows, places = np.nonzero(codes >= 0)
    columns = codes[rows, places]
    shape = (len(codes), int(columns.max(initial=0)) + 1)
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
