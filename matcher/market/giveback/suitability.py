"""Suitability: which of the people suit which slots, how well, and what stands in the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Direction, EligibilityContext, Exclusion
from matcher.features import Snapshot, pairing, verdicts
from matcher.features.eligibility import RULES
from matcher.features.places import km_apart, unit_vector
from matcher.market.giveback.casting import UNSTATED, Casting, Mask, Values
from matcher.market.giveback.party import Owed, Slot
from matcher.vocabulary import Vocabularies, WordList

Rules = NDArray[np.uint8]

_USUAL_KM, _SAME_PLACE_KM = 5.0, 0.01


class Obstacle(StrEnum):
    """What stands between a person and a slot beside eligibility; the first one counts."""

    NOT_ELIGIBLE = "not_eligible"
    PROFILING_OBJECTED = "profiling_objected"
    CERTIFICATE_MISSING = "certificate_missing"
    DAY_TAKEN = "day_taken"
    SLOT_LEFT = "slot_left"
    TIMES_UNSUITED = "times_unsuited"
    ROLES_UNSTATED = "roles_unstated"
    TOO_LOUD = "too_loud"
    EQUIPMENT_MISSING = "equipment_missing"
    SEATS_TAKEN = "seats_taken"


OBSTACLES = tuple(Obstacle)


@dataclass(frozen=True, slots=True, kw_only=True)
class FitWeights:
    """How much each part weighs in the fit of a person and a slot; what is not stated counts half.

    Set by judgement: what one plays matters most, whether the hour suits comes before taste.
    """

    role: float = 0.4
    times: float = 0.25
    genre: float = 0.2
    level: float = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Suitability:
    """People by slots, all of shape (people, slots).

    ``obstacle`` is 0 where nothing stands in the way, else 1 + the place in ``Obstacle``; ``rule``
    is 0, else 1 + the place in ``Exclusion``. ``fit`` runs from 0 to 1, ``km`` is NaN where a place
    is unknown; ``role`` is the role (its place among the vocabulary's) that fits best there, -1 for
    none. ``sought`` and ``carries``: the slot seeks what the person plays; it can be an act alone.
    """

    obstacle: NDArray[np.uint8]
    rule: Rules
    fit: Values
    km: Values
    role: NDArray[np.int16]
    sought: Mask
    carries: Mask

    @property
    def suits(self) -> Mask:
        """Where nothing stands in the way."""
        free: Mask = self.obstacle == 0
        return free


def suitability(
    owed: Sequence[Owed],
    slots: Sequence[Slot],
    *,
    rules: Rules,
    words: Vocabularies,
    by_hand: bool = False,
    weights: FitWeights | None = None,
) -> Suitability:
    """How everybody and every slot go together; ``rules`` is what eligibility says of each pair
    (``rules_between``), shape (people, slots).

    ``by_hand`` is for who chooses alone, and knows the own calendar: neither times, nor a slot that
    was left before, nor that somebody has objected to being profiled is then an obstacle. Every
    table is made by slots, so that memory grows with people × slots alone.
    """
    roles = Casting(owed, slots, words)
    times = _shared_times(owed, slots, words.times)
    parts = weights or FitWeights()
    fit = (
        parts.role * roles.affinity
        + parts.times * np.where(np.isnan(times), UNSTATED, times)
        + parts.genre * _genres(owed, slots, words.genres)
        + parts.level * _levels(owed, slots)
    )
    masks = _by_nature(owed, slots, roles) | {
        Obstacle.NOT_ELIGIBLE: rules > 0,
        Obstacle.PROFILING_OBJECTED: _column(
            not by_hand and not one.talent.profiling for one in owed
        ),
        Obstacle.TIMES_UNSUITED: (times == 0) & (not by_hand),
        Obstacle.SLOT_LEFT: _left(owed, slots) & (not by_hand),
    }
    obstacle = np.zeros(rules.shape, dtype=np.uint8)
    for place in range(len(OBSTACLES) - 1, -1, -1):
        np.copyto(obstacle, place + 1, where=masks[OBSTACLES[place]])
    km = _distances(owed, slots, words)
    return Suitability(obstacle, rules, fit, km, roles.best, roles.sought, roles.carries)


def _by_nature(owed: Sequence[Owed], slots: Sequence[Slot], roles: Casting) -> dict[Obstacle, Mask]:
    """What neither a choice nor a wish changes; of shape (people, slots) or (people, 1)."""
    needed = np.array([slot.offer.certificate_needed for slot in slots], dtype=np.bool_)
    # Of friends without a profile nobody has seen a certificate.
    unseen = _column(bool(one.friends) or not one.talent.child_certificate for one in owed)
    return {
        Obstacle.CERTIFICATE_MISSING: unseen & needed,
        Obstacle.DAY_TAKEN: _clashes(owed, slots),
        Obstacle.ROLES_UNSTATED: _column(not one.talent.roles for one in owed),
        Obstacle.TOO_LOUD: ~roles.quiet_enough,
        Obstacle.EQUIPMENT_MISSING: ~roles.usable,
        Obstacle.SEATS_TAKEN: _seats_taken(owed, slots),
    }


def rules_between(
    owed: Sequence[Owed],
    slots: Sequence[Slot],
    *,
    snapshot: Snapshot,
    context: EligibilityContext,
    unasked: frozenset[Exclusion] = frozenset(),
) -> Rules:
    """The first rule of eligibility but those ``unasked`` that says no to each, as ``verdicts`` has
    it: shape (people, slots), 0 for none. Whom or what the snapshot does not know may nothing."""
    row_of = snapshot.talents.row_of
    rows = np.array([row_of.get(one.talent.id, -1) for one in owed], dtype=np.intp)
    found = np.ones((len(owed), len(slots)), dtype=np.uint8)
    for number, slot in enumerate(slots):
        if slot.offer.id in snapshot.offers.row_of:
            asked = pairing(snapshot, Direction.TALENTS_FOR_OFFER, subject=slot.offer.id)
            codes = np.append(verdicts(asked, context, unasked=unasked).codes, 1)
            found[:, number] = codes[rows]
    return found


def rule_name(code: int) -> str:
    """The name of the rule behind ``Suitability.rule``."""
    return RULES[code - 1].value


def _column(values: Iterable[bool]) -> Mask:
    """Shape (people, 1)."""
    column: Mask = np.fromiter(values, dtype=np.bool_)[:, None]
    return column


def _clashes(owed: Sequence[Owed], slots: Sequence[Slot]) -> Mask:
    days = [slot.days for slot in slots]
    return np.array(
        [[not one.busy.isdisjoint(taken) for taken in days] for one in owed], dtype=np.bool_
    ).reshape(len(owed), len(slots))


def _left(owed: Sequence[Owed], slots: Sequence[Slot]) -> Mask:
    """Where somebody was and went again."""
    place = {slot.offer.id: number for number, slot in enumerate(slots)}
    found = np.zeros((len(owed), len(slots)), dtype=np.bool_)
    for row, one in enumerate(owed):
        found[row, [place[key] for key in one.left if key in place]] = True
    return found


def _shared_times(owed: Sequence[Owed], slots: Sequence[Slot], among: WordList) -> Values:
    """The share of the slot's times that suit; NaN where either side states none."""
    theirs = _several([one.talent.times for one in owed], among)
    asked = _several([slot.offer.times for slot in slots], among)
    stated = (theirs.sum(axis=1) > 0)[:, None] & (asked.sum(axis=1) > 0)[None, :]
    share = theirs @ asked.T / np.maximum(asked.sum(axis=1), 1)
    return np.where(stated, share, np.nan)


def _genres(owed: Sequence[Owed], slots: Sequence[Slot], among: WordList) -> Values:
    """The best affinity of a genre of each; half where either side states none."""
    found = np.full((len(owed), len(slots)), UNSTATED)
    played = [[among.index[g] for g in one.talent.genres if g in among] for one in owed]
    for number, slot in enumerate(slots):
        wanted = [among.index[genre] for genre in slot.offer.genres if genre in among]
        if wanted:
            near = among.affinity[:, wanted].max(axis=1)
            found[:, number] = [near[own].max() if own else UNSTATED for own in played]
    return found


def _levels(owed: Sequence[Owed], slots: Sequence[Slot]) -> Values:
    """1 within the slot's levels, half a step worse for each step outside."""
    level = np.array([one.talent.level or np.nan for one in owed], dtype=np.float64)[:, None]
    least = np.array([slot.offer.level_min or 1 for slot in slots], dtype=np.float64)
    most = np.array([slot.offer.level_max or 5 for slot in slots], dtype=np.float64)
    away = np.maximum(np.maximum(least - level, level - most), 0)
    return np.where(np.isnan(away), UNSTATED, 0.5 ** np.nan_to_num(away))


def _seats_taken(owed: Sequence[Owed], slots: Sequence[Slot]) -> Mask:
    party = np.array([one.party for one in owed])[:, None]
    endless = np.iinfo(np.int32).max
    free = np.array([endless if s.free is None else s.free for s in slots], dtype=np.int64)
    taken: Mask = party > free
    return taken


def _distances(owed: Sequence[Owed], slots: Sequence[Slot], words: Vocabularies) -> Values:
    """Great-circle km; within one municipality of unknown addresses a usual way."""
    here = _places([(o.talent.postcode, o.talent.municipality) for o in owed], words)
    there = _places([(s.offer.postcode, s.offer.municipality) for s in slots], words)
    km = np.empty((len(owed), len(slots)))
    for number in range(len(slots)):
        km[:, number] = km_apart(here, there[number : number + 1])
    return np.where(km < _SAME_PLACE_KM, _USUAL_KM, km)


def _places(
    named: Sequence[tuple[str | None, str | None]], words: Vocabularies
) -> NDArray[np.float32]:
    nowhere = (np.nan, np.nan, np.nan)
    points = [words.geography.point(postcode=p, municipality=m) for p, m in named]
    found = [unit_vector(point) if point else nowhere for point in points]
    return np.array(found, dtype=np.float32).reshape(len(found), 3)


def _several(lists: Sequence[Sequence[str]], among: WordList) -> Values:
    found = np.zeros((len(lists), len(among.codes)))
    for row, codes in enumerate(lists):
        found[row, [among.index[code] for code in codes if code in among]] = 1
    return found
