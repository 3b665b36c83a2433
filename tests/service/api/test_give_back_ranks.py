"""That saying no to giving back changes no rank: in the features, and in the lists as served."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.domain import Direction
from matcher.features import feature_list, pair_values, pairing
from service.actions.live import Live
from tests.factories import context
from tests.service.api.giving import PEOPLE, furnish, match, step, took_part
from tests.service.api.house import House

_LISTS = ("GET /v1/talents/tal-alma/offers?limit=100", "GET /v1/offers/off-play/talents?limit=100")


def features(house: House) -> NDArray[np.float32]:
    """Every feature of everybody with everything, as the next list would read them."""
    live: Live = house.app.state.desk.resources.live
    while live.seen < live.head():
        live.catch_up(live.head())
    snapshot = live.snapshot
    rows = [
        pair_values(
            pairing(snapshot, Direction.OFFERS_FOR_TALENT, subject=talent),
            context(),
            feature_list(),
        )
        for talent in sorted(snapshot.talents.row_of)
    ]
    return np.stack(rows)


def served(house: House) -> list[Any]:
    """What is listed, without what names the list itself."""
    bodies = [house(path, "coordinator").json() for path in _LISTS]
    return [
        {k: v for k, v in one.items() if k not in ("recommendation_id", "at")} for one in bodies
    ]


@pytest.mark.parametrize(
    ("way", "by", "fields"),
    [
        (("decline",), "alma", {}),
        (("agree", "decline"), "alma", {"slot": "off-play"}),
        (("waive",), "coordinator", {"reason": "Langt til skole"}),
    ],
)
def test_declining_or_waiving_changes_no_feature_and_no_list(
    house: House, way: tuple[str, ...], by: str, fields: dict[str, Any]
) -> None:
    furnish(house)
    took_part(house, *PEOPLE)
    match(house)
    before, lists = features(house), served(house)
    for kind in way:
        assert step(house, "alma", by, kind, **fields).status_code == 200
    assert features(house).tobytes() == before.tobytes()
    assert served(house) == lists


def test_declining_after_both_confirmations_leaves_the_features_as_they_were(house: House) -> None:
    furnish(house)
    took_part(house, *PEOPLE)
    before, lists = features(house), served(house)
    step(house, "alma", "alma", "agree", slot="off-play")
    step(house, "alma", "coordinator", "confirm_home")
    step(house, "alma", "kindergarten", "confirm_host")
    assert served(house) != lists, "a booked slot is offered no more"
    step(house, "alma", "alma", "decline")
    assert features(house).tobytes() == before.tobytes()
    assert served(house) == lists


def test_opting_in_and_what_a_coordinator_has_seen_change_no_list(house: House) -> None:
    furnish(house, joins_give_back=False)
    before = served(house)
    furnish(house, joins_give_back=True, meets_peers=True, child_certificate=True)
    after = served(house)
    assert [one["items"] for one in after] == [one["items"] for one in before]
