"""Tests of the truth."""

from dataclasses import replace

import numpy as np

from training.simulate import Bias, World, WorldConfig


def _pairs(world: World, count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    return rng.integers(0, len(world.people), count), rng.integers(0, len(world.offers), count)


def test_the_means_are_those_of_the_configuration() -> None:
    world = World(WorldConfig(people=300, offers=100, wanted=0.2, accepted=0.5), seed=1)
    talents, offers = _pairs(world, 20_000)
    assert abs(world.truth.wants(talents, offers).mean() - 0.2) < 0.02
    assert abs(world.truth.taken(talents, offers).mean() - 0.5) < 0.03


def test_one_person_and_many_offers_give_what_the_pairs_give(lived: World) -> None:
    rows = np.arange(len(lived.offers))
    person = np.full(len(rows), 7)
    for one, many in (
        (lived.truth.wants(7, rows), lived.truth.wants(person, rows)),
        (lived.truth.taken(7, rows), lived.truth.taken(person, rows)),
    ):
        np.testing.assert_allclose(one, many)


def test_one_offer_and_many_people_give_what_the_pairs_give(lived: World) -> None:
    rows = np.arange(len(lived.people))
    np.testing.assert_allclose(
        lived.truth.accepts(rows, 3), lived.truth.accepts(rows, np.full(len(rows), 3))
    )


def test_a_step_up_pleases_up_to_a_point_and_then_no_more(lived: World) -> None:
    people = lived.people
    steps = np.linspace(-3, 4, 50)
    offers = replace(
        lived.offers,
        **{
            field: np.repeat(getattr(lived.offers, field)[:1], 50, axis=0)
            for field in vars(lived.offers)
        },
    )
    offers = replace(offers, difficulty=people.skill[0] + steps)
    wish = replace(lived.truth, offers=offers).wish(0, np.arange(50))
    best = int(wish.argmax())
    assert 0 < best < 49
    assert (np.diff(wish[: best + 1]) > 0).all()
    assert (np.diff(wish[best:]) < 0).all()


def test_only_girls_and_only_where_they_are_few_are_held_back(lived: World) -> None:
    truth = lived.truth
    talents, offers = _pairs(lived)
    concerned = truth.people.girl[talents] & truth.offers.few_girls[offers]
    held_back = truth.acts(talents, offers) < truth.wants(talents, offers)
    turned_down = truth.accepts(talents, offers) < truth.taken(talents, offers)
    np.testing.assert_array_equal(held_back, concerned)
    np.testing.assert_array_equal(turned_down, concerned)


def test_a_fair_history_holds_nobody_back(lived: World) -> None:
    fair = replace(lived.truth, bias=Bias(unlikely=0, discouraged=0, turned_down=0))
    talents, offers = _pairs(lived)
    np.testing.assert_array_equal(fair.acts(talents, offers), fair.wants(talents, offers))
    np.testing.assert_array_equal(fair.accepts(talents, offers), fair.taken(talents, offers))


def test_friends_make_it_more_wanted(lived: World) -> None:
    rows = np.arange(len(lived.offers))
    alone = lived.truth.wants(0, rows)
    assert (lived.truth.wants(0, rows, friends=np.full(len(rows), 2.0)) > alone).all()


def test_grades_follow_the_wish(lived: World) -> None:
    rows = np.arange(len(lived.offers))
    order = np.argsort(lived.truth.wants(4, rows))
    assert (np.diff(lived.truth.grades(4, rows)[order]) >= 0).all()


def test_there_are_fewer_girls_where_history_has_few() -> None:
    world = World(WorldConfig(people=4000, offers=20), seed=3)
    music, people = world.life.society.music, world.people
    plays = music.few_roles[people.role[:, 0]]
    assert plays[people.girl].mean() < plays[~people.girl].mean() - 0.1
