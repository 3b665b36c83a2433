"""Reasons: why a slot was suggested, what is to be asked before, and why somebody has none."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain import Offer, Problem, Talent, age_on
from matcher.market.giveback.casting import SOUGHT
from matcher.market.giveback.matching import Matching, Placement
from matcher.market.giveback.party import Owed, Slot
from matcher.market.giveback.playing import playing_of
from matcher.market.giveback.suitability import OBSTACLES, Obstacle, Suitability, rule_name
from matcher.vocabulary import Vocabularies

_GROWN = 18
_SCHOOL = "weekday_day"
_NO_SLOTS, _ALL_TAKEN = "give_back_no_slots", "give_back_all_taken"


def placement_reasons(
    placement: Placement, found: Suitability, *, words: Vocabularies
) -> tuple[Problem, ...]:
    """What speaks for the suggestion, then what is to be known before one agrees."""
    company = len(placement.company) + sum(
        promise.together and promise.cohort == placement.owed.cohort
        for promise in placement.slot.promises
    )
    together = (Problem("give_back_together", {"others": company}),) if company else ()
    kept = placement.owed.current == placement.slot.offer.id
    return (
        *together,
        *slot_reasons(
            placement.owed,
            placement.slot,
            found=found,
            at=(placement.row, placement.column),
            words=words,
            in_company=bool(company),
        ),
        *((Problem("give_back_kept"),) if kept else ()),
    )


def slot_reasons(
    owed: Owed,
    slot: Slot,
    *,
    found: Suitability,
    at: tuple[int, int],
    words: Vocabularies,
    in_company: bool = False,
) -> tuple[Problem, ...]:
    """What speaks for one slot, and what is to be known before.

    The matching sends nobody alone who is no act alone; who chooses one by hand is told.
    """
    row, column = at
    alone = not in_company and not found.carries[row, column]
    role = int(found.role[row, column])
    code = words.roles.codes[role] if role >= 0 else None
    return (
        *_for(owed.talent, slot.offer, code, sought=bool(found.sought[row, column]), words=words),
        *((Problem("give_back_needs_company"),) if alone else ()),
        *_known(owed.talent, slot.offer, code, words=words),
    )


def _for(
    talent: Talent, offer: Offer, role: str | None, *, sought: bool, words: Vocabularies
) -> Iterator[Problem]:
    if role is not None and sought and _is_sought(role, offer, words):
        code = "give_back_role_sought" if offer.roles else "give_back_role"
        yield Problem(code, {"roles": role})
    there = playing_of(words)[role].needs & set(offer.equipment) if role else frozenset()
    if there:
        yield Problem("give_back_equipment_there", {"equipment": "|".join(sorted(there))})
    if offer.loudness is not None:
        yield Problem("give_back_loudness_fits", {"loudness": offer.loudness})
    shared = [time for time in offer.times if time in talent.times]
    if shared:
        yield Problem("give_back_time_suits", {"times": "|".join(shared)})
    if offer.certificate_needed:
        yield Problem("give_back_certificate_there")


def _is_sought(role: str, offer: Offer, words: Vocabularies) -> bool:
    """Whether just this role is: what a party has to offer may be what friends play."""
    among = words.roles
    wanted = [among.index[one] for one in offer.roles if one in among]
    return not wanted or bool(among.affinity[among.index[role], wanted].max() >= SOUGHT)


def _known(
    talent: Talent, offer: Offer, role: str | None, *, words: Vocabularies
) -> Iterator[Problem]:
    if offer.pay_dkk:
        yield Problem("give_back_paid", {"dkk": offer.pay_dkk})
    elif offer.pay_dkk is None:
        yield Problem("give_back_pay_unstated")
    else:
        yield Problem("give_back_unpaid")
    needs = playing_of(words)[role].needs if role else frozenset()
    if needs and not offer.equipment:
        yield Problem("give_back_equipment_unstated", {"equipment": "|".join(sorted(needs))})
    if offer.times and not talent.times:
        yield Problem("give_back_time_unstated", {"times": "|".join(offer.times)})
    if offer.times and talent.times and not set(offer.times) & set(talent.times):
        yield Problem("give_back_time_differs", {"times": "|".join(offer.times)})
    if _SCHOOL in offer.times and _in_school(talent, offer.start_date):
        yield Problem("give_back_school_hours")
    if offer.languages and talent.languages and not set(offer.languages) & set(talent.languages):
        yield Problem("give_back_language", {"languages": "|".join(offer.languages)})


def _in_school(talent: Talent, day: date | None) -> bool:
    return bool(talent.birth_date and day and age_on(talent.birth_date, day) < _GROWN)


def unplaced_reasons(matching: Matching, row: int) -> tuple[Problem, ...]:
    """Why somebody was given nothing: how many slots each obstacle kept away, the most first.

    ``give_back_no_slots`` where there are none at home, ``give_back_all_taken`` where some suit and
    others have them.
    """
    codes = matching.suitability.obstacle[row]
    if not len(codes):
        return (Problem(_NO_SLOTS),)
    met = Counter(_name(matching.suitability, row, column) for column in range(len(codes)))
    free = met.pop("", 0)
    taken = (Problem(_ALL_TAKEN, {"slots": free}),) if free else ()
    return (*taken, *_counted(met))


def _counted(met: Counter[str]) -> Sequence[Problem]:
    return [Problem(code, {"slots": count}) for code, count in met.most_common()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one obstacle did: it kept ``people`` from some of ``slots``; in all, ``pairs`` of a
    person and a slot."""

    people: int
    slots: int
    pairs: int


def kept_away(matching: Matching, rows: Sequence[int]) -> dict[str, Kept]:
    """What kept the people of ``rows`` without a slot, by the codes of ``unplaced_reasons``; first
    what did so for the most pairs."""
    people: Counter[str] = Counter()
    slots: defaultdict[str, set[int]] = defaultdict(set)
    pairs: Counter[str] = Counter()
    found = matching.suitability
    for row in rows:
        columns = range(found.obstacle.shape[1])
        names = [_name(found, row, column) or _ALL_TAKEN for column in columns]
        people.update(set(names) or {_NO_SLOTS})
        pairs.update(names or [_NO_SLOTS])
        for column, name in enumerate(names):
            slots[name].add(column)
    return {
        name: Kept(people=people[name], slots=len(slots[name]), pairs=count)
        for name, count in pairs.most_common()
    }


def unsuited_reason(found: Suitability, row: int, column: int) -> Problem:
    """What stands between a person and a slot that does not suit."""
    return Problem(_name(found, row, column))


def _name(found: Suitability, row: int, column: int) -> str:
    code = int(found.obstacle[row, column])
    if code == 0:
        return ""
    obstacle = OBSTACLES[code - 1]
    if obstacle is Obstacle.NOT_ELIGIBLE:
        return rule_name(int(found.rule[row, column]))
    return f"give_back_{obstacle.value}"
