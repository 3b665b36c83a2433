"""A partnering: one organisation and all others, by what their offers are about (N9, N21, N37)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.features.code_lists import Values
from matcher.features.columns import Array
from matcher.features.feature import FeatureList
from matcher.features.pairing import Rows
from matcher.features.peering import Way
from matcher.features.places import km_apart, municipality_places
from matcher.features.snapshot import Snapshot

CORNERS: Mapping[str, str] = {
    "youth_school": "club",
    "youth_club": "club",
    "music_school": "music_school",
    "venue": "venue",
    "festival": "venue",
}
"""The corner of the square (N9) that a type of organisation stands in; all others: ``EXTERNAL``."""
EXTERNAL = "external"
SQUARE = ("club", "music_school", "venue", EXTERNAL)

Owners = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Partnering:
    """``one`` is the subject's row, ``others`` those of the candidates."""

    snapshot: Snapshot
    subject: str
    one: int
    others: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.others)

    def keep(self, chosen: NDArray[np.intp]) -> "Partnering":
        """The same subject with only the candidates at ``chosen``."""
        return Partnering(self.snapshot, self.subject, self.one, self.others[chosen])

    def ids(self) -> list[str]:
        """The ids of the candidates."""
        ids = self.snapshot.organisations.ids
        return [ids[row] for row in self.others.tolist()]


def partnering(snapshot: Snapshot, subject: str) -> Partnering:
    """The subject and every other organisation that is there.

    Raises ``KeyError`` when the subject is not in the snapshot.
    """
    one = snapshot.organisations.row_of[subject]
    there = snapshot.organisations["live"].copy()
    there[one] = False
    return Partnering(snapshot, subject, one, np.flatnonzero(there))


def partner_values(facts: "PartnerFacts", features: FeatureList, *, way: Way) -> Values:
    """Every feature of every candidate, one way: shape (features, n), NaN where it is not known."""
    values = np.empty((len(features.features), len(facts.partnering)), dtype=np.float32)
    for row, feature in zip(values, features.features, strict=True):
        row[:] = PARTNER_FORMULAS[feature.name](facts, way)
    return values


class PartnerFacts:
    """What the offers of all organisations say of them, gathered once for a list.

    Drafts say nothing: only what is published, or was once, counts. An offer counts for its sender
    and for every partner of it.
    """

    def __init__(self, partnering: Partnering) -> None:
        self.partnering = partnering
        self.snapshot = partnering.snapshot
        self.words = self.snapshot.vocabularies
        self.one, self.others = partnering.one, partnering.others
        offers = self.snapshot.offers
        told = offers["live"] & (offers["open"] | (offers["published"] > 0))
        self._offers = Rows(offers, np.flatnonzero(told))

    @cached_property
    def owned(self) -> tuple[Owners, Owners]:
        """Each offer beside each of its organisations: (places among the offers, their rows)."""
        named = np.column_stack([self._offers["organisation"], self._offers["partners"]])
        offers, places = np.nonzero(named >= 0)
        pairs = np.unique(np.column_stack([offers, named[offers, places]]), axis=0)
        return pairs[:, 0].astype(np.intp), pairs[:, 1].astype(np.intp)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many offers each organisation has had: shape (organisations,)."""
        return np.bincount(self.owned[1], minlength=len(self.snapshot.organisations))

    @cached_property
    def together(self) -> NDArray[np.int64]:
        """How many offers each organisation has made with the subject: shape (organisations,)."""
        offers, owners = self.owned
        ours = np.isin(offers, offers[owners == self.one])
        counts = np.bincount(owners[ours], minlength=len(self.snapshot.organisations))
        counts[self.one] = 0
        return counts

    @cached_property
    def aims(self) -> Values:
        """What each organisation's offers serve, as shares of goals: (organisations, goals)."""
        return _shares(self._gathered(self._offers["goals"]))

    @cached_property
    def kinds(self) -> Values:
        """What the kinds of its offers usually serve, in the same way."""
        return _shares(self._gathered(self._offers["kind_goals"]))

    @cached_property
    def genres(self) -> Values:
        """The genres of its offers, as shares: (organisations, genres)."""
        codes = self._offers["genres"]
        weights = np.zeros((len(codes), len(self.words.genres.codes)), dtype=np.float32)
        rows, places = np.nonzero(codes >= 0)
        weights[rows, codes[rows, places]] = 1
        return _shares(self._gathered(weights))

    @cached_property
    def corners(self) -> NDArray[np.int8]:
        """The place in ``SQUARE`` of each organisation's corner, -1 without a type."""
        types = self.words.organisation_types.codes
        corner_of = [SQUARE.index(CORNERS.get(code, EXTERNAL)) for code in types]
        return np.array([*corner_of, -1], dtype=np.int8)[self.snapshot.organisations["type"]]

    @cached_property
    def covered(self) -> NDArray[np.bool_]:
        """The corners that each one's offers have had in them, its own too: (organisations, 4)."""
        offers, owners = self.owned
        touched = np.zeros((len(self._offers), len(SQUARE) + 1), dtype=np.bool_)
        touched[offers, self.corners[owners]] = True
        found = np.zeros((len(self.snapshot.organisations), len(SQUARE) + 1), dtype=np.bool_)
        np.logical_or.at(found, owners, touched[offers])
        found[np.arange(len(found)), self.corners] = True
        return found[:, :-1]

    @cached_property
    def distance(self) -> Values:
        """In km between the middles of the municipalities: shape (n,), NaN where one is unknown."""
        homes, places = self.snapshot.organisations["municipality"], self.words.geography
        mine = municipality_places(places, homes[[self.one]])
        return km_apart(municipality_places(places, homes[self.others]), mine)

    def _gathered(self, weights: Values) -> Values:
        """The weights of its offers added up for each organisation."""
        offers, owners = self.owned
        total = np.zeros((len(self.snapshot.organisations), weights.shape[1]), dtype=np.float32)
        np.add.at(total, owners, weights[offers])
        return total


def _shares(total: Values) -> Values:
    sums = total.sum(axis=1, keepdims=True)
    return np.divide(total, sums, out=np.full_like(total, np.nan), where=sums > 0)


def _common(shares: Callable[[PartnerFacts], Values]) -> Callable[[PartnerFacts, Way], Array]:
    """How much two distributions have in common (Swain & Ballard, IJCV 1991: intersection)."""

    def formula(facts: PartnerFacts, _: Way) -> Array:
        of_all = shares(facts)
        common: Array = np.minimum(of_all[facts.others], of_all[facts.one]).sum(axis=1)
        return common

    return formula


def _genres_shared(facts: PartnerFacts, way: Way) -> Array:
    """How near the one's genres come to the other's on average, by the one's shares."""
    affinity, of_all = facts.words.genres.affinity, facts.genres
    mine, theirs = of_all[facts.one], of_all[facts.others]
    if way is Way.BACK:
        reached = affinity[np.flatnonzero(mine > 0)].max(axis=0, initial=0)
        found = theirs @ reached
    else:
        named = np.flatnonzero(mine > 0)
        each = [mine[code] * ((theirs > 0) * affinity[code]).max(axis=1) for code in named]
        found = np.sum(each, axis=0) if each else np.zeros(len(theirs))
    known = ~(np.isnan(mine).any() | np.isnan(theirs).any(axis=1))
    return np.where(known, found, np.nan)


def _corner(facts: PartnerFacts, way: Way) -> Array:
    """1 for a corner that the one has never had in an offer, 0.5 for another, 0 for its own."""
    corners, covered = facts.corners, facts.covered
    mine, theirs = corners[[facts.one]], corners[facts.others]
    other, own = (theirs, mine) if way is Way.THERE else (mine, theirs)
    had = covered[facts.one][theirs] if way is Way.THERE else covered[facts.others, mine[0]]
    found = np.where(other == own, 0, np.where(had, 0.5, 1))
    return np.where((other >= 0) & (own >= 0), found, np.nan)


def _other_municipality(facts: PartnerFacts, _: Way) -> Array:
    homes = facts.snapshot.organisations["municipality"]
    mine, theirs = homes[facts.one], homes[facts.others]
    return np.where((mine >= 0) & (theirs >= 0), mine != theirs, np.nan)


def _activity(facts: PartnerFacts, way: Way) -> Array:
    counts = facts.counts
    return counts[facts.others] if way is Way.THERE else counts[[facts.one]]


PARTNER_FORMULAS: Mapping[str, Callable[[PartnerFacts, Way], Array]] = {
    "aims_shared": _common(lambda facts: facts.aims),
    "kinds_shared": _common(lambda facts: facts.kinds),
    "genres_shared": _genres_shared,
    "corner": _corner,
    "worked_together": lambda facts, _: facts.together[facts.others],
    "distance": lambda facts, _: facts.distance,
    "other_municipality": _other_municipality,
    "activity": _activity,
}
