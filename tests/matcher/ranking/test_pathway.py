"""The ladder: steps that never lead down, told of by enough people, and by the vocabulary."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import Step
from matcher.ranking import (
    Ladder,
    Standing,
    TakenPart,
    bands,
    chances,
    goal_columns,
    next_steps,
    pathway,
    standing,
    trodden,
    unknown_standing,
    untrodden,
)
from matcher.ranking.trodden import Trodden
from matcher.vocabulary import load

WORDS = load()
LADDER = Ladder(WORDS)
NOBODY = untrodden(LADDER)
JAM, GIG = LADDER.number("local", "jam"), LADDER.number("regional", "gig")


def ways(*steps: int | None, people: int) -> TakenPart:
    """So many people who all took these steps, a day each."""
    person, day = np.meshgrid(np.arange(people), np.arange(len(steps)), indexing="ij")
    step = np.tile(np.array(steps, dtype=np.int64), people)
    band = np.ones(people * len(steps), dtype=np.int64)
    return TakenPart(person=person.ravel(), day=day.ravel(), step=step, band=band)


def at(*levels: float, steps: tuple[int, ...] = ()) -> Standing:
    step = np.array(steps, dtype=np.int64)
    person = np.zeros(len(step), dtype=np.int64)
    return standing(LADDER, np.array(levels), person=person, day=person, step=step)


def steps_of(known: Trodden, *goals: str, stand: Standing | None = None) -> list[tuple[str, str]]:
    way = pathway(
        LADDER,
        chances(LADDER, known),
        known,
        stand=stand or unknown_standing(LADDER, 1),
        goals=goal_columns(goals, WORDS),
    )
    return [(one.step.reach, one.step.kind) for one in way.steps]


def test_every_step_has_its_number() -> None:
    numbers = [
        LADDER.number(LADDER.step(n).reach, LADDER.step(n).kind) for n in range(LADDER.start)
    ]
    assert numbers == list(range(LADDER.start))


def test_an_unstated_reach_is_local_and_an_unstated_kind_no_step() -> None:
    assert LADDER.number(None, "jam") == JAM
    assert LADDER.number("local", None) is None
    rungs, kinds = np.array([np.nan, 0], dtype=np.float32), np.array([3, -1], dtype=np.int8)
    assert LADDER.numbers(rungs, kinds).tolist() == [3, -1]


@pytest.mark.parametrize("people", [4, 5])
def test_a_way_counts_from_five_people_on(people: int) -> None:
    known = trodden(ways(JAM, GIG, people=people), LADDER)
    assert known.all_ways[JAM, GIG] == (people if people >= 5 else 0)
    assert known.went_on[JAM] == (people if people >= 5 else 0)


def test_one_person_who_goes_a_way_often_is_one_person() -> None:
    often = ways(JAM, GIG, JAM, GIG, JAM, GIG, people=5)
    assert trodden(often, LADDER).all_ways[JAM, GIG] == 5


def test_tenths_are_told_of_ten_people_and_never_of_all_or_none() -> None:
    assert trodden(ways(JAM, GIG, people=9), LADDER).tenths(JAM or 0, GIG or 0) is None
    assert trodden(ways(JAM, GIG, people=10), LADDER).tenths(JAM or 0, GIG or 0) == 9


@given(st.integers(0, 40), st.integers(0, 32), st.integers(0, 32))
@settings(max_examples=20, deadline=None)
def test_chances_are_shares_whatever_people_did(people: int, one: int, other: int) -> None:
    known = trodden(ways(one, other, people=people), LADDER)
    likely = chances(LADDER, known)
    assert np.allclose(likely.sum(axis=2), 1)
    assert (likely > 0).all()


def test_what_many_did_next_becomes_likelier() -> None:
    known = trodden(ways(JAM, GIG, people=40), LADDER)
    assert chances(LADDER, known)[1, JAM, GIG] > chances(LADDER, NOBODY)[1, JAM, GIG]


@given(
    st.floats(1, 5), st.lists(st.integers(0, 32), max_size=6), st.sampled_from(WORDS.goals.codes)
)
@settings(max_examples=40, deadline=None)
def test_no_way_leads_down_or_twice_to_one_place(level: float, done: list[int], goal: str) -> None:
    stand = at(float(round(level)), steps=tuple(done))
    found = steps_of(NOBODY, goal, stand=stand)
    rungs = [LADDER.reaches.index(reach) for reach, _ in found]
    assert rungs == sorted(rungs)
    assert rungs[0] >= stand.rung[0]
    assert len(set(found)) == 3


def test_without_anything_known_the_way_is_local_regional_national() -> None:
    assert [reach for reach, _ in steps_of(NOBODY)] == ["local", "regional", "national"]


def test_a_goal_leads_where_it_is_served() -> None:
    assert steps_of(NOBODY, "record")[0] == ("local", "studio")
    assert steps_of(NOBODY, "perform")[0] == ("local", "gig")


def test_here_is_the_step_farthest_out() -> None:
    stand = at(2.0, steps=(GIG or 0, JAM or 0))
    way = pathway(
        LADDER, chances(LADDER, NOBODY), NOBODY, stand=stand, goals=goal_columns((), WORDS)
    )
    assert (way.here, way.reach) == (Step(reach="regional", kind="gig"), "regional")


def test_why_a_step_is_next_is_told_by_people_where_enough_went() -> None:
    known = trodden(ways(JAM, GIG, people=12), LADDER)
    way = pathway(
        LADDER,
        chances(LADDER, known),
        known,
        stand=at(2.0, steps=(JAM or 0,)),
        goals=goal_columns(("perform",), WORDS),
    )
    codes = [reason.code for reason in way.steps[0].reasons]
    assert way.steps[0].step == Step(reach="regional", kind="gig")
    assert codes == ["people_went_on", "kind_serves", "rung_above"]


def test_many_people_are_told_their_next_step_as_one_is() -> None:
    stand, goals = at(1.0, 5.0), goal_columns(("perform",), WORDS).repeat(2, axis=0)
    both = next_steps(LADDER, chances(LADDER, NOBODY), stand, goals)
    assert [LADDER.step(int(number)).reach for number in both] == ["local", "national"]


def test_bands_join_levels() -> None:
    assert bands(np.array([np.nan, 1, 2, 3, 4, 5])).tolist() == [0, 1, 1, 2, 3, 3]
