"""Tests that the matching is the best there is: against every other of small homes, and again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import OfferId
from matcher.market.giveback import MatchingTerms, Owed, Promise, Slot, Suitability
from tests.factories import TODAY
from tests.matcher.market.giveback.home import matched, owed, placed, slot

People = list[tuple[str, bool, int, tuple[str, ...], int | None]]
Halls = list[tuple[int, tuple[str, ...], bool, bool, bool]]
PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["singer", "drums", "violin", "piano"]),
        st.booleans(),
        st.integers(0, 1),
        st.sampled_from([(), (), ("guitar",)]),
        st.sampled_from([None, None, 0, 1]),
    ),
    min_size=1,
    max_size=4,
)
SLOTS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from([(), ("singer",), ("drums",)]),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=40, deadline=None)
@given(PEOPLE, SLOTS, st.booleans())
def test_no_other_matching_places_more_or_is_worth_more(
    people: People, halls: Halls, twice: bool
) -> None:
    """Against every matching there is, judged by the rules as they are written down: seats with
    friends, acts that have promised, what is suggested now, and who has two to give."""
    who = [
        owed(str(n), role, joins_give_back=joins, cohort=OfferId(f"off-camp-{camp}"),
             friends=friends, current=None if now is None else OfferId(f"off-{chr(97 + now)}"))
        for n, (role, joins, camp, friends, now) in enumerate(people)
    ]  # fmt: skip
    if twice and len(who) > 1:
        who[1] = replace(who[1], talent=who[0].talent)
    where = [_hall(n, *hall) for n, hall in enumerate(halls)]
    found = matched(who, where)
    assert found.proved
    at = {one.row: one.column for one in found.placements}
    ours = tuple(at.get(row) for row in range(len(who)))
    home = Judged(who, where, found.suitability)
    assert home.allows(ours)
    every = product([None, *range(len(where))], repeat=len(who))
    best = max(home.worth(one) for one in every if home.allows(one))
    assert home.worth(ours) == pytest.approx(best)


@settings(max_examples=25, deadline=None)
@given(PEOPLE, SLOTS, st.integers(0, 5))
def test_run_again_on_what_it_suggested_it_moves_nobody(
    people: People, halls: Halls, turned: int
) -> None:
    """Whatever the order in which everybody comes."""
    who = [
        owed(str(n), role, joins_give_back=joins, cohort=OfferId(f"off-camp-{camp}"))
        for n, (role, joins, camp, _, _) in enumerate(people)
    ]
    where = [_hall(n, *hall) for n, hall in enumerate(halls)]
    before = placed(matched(who, where))
    again = [
        replace(one, current=OfferId(f"off-{before[one.id]}")) if one.id in before else one
        for one in who
    ]
    turn = turned % len(again)
    assert placed(matched(again[turn:] + again[:turn], where)) == before


def _hall(
    number: int, free: int, roles: tuple[str, ...], kit: bool, today: bool, promised: bool
) -> Slot:
    """Some on the same day; at some a singer of the first camp has promised already."""
    day: dict[str, Any] = {"start_date": TODAY, "end_date": TODAY} if today else {}
    equipment = ("drum_kit",) if kit else ()
    made = slot(chr(97 + number), free=free, roles=roles, equipment=equipment, **day)
    singer = Promise(cohort=OfferId("off-camp-0"), roles=("singer",), together=True)
    return replace(made, promises=(singer,) if promised else ())


@dataclass(frozen=True)
class Judged:
    """The rules once more, for one matching at a time: ``places`` has a slot for each give-back."""

    who: list[Owed]
    where: list[Slot]
    found: Suitability

    def allows(self, places: Sequence[int | None]) -> bool:
        """Whether it keeps every wall."""
        taken = [(row, at) for row, at in enumerate(places) if at is not None]
        return (
            all(self.found.obstacle[row, at] == 0 for row, at in taken)
            and all(self._seats(places, n) <= (s.free or 0) for n, s in enumerate(self.where))
            and all(self._is_act(act, at) for act, at in self._acts(places))
            and not any(self._clash(a, b) for a, b in combinations(taken, 2))
        )

    def worth(self, places: Sequence[int | None]) -> tuple[int, float]:
        """How many, then what they are worth together, in hundredths."""
        terms = MatchingTerms()
        taken = [(row, at) for row, at in enumerate(places) if at is not None]
        value = sum(float(np.rint(100 * self.found.fit[row, at])) for row, at in taken)
        kept = [self.who[row].current == self.where[at].offer.id for row, at in taken]
        company = [len(act) - (not self._joined(act, at)) for act, at in self._acts(places)]
        value += 100 * (terms.move_cost * sum(kept) + terms.company * sum(company))
        return len(taken), value

    def _seats(self, places: Sequence[int | None], slot: int) -> int:
        return sum(self.who[row].party for row, at in enumerate(places) if at == slot)

    def _clash(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        same = self.who[one[0]].talent.id == self.who[other[0]].talent.id
        days = self.where[one[1]].days & self.where[other[1]].days
        return same and (one[1] == other[1] or bool(days))

    def _is_act(self, act: list[int], at: int) -> bool:
        wanted = self.where[at].offer.roles
        stands = self._joined(act, at)
        carried = stands or bool(self.found.carries[act, at].any())
        met = (stands and wanted in ((), ("singer",))) or bool(self.found.sought[act, at].any())
        return carried and met

    def _joined(self, act: list[int], at: int) -> bool:
        first = self.who[act[0]]
        return first.together and any(p.cohort == first.cohort for p in self.where[at].promises)

    def _acts(self, places: Sequence[int | None]) -> list[tuple[list[int], int]]:
        acts: dict[tuple[str, int], list[int]] = {}
        for row, at in enumerate(places):
            if at is not None:
                one = self.who[row]
                acts.setdefault((one.cohort if one.together else f"/{row}", at), []).append(row)
        return [(act, at) for (_, at), act in acts.items()]


def test_a_search_that_is_cut_short_does_not_call_itself_proved() -> None:
    people = [owed(str(n), "singer", cohort=OfferId(f"off-{n % 7}")) for n in range(42)]
    slots = [slot(chr(97 + n), free=3, roles=("singer",)) for n in range(12)]
    assert not matched(people, slots, terms=MatchingTerms(most_nodes=0)).proved
