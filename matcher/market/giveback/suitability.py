"""Suitability: which of the people suit which slots, how well, and what stands in the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Direction, EligibilityContext
from matcher.features import Snapshot, pairing, verdicts
from matcher.features.eligibility import RULES
from matcher.features.places import km_apart, unit_vector
from matcher.market.giveback.party import Owed, Slot
from matcher.market.giveback.playing import Playing, playing_of
from matcher.vocabulary import Vocabularies, WordList

Mask = NDArray[np.bool_]
Values = NDArray[np.float64]
Rules = NDArray[np.uint8]

SOUGHT = 0.5
"""From which affinity on a role is one that the slot seeks."""

_UNSTATED = 0.5
_USUAL_KM, _SAME_PLACE_KM = 5.0, 0.01


class Obstacle(StrEnum):
    """What stands between a person and a slot beside eligibility; the first one counts."""

    NOT_ELIGIBLE = "not_eligible"
    PROFILING_OBJECTED = "profiling_objected"
    CERTIFICATE_MISSING = "certificate_missing"
    DAY_TAKEN = "day_taken"
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

    ``by_hand`` is for who chooses alone, and knows the own calendar: neither times nor that
    somebody has objected to being profiled is then an obstacle. Every table is made by slots, so
    that memory grows with people × slots alone.
    """
    roles = _Roles(owed, slots, words)
    times = _shared_times(owed, slots, words.times)
    parts = weights or FitWeights()
    fit = (
        parts.role * roles.affinity
        + parts.times * np.where(np.isnan(times), _UNSTATED, times)
        + parts.genre * _genres(owed, slots, words.genres)
        + parts.level * _levels(owed, slots)
    )
    masks = _by_nature(owed, slots, roles) | {
        Obstacle.NOT_ELIGIBLE: rules > 0,
        Obstacle.PROFILING_OBJECTED: _column(
            not by_hand and not one.talent.profiling for one in owed
        ),
        Obstacle.TIMES_UNSUITED: (times == 0) & (not by_hand),
    }
    obstacle = np.zeros(rules.shape, dtype=np.uint8)
    for place in range(len(OBSTACLES) - 1, -1, -1):
        np.copyto(obstacle, place + 1, where=masks[OBSTACLES[place]])
    km = _distances(owed, slots, words)
    return Suitability(obstacle, rules, fit, km, roles.best, roles.sought, roles.carries)


def _by_nature(
    owed: Sequence[Owed], slots: Sequence[Slot], roles: "_Roles"
) -> dict[Obstacle, Mask]:
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
) -> Rules:
    """The first rule of eligibility that says no to each, as ``verdicts`` has it: shape (people,
    slots), 0 for none. Whom or what the snapshot does not know may nothing."""
    row_of = snapshot.talents.row_of
    rows = np.array([row_of.get(one.talent.id, -1) for one in owed], dtype=np.intp)
    found = np.ones((len(owed), len(slots)), dtype=np.uint8)
    for number, slot in enumerate(slots):
        if slot.offer.id in snapshot.offers.row_of:
            asked = pairing(snapshot, Direction.TALENTS_FOR_OFFER, subject=slot.offer.id)
            codes = np.append(verdicts(asked, context).codes, 1)
            found[:, number] = codes[rows]
    return found


def rule_name(code: int) -> str:
    """The name of the rule behind ``Suitability.rule``."""
    return RULES[code - 1].value


class _Roles:
    """What of all that somebody plays can be played where, and how well it is what is sought."""

    def __init__(self, owed: Sequence[Owed], slots: Sequence[Slot], words: Vocabularies) -> None:
        among, playing = words.roles, playing_of(words)
        known = sorted({r for one in owed for r in (*one.talent.roles, *one.friends) if r in among})
        parts = [playing[role] for role in known]
        quiet = _quiet_enough(parts, slots, words)
        usable = quiet & _equipped(parts, slots)
        affinity = _sought(known, slots, among)
        carrying = np.array([part.carries for part in parts], dtype=np.bool_)
        place = {role: number for number, role in enumerate(known)}
        shape = (len(owed), len(slots))
        self.quiet_enough, self.usable = np.ones(shape, np.bool_), np.ones(shape, np.bool_)
        self.affinity, self.best = np.full(shape, _UNSTATED), np.full(shape, -1, np.int16)
        self.sought, self.carries = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        index = np.array([among.index[role] for role in known], dtype=np.int16)
        for row, one in enumerate(owed):
            own = [place[role] for role in one.talent.roles if role in place]
            if not own:
                continue
            friends = [place[role] for role in one.friends if role in place]
            self.quiet_enough[row] = quiet[own].any(axis=0) & quiet[friends].all(axis=0)
            self.usable[row] = usable[own].any(axis=0) & usable[friends].all(axis=0)
            found = np.where(usable[own], affinity[own], -1)
            best = found.argmax(axis=0)
            self.affinity[row] = np.maximum(found.max(axis=0), 0)
            self.best[row] = index[own][best]
            party = [*own, *friends]
            wanted = usable[party] & (affinity[party] >= SOUGHT)
            self.sought[row] = wanted.any(axis=0)
            alone = usable[party] & (carrying[party][:, None] | (affinity[party] >= 1))
            self.carries[row] = alone.any(axis=0)


def _quiet_enough(parts: Sequence[Playing], slots: Sequence[Slot], words: Vocabularies) -> Mask:
    """Shape (roles, slots)."""
    loudest = max(words.loudness_steps.values())
    welcome = []
    for slot in slots:
        offer = slot.offer
        said = offer.loudness or words.audience_loudness.get(offer.audience or "")
        welcome.append(words.loudness_steps.get(said or "", loudest))
    steps = np.array([part.loudness for part in parts], dtype=np.int8)
    quiet: Mask = steps[:, None] <= np.array(welcome, dtype=np.int8)[None, :]
    return quiet


def _equipped(parts: Sequence[Playing], slots: Sequence[Slot]) -> Mask:
    """Shape (roles, slots); a slot that says nothing of its equipment may have it."""
    there = [frozenset(slot.offer.equipment) for slot in slots]
    return np.array(
        [[not (e and p.needs) or bool(p.needs & e) for e in there] for p in parts], dtype=np.bool_
    ).reshape(len(parts), len(slots))


def _sought(known: Sequence[str], slots: Sequence[Slot], among: WordList) -> Values:
    """The best affinity of each role with those that the slot seeks: shape (roles, slots).

    A slot that seeks nothing in particular seeks everybody a little less than exactly.
    """
    rows = [among.index[role] for role in known]
    found = np.full((len(known), len(slots)), 0.9)
    for number, slot in enumerate(slots):
        wanted = [among.index[role] for role in slot.offer.roles if role in among]
        if wanted:
            found[:, number] = among.affinity[np.ix_(rows, wanted)].max(axis=1, initial=0)
    return found


def _column(values: Iterable[bool]) -> Mask:
    """Shape (people, 1)."""
    column: Mask = np.fromiter(values, dtype=np.bool_)[:, None]
    return column


def _clashes(owed: Sequence[Owed], slots: Sequence[Slot]) -> Mask:
    days = [slot.days for slot in slots]
    return np.array(
        [[not one.busy.isdisjoint(taken) for taken in days] for one in owed], dtype=np.bool_
    ).reshape(len(owed), len(slots))


def _shared_times(owed: Sequence[Owed], slots: Sequence[Slot], among: WordList) -> Values:
    """The share of the slot's times that suit; NaN where either side states none."""
    theirs = _several([one.talent.times for one in owed], among)
    asked = _several([slot.offer.times for slot in slots], among)
    stated = (theirs.sum(axis=1) > 0)[:, None] & (asked.sum(axis=1) > 0)[None, :]
    share = theirs @ asked.T / np.maximum(asked.sum(axis=1), 1)
    return np.where(stated, share, np.nan)


def _genres(owed: Sequence[Owed], slots: Sequence[Slot], among: WordList) -> Values:
    """The best affinity of a genre of each; half where either side states none."""
    found = np.full((len(owed), len(slots)), _UNSTATED)
    played = [[among.index[g] for g in one.talent.genres if g in among] for one in owed]
    for number, slot in enumerate(slots):
        wanted = [among.index[genre] for genre in slot.offer.genres if genre in among]
        if wanted:
            near = among.affinity[:, wanted].max(axis=1)
            found[:, number] = [near[own].max() if own else _UNSTATED for own in played]
    return found


def _levels(owed: Sequence[Owed], slots: Sequence[Slot]) -> Values:
    """1 within the slot's levels, half a step worse for each step outside."""
    level = np.array([one.talent.level or np.nan for one in owed], dtype=np.float64)[:, None]
    least = np.array([slot.offer.level_min or 1 for slot in slots], dtype=np.float64)
    most = np.array([slot.offer.level_max or 5 for slot in slots], dtype=np.float64)
    away = np.maximum(np.maximum(least - level, level - most), 0)
    return np.where(np.isnan(away), _UNSTATED, 0.5 ** np.nan_to_num(away))


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
