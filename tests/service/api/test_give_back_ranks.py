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

_OWN, _OF_SLOT = "GET /v1/talents/tal-alma/offers", "GET /v1/offers/off-play/talents"
_LISTS = (
    (_OWN, "coordinator"),
    (_OWN, "alma"),
    (_OF_SLOT, "coordinator"),
    (_OF_SLOT, "kindergarten"),
    ("GET /v1/offers/off-coffee/talents", "nursing home"),
    ("GET /v1/offers/off-1/talents", "organisation"),
    ("GET /v1/talents/tal-bo/offers", "bo"),
)


def features(house: House) -> NDArray[np.float32]:
    """Every feature of everybody with everything, as the next list would read them."""
    live: Live = house.app.state.desk.resources.live
    while live.seen < live.head():
        live.catch_up(live.head())
    snapshot = live.snapshot
    subjects = [(Direction.OFFERS_FOR_TALENT, one) for one in sorted(snapshot.talents.row_of)]
    subjects += [(Direction.TALENTS_FOR_OFFER, one) for one in sorted(snapshot.offers.row_of)]
    values = [
        pair_values(pairing(snapshot, direction, subject=one), context(), feature_list())
        for direction, one in subjects
    ]
    return np.concatenate([one.ravel() for one in values])


def served(house: House) -> list[Any]:
    """What is listed with every score and reason, without what names the list itself."""
    bodies = [house(f"{path}?limit=100", by).json() for path, by in _LISTS]
    assert all(one["items"] for one in bodies), "an empty list would show nothing"
    return [
        {k: v for k, v in one.items() if k not in ("recommendation_id", "at")} for one in bodies
    ]


def named(house: House, path: str, side: str) -> list[str]:
    """Who or what is listed."""
    return [one[side]["id"] for one in house(f"{path}?limit=100", "coordinator").json()["items"]]


@pytest.mark.parametrize(
    ("kind", "side", "offer"),
    [
        ("hide", "talent", "off-play"),
        ("apply", "talent", "off-1"),
        ("hide", "provider", "off-play"),
    ],
)
def test_these_tests_would_notice_a_rank_that_changes(
    house: House, kind: str, side: str, offer: str
) -> None:
    """Without this, lists that never hold Alma would prove the others."""
    furnish(house)
    took_part(house, *PEOPLE)
    assert {"off-play", "off-coffee"} <= set(named(house, _OWN, "offer"))
    assert "tal-alma" in named(house, _OF_SLOT, "talent")
    before, lists = features(house), served(house)
    sent = {"id": "e", "kind": kind, "side": side, "talent": "tal-alma", "offer": offer}
    assert house("POST /v1/events", "admin", json={"events": [sent]}).json()["refused"] == 0
    tag = {"If-Match": house("GET /v1/talents/tal-alma", "admin").headers["etag"]}
    assert served(house) != lists
    house("PATCH /v1/talents/tal-alma", "admin", json={"level": 5}, headers=tag)
    assert features(house).tobytes() != before.tobytes()


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
    assert {"off-play", "off-coffee"} <= set(named(house, _OWN, "offer"))


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
