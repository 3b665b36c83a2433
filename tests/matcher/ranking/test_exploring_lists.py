"""Exploring lists: only what may be shown is drawn, the cap holds, and nobody is drawn twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
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
    Slate,
    SlateId,
    SlateItem,
    SlateRequest,
    Talent,
    TalentId,
    Unshown,
    Viewer,
)
from matcher.features import Snapshot, sentence_encoder
from matcher.ranking import ExplorationConfig, Recommender, day_zero
from matcher.vocabulary import load
from tests import factories, strategies

WORDS, ENCODER = load(), sentence_encoder()
MODEL = day_zero()
GREEDY = Recommender(MODEL)
EXPLORING = Recommender(MODEL, exploration=ExplorationConfig(share=0.2, pool=15, head=5))
OFFERS = SlateRequest(
    direction=Direction.OFFERS_FOR_TALENT,
    subject=TalentId("tal-1"),
    audience=Audience.TALENT,
    limit=20,
)
TALENTS = replace(
    OFFERS,
    direction=Direction.TALENTS_FOR_OFFER,
    subject=OfferId("off-1"),
    audience=Audience.COORDINATOR,
)


def _snapshot(offers: list[Offer], talents: list[Talent]) -> Snapshot:
    snapshot = Snapshot(WORDS, ENCODER)
    snapshot.put_organisations([factories.organisation(f"org-{n}") for n in range(1, 4)])
    snapshot.put_offers(offers)
    snapshot.put_talents(talents, [factories.TODAY] * len(talents))
    return snapshot


def _list(
    recommender: Recommender,
    snapshot: Snapshot,
    request: SlateRequest,
    *,
    today: date = factories.TODAY,
) -> Slate:
    return recommender.recommend(
        snapshot,
        request,
        slate_id=SlateId("slate-1"),
        viewer=Viewer(role="coordinator", key="key-1"),
        at=datetime(2026, 9, 1, 12, tzinfo=UTC),
        context=factories.context(request.audience, today=today),
    )


def _offers(count: int) -> list[Offer]:
    """Alike but for what they cost, of three organisations in turn."""
    return [
        factories.offer(
            f"off-{n}", organisation=OrganisationId(f"org-{n % 3 + 1}"), price_dkk=10.0 * n
        )
        for n in range(count)
    ]


def _ids(slate: Slate) -> list[str]:
    return [str(item.id) for item in slate.items]


def test_without_exploration_every_place_was_certain() -> None:
    slate = _list(GREEDY, _snapshot(_offers(12), [factories.talent()]), OFFERS)
    assert {(item.propensity, item.prefix_propensity) for item in slate.items} == {(1.0, 1.0)}
    assert (slate.exploration, slate.unshown, slate.propensity) == (0.0, (), 1.0)
    scores = [item.score for item in slate.items]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("recommender", [GREEDY, EXPLORING])
def test_the_cells_that_were_looked_up_are_kept(recommender: Recommender) -> None:
    slate = _list(recommender, _snapshot(_offers(30), [factories.talent()]), OFFERS)
    listed: list[SlateItem | Unshown] = [*slate.items, *slate.unshown]
    for item in listed:
        cells = np.array(item.cells, dtype=np.int32)[:, None]
        assert len(cells) == len(MODEL.features.features)
        assert _score(cells) == pytest.approx(item.score, abs=1e-12)


def _score(cells: np.typing.NDArray[np.int32]) -> float:
    places = MODEL.places(cells)
    wants, taken = (MODEL.log_odds(places, side)[0] for side in MODEL.intercepts)
    return float(1 / (1 + np.exp(-wants)) / (1 + np.exp(-taken)))


def test_the_same_day_gives_the_same_list_and_another_day_another() -> None:
    snapshot = _snapshot(_offers(30), [factories.talent()])
    one, again = (_list(EXPLORING, snapshot, OFFERS) for _ in range(2))
    assert one == again
    days = [factories.TODAY + timedelta(days=day) for day in range(5)]
    assert len({tuple(_ids(_list(EXPLORING, snapshot, OFFERS, today=d))) for d in days}) > 1


def test_what_could_have_been_shown_is_told_and_was_not_shown() -> None:
    request = replace(OFFERS, limit=5, diverse=False)
    slate = _list(EXPLORING, _snapshot(_offers(30), [factories.talent()]), request)
    unshown = [str(other.id) for other in slate.unshown]
    assert slate.exploration == 0.2
    assert len(slate.items) == 5
    assert len(unshown) == 10
    assert set(unshown).isdisjoint(_ids(slate))
    assert slate.propensity == slate.items[-1].prefix_propensity < 1


def test_after_the_head_the_list_goes_on_greedily() -> None:
    request = replace(OFFERS, limit=20, diverse=False)
    slate = _list(EXPLORING, _snapshot(_offers(30), [factories.talent()]), request)
    after = [item.score for item in slate.items[5:]]
    assert len(set(_ids(slate))) == 20
    assert after == sorted(after, reverse=True)
    assert len({item.prefix_propensity for item in slate.items[4:]}) == 1
    assert all(0 < item.propensity <= 1 for item in slate.items)


@pytest.mark.parametrize("day", range(6))
def test_no_organisation_is_drawn_more_often_than_its_share(day: int) -> None:
    offers = [replace(offer, organisation=OrganisationId("org-1")) for offer in _offers(20)[:14]]
    snapshot = _snapshot([*offers, *_offers(25)[14:]], [factories.talent()])
    slate = _list(EXPLORING, snapshot, OFFERS, today=factories.TODAY + timedelta(days=day))
    owner = {offer.id: offer.organisation for offer in [*offers, *_offers(25)[14:]]}
    owners = [owner[OfferId(key)] for key in _ids(slate)[:10]]
    assert max(map(owners.count, owners)) <= 4


def test_fewer_rather_than_more_of_the_same_when_exploring_too() -> None:
    alike = [replace(offer, organisation=OrganisationId("org-1")) for offer in _offers(12)]
    snapshot = _snapshot(alike, [factories.talent()])
    assert len(_list(EXPLORING, snapshot, OFFERS).items) == 4


@pytest.mark.parametrize("order", [Order.NEWEST, Order.NEAREST])
def test_an_order_that_profiles_nobody_is_never_explored(order: Order) -> None:
    snapshot = _snapshot(_offers(20), [factories.talent()])
    request = replace(OFFERS, order=order)
    slate = _list(EXPLORING, snapshot, request)
    assert _ids(slate) == _ids(_list(GREEDY, snapshot, request))
    assert (slate.exploration, slate.unshown) == (0.0, ())
    assert all(item.cells == () for item in slate.items)


def test_nothing_is_explored_with_who_objected_to_profiling() -> None:
    snapshot = _snapshot(_offers(20), [factories.talent(profiling=False)])
    slate = _list(EXPLORING, snapshot, OFFERS)
    assert slate == _list(GREEDY, snapshot, OFFERS)
    objecting = [factories.talent(f"tal-{n}", profiling=n % 2 == 0) for n in range(20)]
    asked = _list(EXPLORING, _snapshot(_offers(2), objecting), TALENTS)
    seen = {*_ids(asked), *(str(other.id) for other in asked.unshown)}
    assert asked.exploration == 0.2
    assert seen == {f"tal-{n}" for n in range(0, 20, 2)}


def test_a_list_of_nobody_is_no_list() -> None:
    slate = _list(EXPLORING, _snapshot([], [factories.talent()]), OFFERS)
    assert (slate.items, slate.unshown, slate.exploration) == ((), (), 0.0)


@settings(max_examples=30)
@given(
    offers=st.lists(strategies.offers(WORDS), max_size=12, unique_by=lambda o: o.id),
    talent=strategies.talents(WORDS),
    least=st.sampled_from([0.0, 0.1]),
)
def test_nothing_is_drawn_that_the_best_list_would_not_hold(
    offers: list[Offer], talent: Talent, least: float
) -> None:
    snapshot = _snapshot(offers, [talent])
    request = replace(OFFERS, subject=talent.id, min_score=least)
    drawn, best = (_list(recommender, snapshot, request) for recommender in (EXPLORING, GREEDY))
    whole = _list(GREEDY, snapshot, replace(request, diverse=False, limit=100))
    assert {*_ids(drawn), *(str(other.id) for other in drawn.unshown)} <= set(_ids(whole))
    assert len(drawn.items) == len(best.items)
    assert drawn.exclusions == best.exclusions
