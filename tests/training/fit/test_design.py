"""The design: its products are those of the one-hot matrix that it never builds."""

import numpy as np

from matcher.ranking.prior_precision import Axis, Deviation
from training.fit.block import Block
from training.fit.design import JOINT, Design

SIZES = (3, 20, 40, 5)
RNG = np.random.default_rng(0)
CELLS = np.column_stack([RNG.integers(0, size + 1, 300) for size in SIZES]).astype(np.uint8)


def _block(*columns: int) -> Block:
    axes = tuple(Axis(cells=SIZES[column]) for column in columns)
    moved = Deviation(axes, 10.0)
    flat = (0,) * len(columns)
    prior = np.zeros(len(moved.parameter))
    return Block(name="", columns=columns, deviation=moved, prior=prior, directions=flat)


BLOCKS = [_block(0), _block(1), _block(2), _block(3), _block(1, 2)]
DESIGN = Design.of(BLOCKS, CELLS)


def _one_hot() -> np.ndarray:
    columns = [np.eye(b.deviation.size)[b.codes(CELLS)] for b in BLOCKS]
    return np.concatenate([*columns, np.ones((len(CELLS), 1))], axis=1)


def test_scores_are_the_matrix_times_the_parameters() -> None:
    parameters = RNG.normal(size=DESIGN.parameters)
    np.testing.assert_allclose(DESIGN.scores(parameters), _one_hot() @ parameters)


def test_sums_are_the_transposed_matrix_times_the_values() -> None:
    values = RNG.normal(size=len(CELLS))
    np.testing.assert_allclose(DESIGN.sums(values), _one_hot().T @ values, atol=1e-9)


def test_cross_sums_are_the_weighted_gram_matrix_of_the_chosen_rows() -> None:
    rows, weight = np.arange(0, 300, 2), RNG.random(150)
    dense = _one_hot()[rows]
    np.testing.assert_allclose(
        DESIGN.cross_sums(weight, rows), (dense.T * weight) @ dense, atol=1e-9
    )


def test_joint_codes_stay_small_enough_for_the_cache() -> None:
    assert all(joint.parameters.shape[1] <= JOINT for joint in DESIGN._joints)


def test_a_surface_table_moves_in_blocks_on_a_fine_prior() -> None:
    block = BLOCKS[-1]
    table = block.table(np.arange(block.deviation.size, dtype=np.float64))
    assert len(table) == 21 * 41
    assert len(np.unique(table)) == block.deviation.size == 81
