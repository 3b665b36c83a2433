"""Tests of what the cold start is found to say: clear leads, ties, and what is an aim."""

from dataclasses import replace

import numpy as np
import pytest

from tests.training.cold import CHOSEN
from training.benchmarks.cold_findings import OURS, PEERS, Lived, leads, missed


def _one(ours: float, theirs: float, *, noise: float) -> Lived:
    rng = np.random.default_rng(1)
    values = {
        method: {
            part: (ours if method == OURS else theirs) + noise * rng.normal(size=50)
            for part in ("all warm", "cold people")
        }
        for method in (OURS, *PEERS)
    }
    return Lived(seed=1, values=values, tuned=CHOSEN)


def test_a_lead_whose_interval_holds_nothing_is_a_tie() -> None:
    near, far, lost = _one(0.51, 0.5, noise=0.1), _one(0.6, 0.5, noise=0.1), _one(0.4, 0.5, noise=0)
    assert {lead.verdict for lead in leads([near])} == {"tied"}
    assert {lead.verdict for lead in leads([far])} == {"ahead"}
    assert {lead.verdict for lead in leads([lost])} == {"behind"}


def test_only_a_clear_lead_where_something_is_cold_meets_the_aim() -> None:
    assert missed([_one(0.6, 0.5, noise=0.1)]) == []
    near = missed([_one(0.51, 0.5, noise=0.1)])
    assert len(near) == len(PEERS)
    assert all("cold people" in one and "tied" in one for one in near)


def test_lists_of_nobody_s_wish_are_no_lead() -> None:
    one = _one(0.6, 0.5, noise=0.1)
    values = {
        m: {p: np.append(v, np.nan) for p, v in parts.items()} for m, parts in one.values.items()
    }
    assert leads([replace(one, values=values)])[0].mean == pytest.approx(leads([one])[0].mean)
