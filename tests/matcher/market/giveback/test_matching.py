"""Tests of the matching: everybody who can be placed is, together where it can be, and stably."""

from dataclasses import replace
from typing import Any

import pytest

from matcher.domain import OfferId
from matcher.market.giveback import (
    Kept,
    Owed,
    Promise,
    act_stands,
    kept_away,
    placement_reasons,
    unplaced_reasons,
)
from matcher.vocabulary import load
from tests.factories import TODAY
from tests.matcher.market.giveback.home import CAMP, matched, owed, placed, slot


def codes(problems: object) -> list[str]:
    return [problem.code for problem in problems]  # type: ignore[attr-defined]


def test_as_many_as_can_be_are_placed_even_where_the_best_fit_would_place_fewer() -> None:
    both, only = owed("both", "singer", "guitar"), owed("only", "singer")
    choirs = slot("a", free=1, roles=("singer",))
    strings = slot("b", free=1, roles=("guitar",))
    assert placed(matched([both, only], [choirs, strings])) == {"both": "b", "only": "a"}


def test_co_participants_who_opted_in_come_together() -> None:
    people = [owed("1", "singer"), owed("2", "guitar"), owed("3", "violin")]
    found = matched(people, [slot("a"), slot("b"), slot("c")])
    assert len(set(placed(found).values())) == 1
    assert {one.owed.id: set(one.company) for one in found.placements} == {
        "1": {"2", "3"},
        "2": {"1", "3"},
        "3": {"1", "2"},
    }


def test_who_has_not_opted_in_is_nobodys_company() -> None:
    people = [owed("1"), owed("2", joins_give_back=False)]
    found = matched(people, [slot("a")])
    assert [one.company for one in found.placements] == [(), ()]


def test_people_of_different_projects_are_not_put_together_as_an_act() -> None:
    people = [owed("1"), owed("2", cohort=OfferId("off-course"))]
    assert all(not one.company for one in matched(people, [slot("a")]).placements)


def test_seats_are_never_exceeded_and_friends_take_one_each() -> None:
    people = [owed("1", friends=("guitar",)), owed("2"), owed("3")]
    found = matched(people, [slot("a", free=2)])
    assert set(placed(found)) == {"2", "3"}
    alone = matched(people[:1], [slot("a", free=1)])
    assert codes(unplaced_reasons(alone, 0)) == ["give_back_seats_taken"]


def test_drums_alone_are_no_act_but_come_along_with_somebody_who_carries_one() -> None:
    hall = slot("a", equipment=("drum_kit",))
    drummer = owed("d", "drums")
    assert placed(matched([drummer], [hall])) == {}
    assert set(placed(matched([drummer, owed("s", "singer")], [hall]))) == {"d", "s"}
    school = slot("b", roles=("drums",), equipment=("drum_kit",))
    assert placed(matched([drummer], [school])) == {"d": "b"}


def test_somebody_of_an_act_must_play_what_is_sought() -> None:
    strings = slot("a", roles=("violin",))
    rapper = owed("r", "rapper")
    assert placed(matched([rapper], [strings])) == {}
    assert set(placed(matched([rapper, owed("v", "violin")], [strings]))) == {"r", "v"}


def test_an_act_that_has_promised_already_can_be_joined() -> None:
    standing = Promise(cohort=CAMP, roles=("singer",), together=True)
    hall = replace(slot("a", equipment=("drum_kit",)), promises=(standing,))
    found = matched([owed("d", "drums")], [hall, slot("b")])
    assert placed(found) == {"d": "a"}
    (one,) = found.placements
    reasons = placement_reasons(one, found.suitability, words=load())
    assert reasons[0].params == {"others": 1}


@pytest.mark.parametrize(("plays", "told"), [("piano", False), ("violin", True), ("viola", True)])
def test_what_friends_play_is_not_told_as_ones_own(plays: str, told: bool) -> None:
    strings = slot("a", roles=("violin",), equipment=("piano",))
    found = matched([owed("p", plays, friends=("violin",))], [strings])
    (one,) = found.placements
    reasons = placement_reasons(one, found.suitability, words=load())
    assert ("give_back_role_sought" in codes(reasons)) is told


@pytest.mark.parametrize(
    ("sought", "plays", "stands"),
    [
        (("drums",), ("drums",), True),
        ((), ("drums",), False),
        (("drums",), ("percussion",), False),
        (("drums",), ("singer",), False),
        ((), ("drums", "singer"), True),
    ],
)
def test_what_may_come_alone_still_stands_alone_once_it_has_promised(
    sought: tuple[str, ...], plays: tuple[str, ...], stands: bool
) -> None:
    school = slot("b", roles=sought, equipment=("drum_kit",))
    assert placed(matched([owed("d", *plays)], [school])) == ({"d": "b"} if stands else {})
    promise = Promise(cohort=CAMP, roles=plays, together=True)
    assert act_stands([promise], school, load()) == stands


@pytest.mark.parametrize(
    ("person", "at", "obstacle"),
    [
        (owed("1", "trumpet", "singer"), {"loudness": "quiet"}, None),
        (owed("1", "trumpet"), {"loudness": "acoustic"}, "give_back_too_loud"),
        (owed("1", "trumpet"), {"audience": "elderly"}, "give_back_too_loud"),
        (owed("1", "trumpet"), {"audience": "elderly", "loudness": "amplified"}, None),
        (owed("1", "piano"), {"equipment": ("pa",)}, "give_back_equipment_missing"),
        (owed("1", "piano"), {"equipment": ("keyboard",)}, None),
        (owed("1", "piano"), {}, None),
        (owed("1", times=("weekend",)), {"times": ("weekday_day",)}, "give_back_times_unsuited"),
        (owed("1", times=("weekend",)), {"times": ("weekend",)}, None),
        (owed("1"), {"certificate_needed": True}, "give_back_certificate_missing"),
        (owed("1", child_certificate=True), {"certificate_needed": True}, None),
        (owed("1", child_certificate=True, friends=("guitar",)), {"certificate_needed": True},
         "give_back_certificate_missing"),
        (owed("1", profiling=False), {}, "give_back_profiling_objected"),
        (owed("1", paused=True), {}, "paused"),
        (owed("1"), {"age_min": 21}, "too_young"),
        (owed("1"), {"status": "draft"}, "not_published"),
    ],
)  # fmt: skip
def test_what_a_slot_and_a_person_cannot_do_together_is_honoured_and_said(
    person: Owed, at: dict[str, Any], obstacle: str | None
) -> None:
    found = matched([person], [slot("a", **at)])
    told = codes(unplaced_reasons(found, 0)) if found.unplaced else []
    assert told == ([obstacle] if obstacle else [])


def test_nobody_is_asked_twice_for_one_day_or_one_slot() -> None:
    first, second = owed("1"), replace(owed("1"), id="2", cohort=OfferId("off-course"))
    assert len(matched([first, second], [slot("a")]).placements) == 1
    same_day = [slot("a", start_date=TODAY, end_date=TODAY)]
    same_day.append(slot("b", start_date=TODAY, end_date=TODAY))
    assert len(matched([first, second], same_day).placements) == 1
    busy = owed("3", busy=frozenset({TODAY}))
    assert codes(unplaced_reasons(matched([busy], same_day), 0)) == ["give_back_day_taken"]


def test_a_suggestion_stands_when_the_matching_is_run_again() -> None:
    people = [owed(str(n), "singer") for n in range(4)]
    slots = [slot(key, free=2, roles=("singer",)) for key in "abc"]
    before = placed(matched(people, slots))
    again = [replace(one, current=OfferId(f"off-{before[one.id]}")) for one in people]
    assert placed(matched(again, [*slots, slot("d", free=9, roles=("singer",))])) == before


def test_a_suggestion_moves_where_another_can_be_placed_by_it() -> None:
    settled = owed("1", "singer", "guitar", current=OfferId("off-a"))
    newcomer = owed("2", "singer")
    found = matched(
        [settled, newcomer],
        [slot("a", free=1, roles=("singer",)), slot("b", free=1, roles=("guitar",))],
    )
    assert placed(found) == {"1": "b", "2": "a"}


def test_the_reasons_name_what_is_true_and_what_is_to_be_known() -> None:
    home = slot(
        "a",
        roles=("piano",),
        equipment=("piano",),
        loudness="acoustic",
        times=("weekday_day",),
        pay_dkk=0.0,
    )
    found = matched([owed("1", "piano", times=("weekday_day",))], [home])
    (one,) = found.placements
    assert codes(placement_reasons(one, found.suitability, words=load())) == [
        "give_back_role_sought",
        "give_back_equipment_there",
        "give_back_loudness_fits",
        "give_back_time_suits",
        "give_back_unpaid",
    ]


def test_without_slots_that_is_said() -> None:
    found = matched([owed("1")], [])
    assert codes(unplaced_reasons(found, 0)) == ["give_back_no_slots"]
    assert kept_away(found, [0]) == {"give_back_no_slots": Kept(people=1, slots=0, pairs=1)}


def test_what_kept_people_away_is_counted_by_people_slots_and_pairs() -> None:
    loud = [owed("d1", "drums"), owed("d2", "drums")]
    quiet = [slot(key, loudness="quiet") for key in "abc"]
    found = matched(loud, quiet)
    told = kept_away(found, found.unplaced)
    assert told == {"give_back_too_loud": Kept(people=2, slots=3, pairs=6)}


def test_nobody_and_nothing_are_no_trouble() -> None:
    assert matched([], [slot("a")]).placements == ()
