"""The fit's steps: one answer, whatever steers them, or a refusal."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.ranking.prior_precision import Axis, Deviation
from training.fit.block import Block
from training.fit.fitted import Fitted, Intercept, fit_blocks
from training.fit.newton import NewtonConfig, NotSettled

CELLS = 6
EXACT = NewtonConfig()


def _fit(config: NewtonConfig, *, rows: int = 3000, after: Fitted | None = None) -> Fitted:
    rng = np.random.default_rng(4)
    cells = rng.integers(0, CELLS + 1, (rows, 2)).astype(np.uint8)
    chance = 1 / (1 + np.exp(2 - 0.8 * cells[:, 0] + 0.4 * cells[:, 1]))
    blocks = [
        Block(
            name=str(place),
            columns=(place,),
            deviation=Deviation((Axis(cells=CELLS),), 5.0),
            prior=np.zeros(CELLS + 1),
            directions=(1,),
        )
        for place in range(2)
    ]
    return fit_blocks(
        blocks,
        cells,
        prior=Intercept(mean=0.0, strength=1.0),
        target=(rng.random(rows) < chance).astype(np.float64),
        weight=np.ones(rows),
        config=config,
        after=after,
    )


@pytest.mark.parametrize("sampled", [20, 300])
def test_a_sample_of_the_rows_steers_to_the_same_answer(sampled: int) -> None:
    steered = _fit(replace(EXACT, sampled=sampled))
    np.testing.assert_allclose(steered.moved, _fit(EXACT).moved, atol=1e-3)


@pytest.mark.parametrize("sampled", [20, 300])
def test_how_sure_the_answer_is_comes_from_all_rows(sampled: int) -> None:
    steered = _fit(replace(EXACT, sampled=sampled))
    np.testing.assert_allclose(steered.hessian, _fit(EXACT).hessian, rtol=1e-3, atol=1e-2)


def test_a_fit_that_begins_where_another_ended_ends_there_too_and_sooner() -> None:
    before = _fit(EXACT, rows=2500)
    cold, warm = _fit(EXACT), _fit(EXACT, after=before)
    assert warm.steps < cold.steps
    np.testing.assert_allclose(warm.moved, cold.moved, atol=1e-3)


def test_a_fit_whose_answer_begins_it_takes_no_step() -> None:
    found = _fit(EXACT)
    assert _fit(EXACT, after=found).steps == 0


def test_running_out_of_steps_is_no_answer() -> None:
    with pytest.raises(NotSettled, match="promises"):
        _fit(replace(EXACT, most_steps=2))
