"""The peers of the cold start: what usual recommenders make of the same log and profiles."""

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix

from training.behaviour import Ease, Reading
from training.benchmarks.cold_profiles import offer_features, person_features
from training.benchmarks.cold_start import Floats, Market, Rows
from training.benchmarks.hybrid import Choices, Hybrid, HybridOptions, Profiles, Sparse
from training.benchmarks.item_peers import ImplicitAls
from training.data import TrainingSet
from training.simulate.offers import Offers, Organisations
from training.simulate.people import People


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PopularityOptions:
    """``damping`` is how many showings what is usual counts as.

    Usual is the mean of all offers, or, ``by_organisation``, that of the organisation's offers,
    damped likewise. ``weighted``: what was done further down a list counts for more.
    """

    damping: float = 20.0
    by_organisation: bool = False
    weighted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EaseOptions:
    """The penalty, and how deeds are read as numbers."""

    ridge: float = 500.0
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsOptions:
    """The settings of implicit ALS, and how deeds are read as numbers."""

    factors: int = 16
    regularisation: float = 50.0
    confidence: float = 3.0
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdOptions:
    """Who chose what, and ``share`` times the popularity, both with a deviation of 1."""

    share: float = 1.0
    model: EaseOptions | AlsOptions = field(default_factory=EaseOptions)
    popularity: PopularityOptions = field(default_factory=PopularityOptions)


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


def popularity(log: Seen, options: PopularityOptions) -> Floats:
    """How often each offer was chosen when it was shown; a cold one as often as is usual."""
    train, count = log.train, len(log.offers)
    weight = train.target * train.weight if options.weighted else train.target
    shown = np.bincount(train.offer, minlength=count)
    chosen = np.bincount(train.offer, weights=weight, minlength=count)
    usual: Floats = np.full(count, chosen.sum() / max(shown.sum(), 1))
    if options.by_organisation:
        who = log.offers.organisation
        theirs, of_theirs = np.bincount(who, weights=chosen), np.bincount(who, weights=shown)
        damped = theirs[who] + options.damping * usual
        usual = damped / (of_theirs[who] + options.damping)
    rate: Floats = (chosen + options.damping * usual) / (shown + options.damping)
    return rate[log.offer]


def collaborative(log: Seen, options: CrowdOptions) -> Floats:
    """Who chose what beside the popularity, to which the cold fall back."""
    return blended(
        liking(log, options.model), popularity(log, options.popularity), share=options.share
    )


def liking(log: Seen, options: EaseOptions | AlsOptions) -> Floats:
    """What a model of who chose what says of each pair; 0 for the cold."""
    model: Ease | ImplicitAls
    if isinstance(options, EaseOptions):
        model = Ease(l2=options.ridge, reading=options.reading)
    else:
        model = ImplicitAls(
            factors=options.factors,
            regularisation=options.regularisation,
            confidence=options.confidence,
            reading=options.reading,
        )
    matrix = chosen(log)
    scores: Floats = model.fit(matrix).scores(matrix)[log.talent, log.offer]
    return scores


def blended(liked: Floats, popular: Floats, *, share: float) -> Floats:
    """Both brought to one scale and added."""
    return _scaled(liked) + share * _scaled(popular)


def chosen(log: Seen) -> Sparse:
    """People × offers: the most that each did with each, 0..1."""
    train = log.train
    shape = (len(log.people), len(log.offers))
    most = np.zeros(shape)
    np.maximum.at(most, (train.talent, train.offer), train.target)
    return csr_matrix(most)


def hybrid(log: Seen, options: HybridOptions, *, seed: int) -> Floats:
    """Profiles and identities as vectors; identities of the cold are nothing."""
    sides = profiles(log)
    model = Hybrid(options=options, seed=seed).fit(choices(log.train), sides)
    return model.scores(log.talent, log.offer, profiles=sides)


def profiles(log: Seen) -> Profiles:
    """The features of all people and of all offers; those in the log have an identity as well."""
    return Profiles(
        people=person_features(
            log.people, log.offers, km=log.km, known=np.unique(log.train.talent)
        ),
        items=offer_features(log.offers, log.organisations, known=np.unique(log.train.offer)),
    )


def choices(train: TrainingSet) -> Choices:
    """The log's rows as the hybrid learns from them."""
    return Choices(
        person=train.talent.astype(np.intp),
        item=train.offer.astype(np.intp),
        target=train.target.astype(np.float64),
        weight=train.weight.astype(np.float64),
    )


def _scaled(scores: Floats) -> Floats:
    """With a deviation of 1; where all are equal, 0 as they are."""
    spread = float(scores.std())
    return scores / spread if spread > 0 else np.zeros_like(scores)
