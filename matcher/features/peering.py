"""A peering: one person and many others as columns, and what each would find in the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matcher.features.code_lists import Values, look_up, mean_known, padded, unless_negative
from matcher.features.columns import Array
from matcher.features.complements import role_complements
from matcher.features.feature import FeatureList
from matcher.features.pairing import Rows
from matcher.features.places import km_apart, municipality_places
from matcher.features.semantic import cosines
from matcher.features.snapshot import Snapshot

COMPANY = ("band", "find_people")


class Way(StrEnum):
    """Who would find: the subject in the others, or the others in the subject."""

    THERE = "there"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerMarks:
    """What stands between people beside their profiles.

    ``met`` are the ids of all with whom something stands already that the subject knows of;
    ``waiting`` is how many asks each person has not answered yet.
    """

    met: frozenset[str] = frozenset()
    waiting: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Peering:
    """``one`` is the subject's row, ``others`` those of the candidates, the subject not among them
    once it has been judged."""

    snapshot: Snapshot
    subject: str
    one: Rows
    others: Rows

    def __len__(self) -> int:
        return len(self.others)

    def keep(self, chosen: NDArray[np.intp]) -> "Peering":
        """The same subject with only the candidates at ``chosen``."""
        rows = self.others.rows
        kept = chosen if isinstance(rows, slice) else rows[chosen]
        return Peering(self.snapshot, self.subject, self.one, Rows(self.others.columns, kept))

    def ids(self) -> list[str]:
        """The ids of the candidates."""
        rows, ids = self.others.rows, self.others.columns.ids
        return ids[rows] if isinstance(rows, slice) else [ids[row] for row in rows.tolist()]


def peering(snapshot: Snapshot, subject: str) -> Peering:
    """The subject and every row of people, itself and dead ones included.

    Raises ``KeyError`` when the subject is not in the snapshot.
    """
    people = snapshot.talents
    row = people.row_of[subject]
    one, everybody = Rows(people, slice(row, row + 1)), Rows(people, slice(0, len(people)))
    return Peering(snapshot, subject, one, everybody)


def peer_values(facts: "PeerFacts", features: FeatureList, *, way: Way) -> Values:
    """Every feature of every candidate, one way: shape (features, n), NaN where it is not known."""
    values = np.empty((len(features.features), len(facts.peering)), dtype=np.float32)
    for row, feature in zip(values, features.features, strict=True):
        row[:] = PEER_FORMULAS[feature.name](facts, way)
    return values


class PeerFacts:
    """What several formulas, and the reasons given for them, read of a peering."""

    def __init__(self, peering: Peering, marks: PeerMarks, *, today: date) -> None:
        self.peering, self.marks, self.today = peering, marks, today.toordinal()
        self.one, self.others = peering.one, peering.others
        self.words = peering.snapshot.vocabularies

    @cached_property
    def distance(self) -> Values:
        """In km between the middles of the two municipalities: nobody's address can be told."""
        places = self.words.geography
        mine = municipality_places(places, self.one["municipality"])
        return km_apart(municipality_places(places, self.others["municipality"]), mine)

    def best(self, mine: str, theirs: str, affinity: Values) -> Values:
        """The highest affinity between a code of the subject and one of a candidate: NaN for none.

        Shape (n,); the codes may stand in different lists.
        """
        return unless_negative(look_up(self._reached(mine, affinity), self.others[theirs]).max(0))

    def spread(self, name: str, affinity: Values, *, way: Way) -> Values:
        """How much of the one's list the other reaches on average: shape (n,), NaN for none."""
        codes = self.others[name]
        if way is Way.BACK:
            return mean_known(look_up(self._reached(name, affinity), codes))
        each = [look_up(padded(affinity[code]), codes).max(axis=0) for code in self.codes(name)]
        return mean_known(np.array(each, dtype=np.float32).reshape(len(each), len(codes)))

    def share(self, name: str, affinity: Values, *, way: Way) -> Values:
        """How much of what the one wants the other wants too: shape (n,), NaN where it is unsaid.

        ``name`` is a column of weights over a small vocabulary; near wants count by affinity.
        """
        mine, theirs = self.one[name][0], self.others[name]
        wanted = np.flatnonzero(mine)
        if way is Way.BACK:
            reached = affinity[wanted].max(axis=0, initial=0)
            part, total = theirs @ reached, theirs.sum(axis=1)
        else:
            turned = np.ascontiguousarray(theirs.T)
            each = [(turned * affinity[code][:, None]).max(axis=0) for code in wanted]
            part = np.sum(each, axis=0) if each else np.zeros(len(theirs))
            total = np.where(theirs.any(axis=1), np.float32(len(wanted)), 0)
        known = (total > 0) & bool(len(wanted))
        share: Values = np.divide(part, total, out=np.full(len(theirs), np.nan), where=known)
        return share

    def found(self, name: str, way: Way) -> tuple[Array, Array]:
        """A column of the one who looks and of the one who is looked at, to be broadcast."""
        mine, theirs = self.one[name], self.others[name]
        return (mine, theirs) if way is Way.THERE else (theirs, mine)

    def codes(self, name: str) -> list[int]:
        """The subject's codes of a padded list."""
        return [code for code in self.one[name][0].tolist() if code >= 0]

    def _reached(self, name: str, affinity: Values) -> Values:
        codes = self.codes(name)
        if not codes:
            return np.full(len(affinity) + 1, -1, dtype=np.float32)
        return padded(affinity[codes].max(axis=0))

    @cached_property
    def meaning(self) -> Values:
        """The cosine of what the two texts mean; compared where they lie, not gathered first."""
        everybody = self.others.columns["meaning"]
        found: Values = cosines(self.one["meaning"][0], everybody)[self.others.rows]
        return found

    @cached_property
    def waiting(self) -> Values:
        """How many asks each candidate has not answered yet."""
        counts = np.zeros(len(self.peering.snapshot.talents), dtype=np.float32)
        for talent, count in self.marks.waiting.items():
            row = self.peering.snapshot.talents.row_of.get(talent)
            if row is not None:
                counts[row] = count
        return counts[self.others.rows]


def _role_sought(facts: PeerFacts, way: Way) -> Array:
    """What somebody's text names beside the own roles may be what they look for."""
    affinity = facts.words.roles.affinity
    if way is Way.THERE:
        return facts.best("heard_roles", "roles", affinity)
    return facts.best("roles", "heard_roles", affinity)


def _company(facts: PeerFacts, way: Way) -> Array:
    goals = facts.words.goals.index
    _, theirs = facts.found("goals", way)
    looks = theirs[:, [goals[code] for code in COMPANY]].any(axis=1)
    return np.where(theirs.any(axis=1), looks, np.nan)


def _level_gap(facts: PeerFacts, _: Way) -> Array:
    gap: Array = np.abs(facts.one["level"] - facts.others["level"])
    return gap


def _times_overlap(facts: PeerFacts, way: Way) -> Array:
    mine, theirs = facts.found("times", way)
    known = (mine > 0) & (theirs > 0)
    share = np.bitwise_count(mine & theirs) / np.maximum(np.bitwise_count(mine), 1)
    return np.where(known, share, np.nan)


def _language_shared(facts: PeerFacts, _: Way) -> Array:
    mine, theirs = facts.one["languages"], facts.others["languages"]
    return np.where((mine > 0) & (theirs > 0), (mine & theirs) > 0, np.nan)


def _theme_affinity(facts: PeerFacts, _: Way) -> Array:
    cosine = facts.others.project("theme_vector", facts.one["theme_vector"][0])
    return np.where(cosine == 0, np.nan, cosine)


def _profile_freshness(facts: PeerFacts, way: Way) -> Array:
    _, theirs = facts.found("updated", way)
    return np.where(theirs > 0, np.maximum(facts.today - theirs, 0), np.nan)


def _asks_waiting(facts: PeerFacts, way: Way) -> Array:
    """What the subject has to answer itself is no reason for others to see less in it."""
    return facts.waiting if way is Way.THERE else np.zeros(1, dtype=np.float32)


def _roles(affinity: Callable[[PeerFacts], Values]) -> Callable[[PeerFacts, Way], Array]:
    return lambda facts, _: facts.best("roles", "roles", affinity(facts))


PEER_FORMULAS: Mapping[str, Callable[[PeerFacts, Way], Array]] = {
    "genre_affinity": lambda f, _: f.best("genres", "genres", f.words.genres.affinity),
    "genre_spread": lambda f, way: f.spread("genres", f.words.genres.affinity, way=way),
    "role_complement": _roles(lambda facts: role_complements(facts.words.roles)),
    "role_likeness": _roles(lambda facts: facts.words.roles.affinity),
    "role_sought": _role_sought,
    "goals_shared": lambda f, way: f.share("goals", f.words.goals.affinity, way=way),
    "company": _company,
    "level_gap": _level_gap,
    "distance": lambda facts, _: facts.distance,
    "travel_ratio": lambda facts, way: facts.distance / facts.found("max_km", way)[0],
    "times_overlap": _times_overlap,
    "language_shared": _language_shared,
    "meaning_similarity": lambda facts, _: facts.meaning,
    "theme_affinity": _theme_affinity,
    "profile_freshness": _profile_freshness,
    "asks_waiting": _asks_waiting,
}
