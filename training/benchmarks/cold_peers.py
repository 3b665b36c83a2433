"""The peers of the cold start: what usual recommenders make of the same log and profiles."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from training.behaviour import Ease
from training.benchmarks.cold_profiles import offer_features, person_features
from training.benchmarks.cold_start import Floats, Market, Rows
from training.benchmarks.hybrid import Choices, Hybrid, HybridOptions, Sparse
from training.data import TrainingSet
from training.simulate.offers import Offers, Organisations
from training.simulate.people import People

_DAMPING = 20.0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Seen:
    """What peers may know: the log, the profiles, the map; and the pairs that they are to score.

    ``km`` is the distance between each two municipalities.
    """

    train: TrainingSet
    people: People
    offers: Offers
    organisations: Organisations
    km: Floats
    talent: Rows
    offer: Rows


def seen(market: Market) -> Seen:
    """The market as peers see it."""
    society = market.year.society
    return Seen(
        train=market.train,
        people=society.people,
        offers=society.offers,
        organisations=society.truth.organisations,
        km=society.truth.km,
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


def hybrid(log: Seen, options: HybridOptions, *, seed: int) -> Floats:
    """Profiles and identities as vectors; identities of the cold are nothing."""
    people, offers = profiles(log)
    model = Hybrid(options=options, seed=seed).fit(choices(log.train), people, offers)
    return model.scores(log.talent, log.offer, people, offers)


def profiles(log: Seen) -> tuple[Sparse, Sparse]:
    """The features of all people and of all offers; those in the log have an identity as well."""
    return (
        person_features(log.people, log.offers, km=log.km, known=np.unique(log.train.talent)),
        offer_features(log.offers, log.organisations, known=np.unique(log.train.offer)),
    )


def choices(train: TrainingSet) -> Choices:
    """The log's rows as the hybrid learns from them."""
    return Choices(
        person=train.talent.astype(np.intp),
        item=train.offer.astype(np.intp),
        target=train.target.astype(np.float64),
        weight=train.weight.astype(np.float64),
    )
