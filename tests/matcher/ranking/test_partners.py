"""Partners: shared aims, the missing corner, and new ones before old ones."""

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from matcher.domain import (
    Audience,
    Direction,
    Offer,
    OfferStatus,
    Order,
    Organisation,
    OrganisationId,
    Slate,
    SlateId,
    SlateRequest,
    Viewer,
)
from matcher.features import PartnerFacts, Snapshot, partnering, sentence_encoder
from matcher.ranking import Called, PartnerRecommender, UnknownSubject
from matcher.vocabulary import load
from tests.factories import offer, organisation

CALLED = Called(
    slate_id=SlateId("s"),
    viewer=Viewer(role="organisation", key="k"),
    at=datetime(2026, 9, 1, tzinfo=UTC),
    seed=7,
)
US = organisation("us", type="music_school")
OURS = offer("ours", organisation=US.id)


def other(key: str, **fields: Any) -> Organisation:
    return organisation(key, **{"type": "venue", **fields})


def theirs(key: str, **fields: Any) -> Offer:
    """An offer of the organisation ``key``, like ours."""
    return offer(f"of-{key}-{len(fields)}", organisation=OrganisationId(key), **fields)


def shot(organisations: list[Organisation], offers: list[Offer]) -> Snapshot:
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_organisations([US, *organisations])
    snapshot.put_offers([OURS, *offers])
    return snapshot


def listed(snapshot: Snapshot, subject: str = US.id, **wishes: Any) -> Slate:
    request = SlateRequest(
        direction=Direction.PARTNERS_FOR_ORGANISATION,
        subject=OrganisationId(subject),
        audience=Audience.ORGANISATION,
        **wishes,
    )
    return PartnerRecommender().recommend(snapshot, request, called=CALLED)


def ids(slate: Slate) -> list[str]:
    return [str(item.id) for item in slate.items]


def test_the_missing_corner_comes_before_ones_own() -> None:
    snapshot = shot(
        [other("venue"), other("school", type="music_school")], [theirs("venue"), theirs("school")]
    )
    found = listed(snapshot)
    assert ids(found) == ["venue", "school"]
    assert "partner_missing_venue" in {one.code for one in found.items[0].reasons}


def test_a_corner_that_was_worked_with_is_missing_no_more() -> None:
    together = offer("both", organisation=US.id, partners=("venue",))
    snapshot = shot([other("venue"), other("new")], [together, theirs("venue"), theirs("new")])
    found = listed(snapshot)
    assert ids(found) == ["new", "venue"]
    codes = {str(item.id): {one.code for one in item.reasons} for item in found.items}
    assert "partner_new" not in codes["venue"]
    assert "partner_missing_venue" not in codes["new"] | codes["venue"]


def test_shared_aims_come_before_foreign_ones() -> None:
    snapshot = shot(
        [other("like"), other("unlike")],
        [
            theirs("like"),
            theirs("unlike", goals=("wellbeing",), kind="talk", genres=("classical",)),
        ],
    )
    assert ids(listed(snapshot)) == ["like", "unlike"]


def test_drafts_say_nothing_of_anybody() -> None:
    draft = theirs("venue", status=OfferStatus.DRAFT, published_on=None)
    facts = PartnerFacts(partnering(shot([other("venue")], [draft]), US.id))
    assert facts.counts[facts.others].tolist() == [0]


def test_the_two_see_one_another_with_the_same_score() -> None:
    snapshot = shot(
        [other("a", municipality="0265")], [theirs("a", goals=("learn",), genres=("pop", "rock"))]
    )
    here, there = listed(snapshot), listed(snapshot, "a")
    assert here.items[0].score == pytest.approx(there.items[0].score)
    assert here.items[0].wants == pytest.approx(there.items[0].taken)


def test_no_corner_fills_the_top() -> None:
    venues = [other(f"v{number}") for number in range(8)]
    club = other("club", type="youth_club", municipality="0265")
    everybody = [*venues, club]
    snapshot = shot(everybody, [theirs(one.id) for one in everybody])
    assert ids(listed(snapshot)).index("club") == 4
    assert ids(listed(snapshot, diverse=False)).index("club") > 4


def test_an_organisation_of_which_nothing_is_known_is_still_there() -> None:
    bare = Organisation(id=OrganisationId("bare"), name="Ny")
    found = listed(shot([bare], []))
    assert ids(found) == ["bare"]
    assert len(found.items[0].reasons) == 2
    assert np.isfinite(found.items[0].score)


def test_without_any_offers_there_are_still_partners() -> None:
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_organisations([US, other("a")])
    assert ids(listed(snapshot)) == ["a"]


@pytest.mark.parametrize("order", [Order.NEAREST, Order.NEWEST])
def test_orders_without_fit_are_plain(order: Order) -> None:
    snapshot = shot([other("far", municipality="0265"), other("near")], [theirs("near")])
    found = listed(snapshot, order=order)
    assert ids(found) == ["near", "far"]
    assert found.items[0].wants is None


def test_an_unknown_organisation_has_none() -> None:
    with pytest.raises(UnknownSubject):
        listed(shot([], []), "nobody")
