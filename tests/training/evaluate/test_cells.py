"""Cells: groups of talents, whose errors are those of the organisations that decided about them."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from matcher.domain import Side
from training.evaluate.cells import Measured, cells, errors_of
from training.evaluate.config import EvaluationConfig
from training.evaluate.groups import Grouping, labelled
from training.registry.figures import Cell

CONFIG = EvaluationConfig(draws=200)
ORGANISATIONS, EACH = 12, 20
PEOPLE = ORGANISATIONS * EACH
DECIDER = np.repeat(np.arange(ORGANISATIONS), EACH)
Values = NDArray[np.float64]


def told(values: Values, *, decider: NDArray[np.intp] = DECIDER) -> Measured:
    """A candidate with ``values`` beside one with none, a piece a talent."""
    ones = np.ones(len(values))
    return Measured(
        talent=np.arange(len(values)),
        decider=decider,
        candidate=values,
        serving=0 * ones,
        surplus=0 * ones,
        mass=ones,
        share=ones,
    )


def halves() -> Grouping:
    return labelled("town", np.where(np.arange(PEOPLE) % 2, "one", "two"))


def led(random: np.random.Generator) -> Values:
    """Each organisation has a lead of its own that is nothing on average: (people,)."""
    return random.normal(0, 0.1, ORGANISATIONS)[DECIDER] + random.normal(0, 0.2, PEOPLE)


def found(of: Measured) -> tuple[Cell, ...]:
    return cells([halves()], of, side=Side.PROVIDER, config=CONFIG)


def test_the_interval_of_a_group_covers_the_truth_as_often_as_it_says() -> None:
    random, covered = np.random.default_rng(1), []
    for _ in range(70):
        leads = [cell.difference for cell in found(told(led(random)))]
        covered += [lead.low <= 0 <= lead.high for lead in leads if lead]
    assert len(covered) == 140
    assert np.mean(covered) >= 0.91


def test_the_error_of_a_group_is_that_of_what_its_organisations_say() -> None:
    random = np.random.default_rng(2)
    member = halves().member
    drawn = [
        errors_of(member, led(random), mass=np.ones(PEOPLE), decider=DECIDER) for _ in range(100)
    ]
    leads, errors = (np.array(each) for each in zip(*drawn, strict=True))
    assert np.sqrt((errors**2).mean()) == pytest.approx(leads.std(), rel=0.15)


def test_a_group_that_one_organisation_decided_about_is_not_taken_for_sure() -> None:
    values = led(np.random.default_rng(3))
    group = labelled("town", np.where(DECIDER == 0, "one", "others"))
    alone = cells([group], told(values), side=Side.PROVIDER, config=CONFIG)[0]
    assert alone.difference is not None
    assert np.isnan(alone.difference.low)
    _, errors = errors_of(group.member, values, mass=np.ones(PEOPLE), decider=DECIDER)
    assert errors[0] > 0.06


def test_a_talent_counts_once_however_many_decided() -> None:
    """The first is decided on by everybody, the others by one each."""
    count = 10 + ORGANISATIONS
    talent = np.concatenate([np.zeros(ORGANISATIONS, dtype=np.intp), np.arange(1, 11)])
    share = np.where(talent == 0, 1 / ORGANISATIONS, 1.0)
    values = np.where(talent == 0, 1.0, 0.0)
    decider = np.concatenate([np.arange(ORGANISATIONS), np.arange(10)])
    of = Measured(
        talent=talent,
        decider=decider,
        candidate=values,
        serving=np.zeros(count),
        surplus=values,
        mass=share,
        share=share,
    )
    (cell,) = cells([labelled("town", np.full(11, "one"))], of, side=Side.PROVIDER, config=CONFIG)
    assert cell.figure is not None
    assert cell.figure.value == pytest.approx(1 / 11)
    assert cell.figure.people == 11
    assert cell.surplus == pytest.approx(1 / 11)


def test_nobody_measured_has_no_cells() -> None:
    assert found(told(np.full(PEOPLE, np.nan))) == ()


def test_where_each_decides_for_themselves_the_error_is_that_of_a_mean() -> None:
    values = np.random.default_rng(4).normal(0, 0.2, 200)
    member = sparse.csr_array(np.ones((200, 1)))
    _, (error,) = errors_of(member, values, mass=np.ones(200), decider=np.arange(200))
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(200), rel=0.01)
