"""Priors: the reviewed file is whole, and a bad line is refused with its place."""

import numpy as np
import pytest

from matcher.domain import Side
from matcher.features import Monotone, feature_list
from matcher.ranking import Prior, PriorsRefused, day_zero, packaged_priors
from matcher.ranking.priors import INTERCEPT, table_of


def _prior(term: str = "role_fit", shape: str = "0:-1|1:1|missing:0.25") -> Prior:
    return Prior(term=term, side=Side.TALENT, shape=shape, strength=10, reason="because")


def test_every_prior_has_a_reason_and_a_strength() -> None:
    for prior in packaged_priors():
        assert len(prior.reason.split()) >= 4, prior.term
        assert prior.strength > 0, prior.term


def test_every_feature_that_a_side_uses_has_a_curve_and_no_other() -> None:
    lines = packaged_priors()
    for side in Side:
        priors = [prior for prior in lines if prior.side is side and prior.term != INTERCEPT]
        named = {name for prior in priors for name in prior.features}
        used = {f.name for f in feature_list().features if f.monotone[side] is not Monotone.UNUSED}
        silent = {"wants_paid", "provider_kind"}
        assert used - silent <= named <= used, side


def test_a_curve_is_linear_between_its_knots_and_knows_the_missing() -> None:
    table = table_of(_prior(), feature_list())
    assert table[0] == 0.25
    assert table[1] == -1
    assert table[-1] == 1
    assert np.all(np.diff(table[1:]) > 0)


def test_a_surface_is_bilinear_between_its_corners() -> None:
    prior = _prior("genre_affinity*role_fit", "0,0:0|0,1:0|1,0:0|1,1:1|missing:0.5")
    table = table_of(prior, feature_list()).reshape(21, 21)
    assert table[0, 5] == table[5, 0] == 0.5
    assert table[20, 20] == 1
    assert table[1, 20] == table[20, 1] == 0
    assert 0 < table[10, 10] < table[15, 15] < 1


@pytest.mark.parametrize(
    ("prior", "code"),
    [
        (_prior(term="shoe_size"), "unknown_feature"),
        (_prior(shape="0:-1|1"), "unreadable_shape"),
        (_prior(shape="0:-1|1:high"), "unreadable_shape"),
        (_prior("genre_affinity*role_fit", "0,0:0|0,1:0|1,0:0|missing:0"), "grid_has_holes"),
    ],
)
def test_a_bad_line_is_refused(prior: Prior, code: str) -> None:
    with pytest.raises(PriorsRefused) as refused:
        day_zero([prior])
    assert refused.value.problem.code == code
