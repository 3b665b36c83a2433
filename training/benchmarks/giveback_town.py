"""The demo town's give-backs: what its year opened, and the slots at home, municipality by
municipality."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import numpy as np

from fixtures import town as demo
from fixtures.year import PARTNERSHIP, events
from matcher.domain import (
    GIVE_BACK_KIND,
    Audience,
    EligibilityContext,
    OfferId,
    PairState,
    TalentId,
    follow,
    host_of_participation,
    takes_seat,
)
from matcher.features import Snapshot, sentence_encoder
from matcher.market.giveback import Owed, Rules, Slot, rules_between
from matcher.vocabulary import Vocabularies, load
from training.town import Town, read_town

_POSTCODES = range(1000, 10_000)

States = Mapping[tuple[TalentId, OfferId], PairState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One municipality: what is open, the slots, and what the rules say of each pair."""

    municipality: str
    owed: tuple[Owed, ...]
    slots: tuple[Slot, ...]
    rules: Rules


def homes(*, today: date, seed: int, copies: int = 1, every: int = 1) -> list[Home]:
    """The homes as of ``today``; ``copies`` of everybody and of every slot make a larger town,
    one person of ``every`` so many a smaller one."""
    words = load()
    with TemporaryDirectory(prefix="samspil-town-") as folder:
        demo.write(Path(folder), today)
        town = read_town(Path(folder), words, today=today, graded=False)
    town = _wordless(town, every)
    states = _states(town, words, today=today, seed=seed)
    town = _addressed(town, words, seed)
    snapshot = town.snapshot(words, sentence_encoder(), today=today)
    snapshot.put_pairs((talent, offer, state) for (talent, offer), state in states.items())
    owed, slots = _owed(town, states), _slots(town, states)
    context = EligibilityContext(
        today=today, partnership=PARTNERSHIP, audience=Audience.COORDINATOR
    )
    return [
        _home(place, owed[place], slots[place], snapshot, context, copies)
        for place in sorted(owed)
        if place in slots
    ]


def _wordless(town: Town, every: int) -> Town:
    """Texts play no part here, and hearing them takes longest."""
    return replace(
        town,
        offers=tuple(replace(offer, title="", description="") for offer in town.offers),
        talents=tuple(replace(one, bio="") for one in town.talents[::every]),
    )


def _addressed(town: Town, words: Vocabularies, seed: int) -> Town:
    """People and slots with postcodes, which the town lacks, by lot among those of their place."""
    areas = _areas(words)

    def drawn(key: str, place: str | None) -> str | None:
        among = areas.get(place or "", ())
        return among[crc32(f"{seed}:{key}".encode()) % len(among)] if among else None

    return replace(
        town,
        talents=tuple(
            replace(one, postcode=one.postcode or drawn(one.id, one.municipality))
            for one in town.talents
        ),
        offers=tuple(
            replace(one, postcode=one.postcode or drawn(one.id, one.municipality))
            if one.kind == GIVE_BACK_KIND
            else one
            for one in town.offers
        ),
    )


def _areas(words: Vocabularies) -> Mapping[str, tuple[str, ...]]:
    """One postcode of each postal area, by municipality."""
    points: dict[str, dict[tuple[float, float], str]] = defaultdict(dict)
    for code in _POSTCODES:
        found = words.geography.resolve_postcode(str(code))
        if found is not None:
            points[found.municipality].setdefault((found.lat, found.lon), found.code)
    return {place: tuple(codes.values()) for place, codes in points.items()}


def _home(
    place: str,
    owed: list[Owed],
    slots: list[Slot],
    snapshot: Snapshot,
    context: EligibilityContext,
    copies: int,
) -> Home:
    rules = rules_between(owed, slots, snapshot=snapshot, context=context)
    people = [_copy(one, n) for n in range(copies) for one in owed]
    places = [_slot_copy(slot, n) for n in range(copies) for slot in slots]
    return Home(
        municipality=place,
        owed=tuple(people),
        slots=tuple(places),
        rules=np.tile(rules, (copies, copies)),
    )


def _copy(one: Owed, number: int) -> Owed:
    if number == 0:
        return one
    talent = replace(one.talent, id=TalentId(f"{one.talent.id}-{number}"))
    cohort = OfferId(f"{one.cohort}-{number}")
    return replace(one, id=f"{one.id}-{number}", talent=talent, cohort=cohort)


def _slot_copy(slot: Slot, number: int) -> Slot:
    if number == 0:
        return slot
    return replace(slot, offer=replace(slot.offer, id=OfferId(f"{slot.offer.id}-{number}")))


def _states(town: Town, words: Vocabularies, *, today: date, seed: int) -> States:
    states: dict[tuple[TalentId, OfferId], PairState] = {}
    year = events(
        town.talents,
        town.offers,
        organisations=town.organisations,
        words=words,
        today=today,
        seed=seed,
    )
    for event in year:
        key = (event.talent, event.offer)
        states[key] = follow(states.get(key, PairState.NONE), event.kind, side=event.side)
    return states


def _owed(town: Town, states: States) -> Mapping[str, list[Owed]]:
    talents = {one.id: one for one in town.talents}
    offers = {one.id: one for one in town.offers}
    lies = {one.id: one.municipality for one in town.organisations}
    found: dict[str, list[Owed]] = defaultdict(list)
    for (talent, offer), state in states.items():
        who, what = talents[talent], offers[offer]
        place = what.municipality or lies[what.organisation]
        host = host_of_participation(who, what, place=place, partnership=PARTNERSHIP)
        if state & PairState.TAKEN_PART and host and who.municipality:
            one = Owed(id=f"{talent}:{offer}", talent=who, cohort=offer)
            found[who.municipality].append(one)
    return found


def _slots(town: Town, states: States) -> Mapping[str, list[Slot]]:
    taken: dict[OfferId, int] = defaultdict(int)
    for (_, at), state in states.items():
        taken[at] += takes_seat(state)
    found: dict[str, list[Slot]] = defaultdict(list)
    for offer in town.offers:
        if offer.kind == GIVE_BACK_KIND and offer.municipality:
            seats = None if offer.capacity is None else max(offer.capacity - taken[offer.id], 0)
            found[offer.municipality].append(Slot(offer=offer, free=seats))
    return found
