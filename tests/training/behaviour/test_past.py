"""The past: at any moment it says of a pair what a service would have said."""

import numpy as np
import pytest

from matcher.domain import Direction, EventKind, Side
from matcher.features import feature_list, pair_values, pairing
from tests import factories
from tests.training.behaviour.pasts import (
    LEARNT,
    OFFERED,
    TALENTS,
    WORDS,
    events,
    log_of,
    micros,
    served,
)
from tests.training.data import logs
from training.behaviour.past import FEATURES, Past, past_of

PLACES = [feature_list().index[name] for name in FEATURES]


def _asked(past: Past, talent: str, offer: str, at: float) -> list[float]:
    found = past.values(
        LEARNT,
        talent=np.array([past.talent_ids.to_pylist().index(talent)]),
        offer=np.array([past.offer_ids.to_pylist().index(offer)]),
        at=np.array([micros(logs.day(at))]),
    )
    values: list[float] = found[:, 0].tolist()
    return values


@pytest.mark.parametrize("seed", range(4))
def test_it_says_what_a_service_would_have_said_at_the_time(seed: int) -> None:
    done = events(120, seed=seed)
    past = past_of(log_of([], done), WORDS)
    at = logs.day([0.0, 7.3, 20.0, 41.0][seed])
    snapshot = served(done, at, LEARNT)
    offers = [past.offer_ids.to_pylist().index(offer.id) for offer in OFFERED]
    for talent in TALENTS:
        place = past.talent_ids.to_pylist().index(talent.id)
        rows = np.full(len(offers), place)
        told = past.values(
            LEARNT, talent=rows, offer=np.array(offers), at=np.full(len(offers), micros(at))
        )
        one = pairing(snapshot, Direction.OFFERS_FOR_TALENT, subject=talent.id)
        values = pair_values(one, factories.context(), feature_list())[PLACES]
        order = [one.candidates.columns.row_of[offer.id] for offer in OFFERED]
        np.testing.assert_allclose(told, values[:, order], atol=1e-5)


def test_what_is_done_at_the_very_moment_is_not_past_yet() -> None:
    past = past_of(log_of([], [logs.done(EventKind.SAVE, "tal-0", "off-0", 3.0)]), WORDS)
    assert np.isnan(_asked(past, "tal-0", "off-0", 3.0)[0])
    assert not np.isnan(_asked(past, "tal-0", "off-0", 3.001)[0])


def test_what_was_recorded_later_was_not_known_before() -> None:
    saved = logs.done(EventKind.SAVE, "tal-0", "off-0", 3.0, recorded_at=logs.day(5))
    past = past_of(log_of([], [saved]), WORDS)
    assert np.isnan(_asked(past, "tal-0", "off-0", 4.0)[0])
    assert not np.isnan(_asked(past, "tal-0", "off-0", 6.0)[0])


def test_a_log_that_begins_in_the_middle_takes_the_beginning_for_granted() -> None:
    accepted = logs.done(EventKind.ACCEPT, "tal-0", "off-0", 3.0, side=Side.PROVIDER.value)
    whole = [logs.done(EventKind.APPLY, "tal-0", "off-0", 2.0), accepted]
    late, full = (past_of(log_of([], done), WORDS) for done in ([accepted], whole))
    assert _asked(late, "tal-0", "off-2", 4.0) == _asked(full, "tal-0", "off-2", 4.0)


def test_a_log_in_which_nothing_was_done_has_no_past() -> None:
    value, pull = _asked(past_of(log_of([], []), WORDS), "tal-0", "off-0", 4.0)
    assert np.isnan(value)
    assert pull == 0.5
