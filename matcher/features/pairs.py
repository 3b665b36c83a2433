"""Pairs: the value of every feature for a pairing, by array operations only."""

from collections.abc import Callable, Mapping
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from matcher.domain import EligibilityContext, PairState, Side
from matcher.features.code_lists import look_up, mean_known, padded, unknown, unless_negative
from matcher.features.columns import Array
from matcher.features.encoding import NEVER
from matcher.features.feature import FeatureList
from matcher.features.pairing import Pairing
from matcher.features.places import km_apart
from matcher.features.semantic import cosines
from matcher.vocabulary import WordList

RUNG_OF_LEVEL = np.array([np.nan, 0.0, 0.0, 0.75, 1.5, 2.0], dtype=np.float32)

Values = NDArray[np.float32]


def pair_values(pairing: Pairing, context: EligibilityContext, features: FeatureList) -> Values:
    """Every feature of every candidate: shape (features, n), NaN where it is not known."""
    facts = PairFacts(pairing, context)
    values = np.empty((len(features.features), len(pairing)), dtype=np.float32)
    for row, feature in zip(values, features.features, strict=True):
        row[:] = FORMULAS[feature.name](facts)
    return values


class PairFacts:
    """What several formulas, and the reasons given for them, read of a pairing."""

    def __init__(self, pairing: Pairing, context: EligibilityContext) -> None:
        self.pairing, self.context = pairing, context
        self.t, self.o = pairing.talents, pairing.offers
        self.words = pairing.snapshot.vocabularies
        self.today = context.today.toordinal()
        self._dots: dict[tuple[str, str], Values] = {}

    @cached_property
    def distance(self) -> Values:
        """Great-circle distance in km; 0 where one can join online."""
        km = km_apart(self.t["place"], self.o["place"])
        km[np.broadcast_to(self.o["remote"], len(km))] = 0
        return km

    @cached_property
    def guest(self) -> NDArray[np.bool_]:
        """Whether the person lives outside the partnership."""
        index = self.words.geography.index
        member = np.zeros(len(index) + 1, dtype=np.bool_)
        member[[index[code] for code in self.context.partnership if code in index]] = True
        lives = self.t["municipality"]
        outside: NDArray[np.bool_] = (lives >= 0) & ~member[lives]
        return outside

    @cached_property
    def price(self) -> Values:
        """What this person would pay in kroner, the guests' fee included."""
        if not self.guest.any():
            return np.broadcast_to(self.o["price"], len(self.pairing))
        fee = np.where(self.guest, np.nan_to_num(self.o["fee"]), np.float32(0))
        price: Values = np.where(fee > 0, np.nan_to_num(self.o["price"]) + fee, self.o["price"])
        return price

    def dot(self, wanted: str, given: str) -> Values:
        """The talent's weights times the offer's, summed over the codes: shape (n,)."""
        product = self._dots.get((wanted, given))
        if product is None:
            product = self._dots[wanted, given] = self._dot(wanted, given)
        return product

    def _dot(self, wanted: str, given: str) -> Values:
        if not self.pairing.for_talent:
            return self.t.project(wanted, self.o[given][0])
        weights = self.t[wanted][0]
        if not weights.any():
            return np.zeros(len(self.pairing), dtype=np.float32)
        return self.o.project(given, weights)

    def best(self, name: str, affinity: Values) -> Values:
        """The highest affinity between a code of the one side and one of the other; NaN for none.

        Steps: 1. for every code the best affinity to the subject's codes; 2. look it up for the
        candidates' codes; 3. their maximum. Padding looks up -1.
        """
        found = look_up(self._reached(name, affinity), self.pairing.candidates[name])
        return unless_negative(found.max(axis=0))

    def best_heard(self, name: str, affinity: Values) -> Values:
        """The highest affinity between codes of which at least one is only heard in a text.

        NaN where neither text names what the lists lack, or the other side names nothing.
        """
        heard, candidates = f"heard_{name}", self.pairing.candidates
        mine = self._reached(heard, affinity)
        said = np.maximum(mine, self._reached(name, affinity))
        found: Values = look_up(said, candidates[heard]).max(axis=0)
        if len(self._codes(heard)):
            np.maximum(found, look_up(mine, candidates[name]).max(axis=0), out=found)
        return unless_negative(found)

    @cached_property
    def genres(self) -> Values:
        """For every genre of the talent the best affinity to the offer's: (genres, n)."""
        return self.best_of_each("genres", self.words.genres.affinity, side=Side.TALENT)

    def best_of_each(self, name: str, affinity: Values, *, side: Side) -> Values:
        """For every code of ``side`` the best affinity to a code of the other: shape (codes, n).

        Negative where there is no code, on either side. Both directions give a pair the same.
        """
        if (side is Side.TALENT) is not self.pairing.for_talent:
            return look_up(self._reached(name, affinity), self.pairing.candidates[name])
        each = [padded(affinity[code]) for code in self._codes(name)]
        found = [look_up(row, self.pairing.candidates[name]).max(axis=0) for row in each]
        return np.array(found, dtype=np.float32).reshape(len(each), len(self.pairing))

    def _codes(self, name: str) -> NDArray[np.intp]:
        codes = self.pairing.one[name][0]
        return codes[codes >= 0].astype(np.intp)

    def _reached(self, name: str, affinity: Values) -> Values:
        codes = self._codes(name)
        if not len(codes):
            return np.full(len(affinity) + 1, -1, dtype=np.float32)
        return padded(affinity[codes].max(axis=0))


def weighted_share(facts: PairFacts, *, wanted: str, given: str) -> Values:
    """How much of what the talent wants the offer gives; NaN where nothing is wanted."""
    total = facts.t[wanted].sum(axis=1)
    part = facts.dot(wanted, given)
    return np.divide(part, total, out=unknown(len(part)), where=total > 0)


def _genre_affinity(facts: PairFacts) -> Array:
    return unless_negative(facts.genres.max(axis=0, initial=-1))


def _level_gap(facts: PairFacts) -> Array:
    """Levels up to the range (above 0), or down to it; 0 within it and where it is open."""
    level = facts.t["level"]
    up = np.maximum(facts.o["level_min"] - level, 0)
    down = np.maximum(level - facts.o["level_max"], 0)
    gap: Array = up - down
    return gap


def _times_overlap(facts: PairFacts) -> Array:
    mine, theirs = facts.t["times"], facts.o["times"]
    asked = np.bitwise_count(theirs)
    can = np.bitwise_count(mine & theirs)
    known = (mine > 0) & (theirs > 0)
    share: Array = np.where(known, can / np.maximum(asked, 1), np.nan)
    return share


def _language_shared(facts: PairFacts) -> Array:
    mine, theirs = facts.t["languages"], facts.o["languages"]
    shared: Array = np.where((mine > 0) & (theirs > 0), (mine & theirs) > 0, np.nan)
    return shared


def _same_municipality(facts: PairFacts) -> Array:
    mine, theirs = facts.t["municipality"], facts.o["municipality"]
    same: Array = np.where((mine >= 0) & (theirs >= 0), mine == theirs, np.nan)
    return same


def _reach_step(facts: PairFacts) -> Array:
    level = np.nan_to_num(facts.t["level"]).astype(np.intp)
    step: Array = facts.o["rung"] - RUNG_OF_LEVEL[level]
    return step


def _days_until(day: Array, facts: PairFacts) -> Array:
    known = (day > 0) & (day < NEVER)
    days: Array = np.where(known, np.maximum(day - facts.today, 0), np.nan)
    return days


def _days_since(day: Array, facts: PairFacts) -> Array:
    days: Array = np.where(day > 0, np.maximum(facts.today - day, 0), np.nan)
    return days


def _provider_kind(facts: PairFacts) -> Array:
    types = facts.pairing.snapshot.organisations["type"][facts.o["organisation"]]
    kind: Array = np.where(types >= 0, types, np.nan)
    return kind


def _provider_history(facts: PairFacts) -> Array:
    """How often the person took part with one of the offer's organisation before."""
    snapshot = facts.pairing.snapshot
    if facts.pairing.for_talent:
        counts = np.zeros(len(snapshot.organisations) + 1)
        for offer, state in snapshot.states_of_talent.get(facts.pairing.subject, {}).items():
            row = snapshot.offers.row_of.get(offer)
            if row is not None and state & PairState.TAKEN_PART:
                counts[snapshot.offers["organisation"][row]] += 1
        history: Array = counts[facts.o["organisation"]]
        return history
    return _history_of_talents(facts)


def _history_of_talents(facts: PairFacts) -> Array:
    snapshot = facts.pairing.snapshot
    owner = facts.o["organisation"][0]
    counts = np.zeros(len(snapshot.talents))
    for row in np.flatnonzero(snapshot.offers["organisation"] == owner):
        for talent, state in snapshot.states_of_offer.get(snapshot.offers.ids[row], {}).items():
            where = snapshot.talents.row_of.get(talent)
            if where is not None and state & PairState.TAKEN_PART:
                counts[where] += 1
    return counts[facts.pairing.candidates.rows]


def _text_similarity(facts: PairFacts) -> Array:
    one, many = facts.pairing.one["text"][0], facts.pairing.candidates["text"]
    return facts.pairing.snapshot.ngrams.similarity(one, many)


def _meaning_similarity(facts: PairFacts) -> Array:
    return cosines(facts.pairing.one["meaning"][0], facts.pairing.candidates["meaning"])


def _theme_affinity(facts: PairFacts) -> Array:
    """Soft cosine of what the two texts are about (Sidorov et al., Computación y Sistemas 2014)."""
    one, many = facts.pairing.one["theme_vector"][0], facts.pairing.candidates
    cosine = many.project("theme_vector", one)
    # A text without themes is a row of zeros.
    cosine[cosine == 0] = np.nan
    return cosine


def _wants_paid(facts: PairFacts) -> Array:
    goals: WordList = facts.words.goals
    paid: Array = facts.t["goals"][:, goals.index["get_paid"]]
    return paid


def _frames_unasked(facts: PairFacts) -> Array:
    """The offer's restricting frames less those of them that the person wants."""
    if facts.pairing.for_talent:
        return facts.o.project("restricting", 1 - facts.t["wished"][0])
    offered: Array = facts.o["restricting"].sum(axis=1)
    return offered - facts.dot("wished", "restricting")


def _behaviour_affinity(facts: PairFacts) -> Array:
    """What the person engaged with, against whom the offer draws; NaN where either is unknown."""
    behaviour = facts.pairing.snapshot.history.behaviour
    if behaviour is None:
        return unknown(len(facts.pairing))
    weight = facts.t["engaged_weight"]
    known = (weight > 0) & facts.o["behaves"]
    likely = behaviour.affinity(facts.dot("engaged", "draws"), np.where(weight > 0, weight, 1))
    affinity: Array = np.where(known, likely, np.nan)
    return affinity


FORMULAS: Mapping[str, Callable[[PairFacts], Array]] = {
    "genre_affinity": _genre_affinity,
    "genre_spread": lambda facts: mean_known(facts.genres),
    "role_fit": lambda facts: facts.best("roles", facts.words.roles.affinity),
    "level_gap": _level_gap,
    "goals_served": partial(weighted_share, wanted="goals", given="goals"),
    "kind_goals": partial(weighted_share, wanted="goals", given="kind_goals"),
    "conditions_met": partial(weighted_share, wanted="wishes", given="conditions"),
    "conditions_unmet": lambda f: f.t["wishes"].sum(axis=1) - f.dot("wishes", "conditions"),
    "conditions_against": lambda facts: facts.dot("wishes", "contradicts"),
    "frames_unasked": _frames_unasked,
    "travel_ratio": lambda facts: facts.distance / facts.t["max_km"],
    "distance": lambda facts: facts.distance,
    "same_municipality": _same_municipality,
    "times_overlap": _times_overlap,
    "language_shared": _language_shared,
    "reach_step": _reach_step,
    "price": lambda facts: facts.price,
    "pay": lambda facts: np.log10(1 + facts.o["pay"]),
    "wants_paid": _wants_paid,
    "days_to_deadline": lambda facts: _days_until(facts.o["last_day"], facts),
    "days_to_start": lambda facts: _days_until(facts.o["start_day"], facts),
    "offer_freshness": lambda facts: _days_since(facts.o["published"], facts),
    "profile_freshness": lambda facts: _days_since(facts.t["updated"], facts),
    "provider_kind": _provider_kind,
    "provider_history": _provider_history,
    "text_similarity": _text_similarity,
    "meaning_similarity": _meaning_similarity,
    "theme_affinity": _theme_affinity,
    "heard_genres": lambda facts: facts.best_heard("genres", facts.words.genres.affinity),
    "heard_roles": lambda facts: facts.best_heard("roles", facts.words.roles.affinity),
    "heard_goals": partial(weighted_share, wanted="heard_goals", given="goals"),
    "behaviour_affinity": _behaviour_affinity,
    "organisation_pull": lambda facts: facts.o["pull"],
}
