"""Another name or address changes nothing but the way there, and a ranker that pries is caught."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from matcher.domain import Talent
from matcher.features import sentence_encoder
from matcher.ranking import GlassBox, day_zero
from matcher.vocabulary import load
from training.learn.counterfactuals import CounterfactualConfig, Counterfactuals, counterfactuals
from training.learn.name_swap import NameSwapConfig, name_lists
from training.learn.postcode_swap import PostcodeSwapConfig
from training.learn.scene import Scene, scene

FEW = CounterfactualConfig(
    NameSwapConfig(people=5, names=6, offers=2), PostcodeSwapConfig(people=3, postcodes=3)
)
FOREIGN = frozenset(name_lists()["foreign feminine"] + name_lists()["foreign masculine"])


class PryingIntoNames(Scene):
    """People with a name that sounds foreign are taken for beginners."""

    def put(self, people: Sequence[Talent]) -> None:
        super().put([replace(p, level=1) if p.name in FOREIGN else p for p in people])


class PryingIntoPostcodes(Scene):
    """People with an odd postcode are taken for beginners."""

    def put(self, people: Sequence[Talent]) -> None:
        super().put([replace(p, level=1) if int(p.postcode or 0) % 20 else p for p in people])


class PryingIntoMunicipalities(Scene):
    """People of one municipality are taken to play pop."""

    def put(self, people: Sequence[Talent]) -> None:
        super().put(
            [replace(p, genres=("pop",)) if p.municipality == "0183" else p for p in people]
        )


@pytest.fixture(scope="module")
def town() -> Scene:
    return scene(load(), sentence_encoder())


@pytest.fixture(scope="module")
def found(town: Scene) -> Counterfactuals:
    return counterfactuals(day_zero(), town, config=FEW)


def prying(town: Scene, kind: type[Scene]) -> Counterfactuals:
    pried = kind(town=town.town, snapshot=town.snapshot, today=town.today)
    try:
        return counterfactuals(day_zero(), pried, config=FEW)
    finally:
        town.put(town.people(20, seed=FEW.names.seed))


def test_day_zero_passes(found: Counterfactuals) -> None:
    assert found.passed
    assert [(finding.code, finding.passed) for finding in found.findings] == [
        ("name_swap", True),
        ("postcode_swap", True),
    ]


def test_another_name_alone_changes_no_bit_of_any_list(found: Counterfactuals) -> None:
    assert found.names.changed == 0
    assert found.names.lists == (5 + 2) * 4


def test_a_name_in_the_greeting_stays_within_the_bounds(found: Counterfactuals) -> None:
    assert 0 < found.names.greeting_gap <= FEW.names.greeting_gap
    assert found.names.greeting_largest <= FEW.names.greeting_largest


def test_another_address_changes_travel_alone(found: Counterfactuals) -> None:
    assert found.postcodes.within > 0
    assert found.postcodes.leaks == 0
    assert found.postcodes.unexplained < 1e-9
    assert 0 < found.postcodes.largest <= FEW.postcodes.largest


def test_from_municipalities_that_are_equally_far_the_score_is_the_same(
    found: Counterfactuals,
) -> None:
    assert found.postcodes.between > 0
    assert found.postcodes.equally_far == 0


def test_the_town_is_as_before_afterwards(town: Scene) -> None:
    names = ("level", "place", "municipality", "text", "meaning")
    before = [town.snapshot.talents[name].copy() for name in names]
    counterfactuals(day_zero(), town, config=FEW)
    for name, column in zip(names, before, strict=True):
        np.testing.assert_array_equal(town.snapshot.talents[name], column)


def test_a_ranker_that_looks_at_names_is_caught(town: Scene) -> None:
    found = prying(town, PryingIntoNames)
    assert not found.names.passed
    assert found.names.changed > 0


@pytest.mark.parametrize("kind", [PryingIntoPostcodes, PryingIntoMunicipalities])
def test_a_ranker_that_looks_at_addresses_is_caught(town: Scene, kind: type[Scene]) -> None:
    found = prying(town, kind)
    assert not found.postcodes.passed
    assert found.postcodes.leaks > 0
    assert not found.findings[1].passed


def test_a_ranker_that_makes_too_much_of_travel_is_caught(town: Scene) -> None:
    found = counterfactuals(_steep(day_zero()), town, config=FEW).postcodes
    assert (found.leaks, found.passed) == (0, False)
    assert found.largest > FEW.postcodes.largest


def test_each_list_of_names_has_twenty_that_differ() -> None:
    lists = name_lists()
    assert sorted(lists) == [
        "danish feminine", "danish masculine", "foreign feminine", "foreign masculine",
    ]  # fmt: skip
    for names in lists.values():
        assert len(set(names)) == len(names) >= 20


def _steep(model: GlassBox) -> GlassBox:
    """Ten times as much for the way there."""
    terms = [
        replace(term, tables={side: 10 * table for side, table in term.tables.items()})
        if term.name == "travel_ratio"
        else term
        for term in model.terms
    ]
    return replace(model, terms=tuple(terms))
