"""Tests of the truth."""

from dataclasses import replace

import numpy as np

from matcher.ranking import packaged_priors
from training.fit import FitConfig, fit_side
from training.simulate import Bias, Truth, World, WorldConfig, market_sets


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


def _pieces(truth: Truth, talents: np.ndarray, offers: np.ndarray) -> dict[str, np.ndarray]:
    """Everything that the wish is made of, one latent thing each."""
    p, o, by = truth.people, truth.offers, truth.organisations
    who, place = o.organisation[offers], o.music[offers]
    km = truth.km[p.municipality[talents], o.municipality[offers]]
    return {
        "one scene": (p.taste[talents, 0] * place).sum(axis=-1),
        "other scene": (p.taste[talents, 1] * place).sum(axis=-1),
        "music": truth.music(talents, offers),
        "role": truth.role(talents, offers),
        "purpose": truth.purpose(talents, offers),
        "higher": o.difficulty[offers] - p.skill[talents] - p.bold[talents],
        "way": np.where(o.remote[offers], 0, km) / p.range_km[talents],
        "dear": o.price[offers] / p.budget[talents],
        "paid": np.log10(1 + o.pay[offers]) * (0.1 + p.goals[talents, -1]),
        "unmet": (p.needs[talents] & ~o.meets[offers]).sum(axis=-1),
        "clash": ~(p.free[talents] & o.times[offers]).any(axis=-1),
        "seats": np.log(o.capacity[offers]) - p.sociable[talents],
        "liking": (p.affinity[talents] * by.seeks[who]).sum(axis=-1),
        "charm": by.charm[who] + o.quality[offers],
        "fashion": place @ truth.fashion,
        "kind": o.kind[offers],
        **{f"temper {n}": p.temper[talents, n] for n in range(p.temper.shape[1])},
    }


def _shapes(pieces: dict[str, np.ndarray], bins: int) -> np.ndarray:
    """A column for each bin of each piece, bins of equal size."""
    columns = []
    for piece in pieces.values():
        edges = np.unique(np.quantile(piece.astype(float), np.arange(1, bins) / bins))
        columns.append(np.eye(bins)[np.searchsorted(edges, piece.astype(float), side="right")])
    return np.concatenate(columns, axis=1)


def test_no_sum_of_shapes_over_the_latent_things_tells_the_wish() -> None:
    world = World(WorldConfig(people=500, offers=300), seed=1)
    talents, offers = _pairs(world, 24_000)
    wish = world.truth.wish(talents, offers)
    shapes = _shapes(_pieces(world.truth, talents, offers), bins=24)
    known, unseen = slice(0, 16_000), slice(16_000, None)
    mean = wish[known].mean()
    gram = shapes[known].T @ shapes[known] + np.eye(shapes.shape[1])
    curve = np.linalg.solve(gram, shapes[known].T @ (wish[known] - mean))
    left = wish[unseen] - mean - shapes[unseen] @ curve
    explained = 1 - left.var() / wish[unseen].var()
    assert 0.5 < explained <= 0.8


def test_the_visible_profile_tells_something_of_the_wish() -> None:
    _, test = market_sets(3, 200, 400, events=400, test_rows=2000)
    nobody = test.keep(np.zeros(0, dtype=np.intp))
    scores = fit_side(nobody, packaged_priors(), FitConfig()).log_odds(test.cells)
    lists = [np.flatnonzero(test.slate == slate) for slate in np.unique(test.slate)]
    first = [test.target[rows[np.argsort(-scores[rows])[:5]]].mean() for rows in lists]
    assert np.mean(first) > 1.4 * test.target.mean()
