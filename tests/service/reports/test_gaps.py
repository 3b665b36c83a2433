"""Gaps: tables of people told so that neither one nor two of them give few people away."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from service.reports.gaps import MEASURES, Axes, Supply, gaps
from service.reports.suppression import FEWEST_TOLD, Counts

AXES = Axes(terms=("one",), municipalities=("0217", "0265"), reaches=("local", "national"))
NOTHING = np.zeros(AXES.shape, dtype=np.int64)
SUPPLY = Supply(offers=NOTHING + 1, seats=NOTHING, unlimited=NOTHING)

cells = st.lists(
    st.tuples(st.integers(0, 15), st.integers(0, 15)), min_size=NOTHING.size, max_size=NOTHING.size
)


def told(**people: Counts) -> list[tuple[int | None, int | None]]:
    counts = {name: people.get(name, NOTHING) for name in MEASURES}
    return [(one.need, one.missing) for one in gaps(AXES, people=counts, supply=SUPPLY)]


@given(cells)
@settings(max_examples=60, deadline=None)
def test_who_lacks_a_step_and_who_does_not_are_both_many_or_hidden(
    people: list[tuple[int, int]],
) -> None:
    lacking, having = (np.array(one).reshape(AXES.shape) for one in zip(*people, strict=True))
    found = told(need=lacking + having, missing=lacking)
    assert found
    for need, missing in found:
        if need is not None and missing is not None:
            assert need - missing == 0 or need - missing >= FEWEST_TOLD


def test_that_all_but_one_lack_a_step_is_not_told() -> None:
    need, missing = NOTHING.copy(), NOTHING.copy()
    need[0, 0, 0], missing[0, 0, 0] = 12, 11
    assert (12, None) in told(need=need, missing=missing)
    assert (12, 11) not in told(need=need, missing=missing)


def test_a_row_is_left_out_only_where_there_is_nobody() -> None:
    need, missing = NOTHING.copy(), NOTHING.copy()
    need[0, 0], missing[0, 0] = (9, 3), (9, 3)
    none = Supply(offers=NOTHING, seats=NOTHING, unlimited=NOTHING)
    counts = {name: {"need": need, "missing": missing}.get(name, NOTHING) for name in MEASURES}
    found = {
        (one.municipality, one.reach): one.need for one in gaps(AXES, people=counts, supply=none)
    }
    assert found["0217", "national"] is None
    assert ("0265", "local") not in found
    need[:], missing[:] = 0, 0
    need[0, 1, 0] = 3
    hidden = gaps(AXES, people=counts, supply=none)
    assert {one.need for one in hidden} == {None, 0}


def test_of_a_term_that_nobody_needs_or_offers_nothing_is_told() -> None:
    none = Supply(offers=NOTHING, seats=NOTHING, unlimited=NOTHING)
    assert gaps(AXES, people=dict.fromkeys(MEASURES, NOTHING), supply=none) == ()
