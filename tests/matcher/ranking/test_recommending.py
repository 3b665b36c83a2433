"""Recommending: one pipeline, deterministic, spread, explained; nothing that may not be shown."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import (
    Audience,
    Direction,
    Offer,
    OfferId,
    Order,
    OrganisationId,
    PairState,
    Side,
    Slate,
    SlateId,
    SlateRequest,
    Talent,
    TalentId,
    Viewer,
)
from matcher.features import Snapshot, sentence_encoder
from matcher.ranking import Recommender, UnknownSubject, day_zero
from matcher.vocabulary import load
from tests import factories, strategies

WORDS = load()
ENCODER = sentence_encoder()
RECOMMENDER = Recommender(day_zero())
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)


def _snapshot(offers: list[Offer], talents: list[Talent]) -> Snapshot:
    snapshot = Snapshot(WORDS, ENCODER)
    snapshot.put_organisations([factories.organisation(f"org-{n}") for n in range(1, 4)])
    snapshot.put_offers(offers)
    snapshot.put_talents(talents, [factories.TODAY] * len(talents))
    return snapshot


def _offers_for(snapshot: Snapshot, subject: str = "tal-1", **asked: Any) -> Slate:
    request = SlateRequest(
        direction=Direction.OFFERS_FOR_TALENT,
        subject=TalentId(subject),
        audience=Audience.TALENT,
        limit=20,
    )
    return _recommend(snapshot, replace(request, **asked))


def _talents_for(snapshot: Snapshot, subject: str = "off-1", **asked: Any) -> Slate:
    request = SlateRequest(
        direction=Direction.TALENTS_FOR_OFFER,
        subject=OfferId(subject),
        audience=Audience.COORDINATOR,
        limit=20,
    )
    return _recommend(snapshot, replace(request, **asked))


def _recommend(snapshot: Snapshot, request: SlateRequest) -> Slate:
    return RECOMMENDER.recommend(
        snapshot,
        request,
        slate_id=SlateId("slate-1"),
        viewer=Viewer(role="coordinator", key="key-1"),
        at=AT,
        context=factories.context(request.audience),
    )


def _many(count: int, organisation: str = "org-1", **fields: Any) -> list[Offer]:
    return [
        factories.offer(
            f"{organisation}-off-{n}", organisation=OrganisationId(organisation), **fields
        )
        for n in range(count)
    ]


def test_the_better_fit_comes_first() -> None:
    fitting = factories.offer("off-fit")
    foreign = factories.offer("off-foreign", roles=("drums",), genres=("metal",), goals=("learn",))
    slate = _offers_for(_snapshot([foreign, fitting], [factories.talent()]))
    assert [item.id for item in slate.items] == ["off-fit", "off-foreign"]


def test_talents_are_ranked_for_an_offer_by_the_same_pipeline() -> None:
    fitting = factories.talent("tal-fit")
    foreign = factories.talent("tal-foreign", roles=("drums",), genres=("metal",))
    slate = _talents_for(_snapshot([factories.offer()], [foreign, fitting]))
    assert [item.id for item in slate.items] == ["tal-fit", "tal-foreign"]


def test_both_directions_give_a_pair_the_same_score() -> None:
    snapshot = _snapshot([factories.offer()], [factories.talent()])
    there, back = _offers_for(snapshot).items[0], _talents_for(snapshot).items[0]
    assert there.score == pytest.approx(back.score, abs=1e-12)
    assert there.contributions == back.contributions


def test_the_contributions_of_each_side_sum_to_its_probability() -> None:
    item = _offers_for(_snapshot([factories.offer()], [factories.talent()])).items[0]
    for side, chance in ((Side.TALENT, item.wants), (Side.PROVIDER, item.taken)):
        assert chance is not None
        total = sum(item.contributions[side.value].values())
        assert 1 / (1 + 2.718281828459045**-total) == pytest.approx(chance, abs=1e-9)
    assert item.score == pytest.approx((item.wants or 0) * (item.taken or 0), abs=1e-12)


def test_no_organisation_has_more_than_four_of_the_first_ten() -> None:
    offers = [*_many(12), *_many(7, "org-2", goals=("learn",))]
    slate = _offers_for(_snapshot(offers, [factories.talent()]))
    owners = [str(item.id)[:5] for item in slate.items]
    assert owners[:10].count("org-1") == 4
    assert len(owners) < 10 or owners[10] == "org-1"


def test_more_of_one_organisation_can_be_asked_for() -> None:
    snapshot = _snapshot(_many(12), [factories.talent()])
    assert len(_offers_for(snapshot).items) == 4
    assert len(_offers_for(snapshot, diverse=False).items) == 12


def test_fewer_rather_than_padding_under_a_least_score() -> None:
    foreign = factories.offer("off-foreign", roles=("drums",), genres=("metal",), goals=("learn",))
    snapshot = _snapshot([factories.offer(), foreign], [factories.talent()])
    scores = [item.score for item in _offers_for(snapshot).items]
    slate = _offers_for(snapshot, min_score=sum(scores) / 2)
    assert [item.id for item in slate.items] == ["off-1"]


def test_newest_first_profiles_nobody() -> None:
    old = factories.offer("off-old", published_on=date(2026, 7, 1))
    new = factories.offer("off-new", published_on=date(2026, 8, 30), roles=("drums",))
    slate = _offers_for(_snapshot([old, new], [factories.talent()]), order=Order.NEWEST)
    assert [item.id for item in slate.items] == ["off-new", "off-old"]
    assert all(item.wants is None and not item.contributions for item in slate.items)
    assert all(len(item.reasons) >= 2 for item in slate.items)


def test_nearest_first_goes_by_distance() -> None:
    far = factories.offer("off-far", municipality="0259")
    slate = _offers_for(
        _snapshot([far, factories.offer()], [factories.talent()]), order=Order.NEAREST
    )
    assert [item.id for item in slate.items] == ["off-1", "off-far"]


def test_a_radius_leaves_out_what_is_beyond_and_counts_it() -> None:
    far = factories.offer("off-far", municipality="0259")
    slate = _offers_for(_snapshot([far, factories.offer()], [factories.talent()]), max_km=10.0)
    assert [item.id for item in slate.items] == ["off-1"]
    assert slate.exclusions == {"beyond_max_km": 1}


def test_who_objects_to_profiling_is_not_ranked_but_listed_otherwise() -> None:
    snapshot = _snapshot([factories.offer()], [factories.talent(profiling=False)])
    assert _talents_for(snapshot).exclusions == {"profiling_objected": 1}
    assert len(_talents_for(snapshot, order=Order.NEAREST).items) == 1


def test_seats_left_and_the_guests_fee_are_in_the_slate() -> None:
    offer = factories.offer(outside_fee_dkk=600.0, capacity=3)
    snapshot = _snapshot(
        [offer], [factories.talent(municipality="0101"), factories.talent("tal-2")]
    )
    snapshot.put_pairs([(TalentId("tal-2"), offer.id, PairState.ACCEPTED)])
    item = _offers_for(snapshot).items[0]
    assert item.seats_left == 2
    assert ("guest_fee", {"dkk": 600.0}) in [(note.code, dict(note.params)) for note in item.notes]


def test_unpaid_work_is_said_to_be_unpaid() -> None:
    item = _offers_for(_snapshot([factories.offer(pay_dkk=0.0)], [factories.talent()])).items[0]
    assert "unpaid" in [note.code for note in item.notes]


def test_an_unknown_subject_is_named() -> None:
    with pytest.raises(UnknownSubject) as unknown:
        _offers_for(_snapshot([], []), subject="nobody")
    assert unknown.value.problem.params["id"] == "nobody"


def test_the_candidate_hash_changes_with_an_offer_and_not_with_the_order() -> None:
    offers = _many(3)
    one = _offers_for(_snapshot(offers, [factories.talent()]))
    other = _offers_for(_snapshot(offers[::-1], [factories.talent()]))
    edited = [replace(offers[0], title="Ny titel"), *offers[1:]]
    third = _offers_for(_snapshot(edited, [factories.talent()]))
    assert one.candidate_hash == other.candidate_hash != third.candidate_hash


@settings(max_examples=40)
@given(
    offers=st.lists(strategies.offers(WORDS), max_size=12, unique_by=lambda o: o.id),
    talent=strategies.talents(WORDS),
    order=st.sampled_from(Order),
)
def test_the_order_of_rows_never_changes_a_slate(
    offers: list[Offer], talent: Talent, order: Order
) -> None:
    shuffled = sorted(offers, key=lambda offer: offer.id[::-1])
    one = _offers_for(_snapshot(offers, [talent]), talent.id, order=order)
    other = _offers_for(_snapshot(shuffled, [talent]), talent.id, order=order)
    assert one == other


@settings(max_examples=40)
@given(
    offers=st.lists(strategies.offers(WORDS), max_size=8, unique_by=lambda o: o.id),
    talent=strategies.talents(WORDS),
    order=st.sampled_from(Order),
)
def test_every_item_has_at_least_two_different_reasons(
    offers: list[Offer], talent: Talent, order: Order
) -> None:
    open_ended = [replace(o, start_date=None, deadline=None, end_date=None) for o in offers]
    snapshot = _snapshot(
        [*offers, *(replace(o, id=OfferId(f"{o.id}-open")) for o in open_ended)], [talent]
    )
    for item in _offers_for(snapshot, talent.id, order=order, diverse=False).items:
        codes = [reason.code for reason in item.reasons]
        assert len(codes) == len(set(codes)) >= 2


@pytest.mark.parametrize("order", [Order.NEWEST, Order.NEAREST])
def test_ties_without_day_and_place_do_not_follow_the_rows(order: Order) -> None:
    offers = _many(12, published_on=None, municipality=None)
    there = _offers_for(_snapshot(offers, [factories.talent()]), order=order, diverse=False)
    back = _offers_for(_snapshot(offers[::-1], [factories.talent()]), order=order, diverse=False)
    assert [item.id for item in there.items] == [item.id for item in back.items]
    assert all(isfinite(item.score) for item in there.items)


def test_what_counts_against_a_pair_is_never_given_as_a_reason() -> None:
    offer = factories.offer(genres=("metal",), municipality="0259", roles=())
    talent = factories.talent(genres=("pop",), max_travel_km=5.0)
    item = _offers_for(_snapshot([offer], [talent])).items[0]
    codes = {reason.code for reason in item.reasons}
    assert codes.isdisjoint({"genres_near", "genres_shared", "near", "nearby"})
    assert "farther_than_wished" in {note.code for note in item.notes}


def test_nobody_is_told_what_they_know_of_themselves() -> None:
    snapshot = _snapshot([factories.offer(price_dkk=0.0, pay_dkk=2000.0)], [factories.talent()])
    of_the_offer = {"free", "pay", "deadline", "starts", "new", "reach"}
    scored = [reason.code for item in _talents_for(snapshot).items for reason in item.reasons]
    assert of_the_offer.isdisjoint(scored)


def test_the_providers_side_never_reads_what_people_wish_for_themselves() -> None:
    offer = factories.offer(conditions=("women_only", "wheelchair", "quiet_room"))
    taken = set()
    for wishes in ((), ("women_only",), ("wheelchair",), ("no_stage", "quiet_room")):
        snapshot = _snapshot([offer], [factories.talent(conditions=wishes)])
        taken.add(_offers_for(snapshot).items[0].taken)
    assert len(taken) == 1


def test_ties_change_from_day_to_day_but_not_within_one() -> None:
    snapshot = _snapshot(_many(30), [factories.talent()])
    request = SlateRequest(
        direction=Direction.OFFERS_FOR_TALENT,
        subject=TalentId("tal-1"),
        audience=Audience.TALENT,
        diverse=False,
        limit=30,
    )
    orders = []
    for days in (0, 0, 1):
        context = factories.context(Audience.TALENT, today=factories.TODAY + timedelta(days=days))
        slate = RECOMMENDER.recommend(
            snapshot,
            request,
            slate_id=SlateId("slate-1"),
            viewer=Viewer(role="talent", key="key-1"),
            at=AT,
            context=context,
        )
        orders.append([item.id for item in slate.items])
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2])
