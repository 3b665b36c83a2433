"""The ladder: steps that never lead down, told of by enough people, and by the vocabulary."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import Step
from matcher.ranking import (
    Ladder,
    Map,
    Onwards,
    Standing,
    TakenPart,
    bands,
    goal_columns,
    next_steps,
    onwards,
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
STUDIO = LADDER.number("local", "studio")


def ways(*steps: int | None, people: int, role: str | None = None) -> TakenPart:
    """So many people, all of one role, who all took these steps, a day each."""
    person, day = np.meshgrid(np.arange(people), np.arange(len(steps)), indexing="ij")
    step = np.tile(np.array(steps, dtype=np.int64), people)
    band = np.ones(people * len(steps), dtype=np.int64)
    roles = np.full((people * len(steps), 2), -1)
    if role is not None:
        roles[:, 0] = WORDS.roles.index[role]
    return TakenPart(person=person.ravel(), day=day.ravel(), step=step, band=band, roles=roles)


def joined(walks: list[tuple[int | None, int | None]]) -> TakenPart:
    """People who each took two steps."""
    count = len(walks)
    return TakenPart(
        person=np.repeat(np.arange(count), 2),
        day=np.tile([0, 1], count),
        step=np.array(walks, dtype=np.int64).ravel(),
        band=np.ones(2 * count, dtype=np.int64),
        roles=np.full((2 * count, 1), -1),
    )


def together(*, singers: tuple[int | None, int], drums: tuple[int | None, int]) -> TakenPart:
    """Singers who took one step, so many, and drummers who took another."""
    one = ways(singers[0], people=singers[1], role="singer")
    other = ways(drums[0], people=drums[1], role="drums")
    return TakenPart(
        person=np.append(one.person, other.person + singers[1]),
        day=np.append(one.day, other.day),
        step=np.append(one.step, other.step),
        band=np.append(one.band, other.band),
        roles=np.vstack([one.roles, other.roles]),
    )


def at(*levels: float, steps: tuple[int, ...] = ()) -> Standing:
    step = np.array(steps, dtype=np.int64)
    person = np.zeros(len(step), dtype=np.int64)
    roles = np.full((len(levels), 1), -1)
    return standing(LADDER, np.array(levels), roles=roles, person=person, day=person, step=step)


def map_of(known: Trodden) -> Map:
    return Map(ladder=LADDER, known=known, likely=onwards(LADDER, known))


def chance(known: Trodden | Onwards, place: int | None, *, role: str | None = None) -> np.ndarray:
    """Of each step, for somebody of band 1 who stands at a place."""
    likely = known if isinstance(known, Onwards) else onwards(LADDER, known)
    code = -1 if role is None else WORDS.roles.index[role]
    return likely.chances(np.array([place]), np.array([1]), np.array([[code]]))[0]


def steps_of(
    known: Trodden, *goals: str, stand: Standing | None = None, role: str | None = None
) -> list[tuple[str, str]]:
    way = pathway(
        map_of(known),
        stand or unknown_standing(LADDER, 1),
        goals=goal_columns(goals, WORDS),
        role=role,
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
    assert known.ways.cells[JAM, GIG] == (people if people >= 5 else 0)
    assert known.ways.rest[JAM] == 0, "fewer than five are not told all together either"
    assert known.went_on[JAM] == (people if people >= 5 else 0)


def test_one_person_who_goes_a_way_often_is_one_person() -> None:
    often = ways(JAM, GIG, JAM, GIG, JAM, GIG, people=5)
    known = trodden(often, LADDER)
    assert known.ways.cells[JAM, GIG] == 5
    assert known.took[JAM] == known.by_band.cells[1, JAM] == 5


def test_who_went_ways_of_few_does_not_make_the_others_look_like_all() -> None:
    """20 go from the jam to the gig; as many go elsewhere, four each way."""
    elsewhere = [number for number in range(LADDER.start) if number not in (JAM, GIG)][:5]
    known = trodden(joined([(JAM, GIG)] * 20 + [(JAM, one) for one in elsewhere * 4]), LADDER)
    alone = trodden(joined([(JAM, GIG)] * 20), LADDER)
    assert known.ways.cells[JAM, elsewhere].tolist() == [0] * 5
    assert known.ways.rest[JAM] == 20
    assert chance(known, JAM)[GIG] < 0.75 * chance(alone, JAM)[GIG]


def test_tenths_are_told_of_ten_people_and_never_of_all_or_none() -> None:
    assert trodden(ways(JAM, GIG, people=9), LADDER).tenths(JAM or 0, GIG or 0) is None
    assert trodden(ways(JAM, GIG, people=10), LADDER).tenths(JAM or 0, GIG or 0) == 9


@given(
    st.integers(0, 40), st.integers(0, 32), st.integers(0, 32), st.sampled_from(WORDS.roles.codes)
)
@settings(max_examples=20, deadline=None)
def test_chances_are_shares_whatever_people_did(
    people: int, one: int, other: int, code: str
) -> None:
    known, role = ways(one, other, people=people, role=code), WORDS.roles.index[code]
    likely = onwards(LADDER, trodden(known, LADDER))
    places, somebody = np.arange(LADDER.start + 1), np.ones(LADDER.start + 1, dtype=np.int64)
    told = likely.chances(places, somebody, np.tile([role, -1], (len(places), 1)))
    assert np.allclose(told.sum(axis=1), 1)
    assert (told > 0).all()


def test_what_many_did_next_becomes_likelier() -> None:
    known = trodden(ways(JAM, GIG, people=40), LADDER)
    assert chance(known, JAM)[GIG] > chance(NOBODY, JAM)[GIG]


def test_what_people_of_a_role_do_is_likelier_for_them_than_for_others() -> None:
    known = trodden(together(singers=(JAM, 30), drums=(STUDIO, 30)), LADDER)
    start = LADDER.start
    singer, drummer = (chance(known, start, role=role) for role in ("singer", "drums"))
    assert singer[JAM] > chance(known, start)[JAM] > drummer[JAM]
    assert drummer[STUDIO] > chance(known, start)[STUDIO] > singer[STUDIO]
    choir = chance(known, start, role="choir_singer")
    assert choir[JAM] > chance(known, start)[JAM], "who may do the same goes the same way"


def test_a_role_that_is_named_leads_its_own_way() -> None:
    known = trodden(together(singers=(JAM, 60), drums=(STUDIO, 60)), LADDER)
    assert steps_of(known, role="singer")[0] == ("local", "jam")
    assert steps_of(known, role="drums")[0] == ("local", "studio")
    assert steps_of(NOBODY, role="drums") == steps_of(NOBODY, role="singer")


@pytest.mark.parametrize(("people", "told"), [(9, False), (10, True)])
def test_that_a_role_often_takes_a_step_is_told_of_ten_people(people: int, told: bool) -> None:
    known = trodden(together(singers=(JAM, people), drums=(STUDIO, 60)), LADDER)
    sure = Onwards(
        places=onwards(LADDER, known).places,
        bands=np.zeros((4, LADDER.start)),
        roles=np.log(np.where(np.arange(LADDER.start) == JAM, 9.0, 1.0))
        * np.ones((len(WORDS.roles.codes) + 1, 1)),
        seen=known.took > 0,
    )
    way = pathway(
        Map(ladder=LADDER, known=known, likely=sure),
        unknown_standing(LADDER, 1),
        goals=goal_columns((), WORDS),
        role="singer",
    )
    codes = [reason.code for reason in way.steps[0].reasons]
    assert way.steps[0].step.kind == "jam"
    assert ("role_often" in codes) is told


def test_what_nobody_took_loses_its_share_as_many_people_are_known() -> None:
    few, many = (trodden(ways(JAM, people=people), LADDER) for people in (10, 5000))
    assert chance(NOBODY, JAM)[GIG] > chance(few, JAM)[GIG] > chance(many, JAM)[GIG] > 0


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
    way = pathway(map_of(NOBODY), stand, goals=goal_columns((), WORDS))
    assert (way.here, way.reach) == (Step(reach="regional", kind="gig"), "regional")


def test_why_a_step_is_next_is_told_by_people_where_enough_went() -> None:
    known = trodden(ways(JAM, GIG, people=12), LADDER)
    way = pathway(
        map_of(known),
        at(2.0, steps=(JAM or 0,)),
        goals=goal_columns(("perform",), WORDS),
    )
    codes = [reason.code for reason in way.steps[0].reasons]
    assert way.steps[0].step == Step(reach="regional", kind="gig")
    assert codes == ["people_went_on", "kind_serves", "rung_above"]


def test_many_people_are_told_their_next_step_as_one_is() -> None:
    stand, goals = at(1.0, 5.0), goal_columns(("perform",), WORDS).repeat(2, axis=0)
    both = next_steps(LADDER, onwards(LADDER, NOBODY), stand, goals)
    assert [LADDER.step(int(number)).reach for number in both] == ["local", "national"]


def test_bands_join_levels() -> None:
    assert bands(np.array([np.nan, 1, 2, 3, 4, 5])).tolist() == [0, 1, 1, 2, 3, 3]
