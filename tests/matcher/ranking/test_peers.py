"""Peers: a list by one model looked at from both ends, told exactly."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from math import exp
from typing import Any

import numpy as np
import pytest

from matcher.domain import (
    Audience,
    Direction,
    Order,
    PeerContext,
    Slate,
    SlateId,
    SlateRequest,
    Talent,
    TalentId,
    Viewer,
)
from matcher.features import (
    Monotone,
    PeerFacts,
    PeerMarks,
    Snapshot,
    packaged_features,
    peering,
    sentence_encoder,
)
from matcher.ranking import (
    PARTNERS,
    PEERS,
    Called,
    PeerRecommender,
    UnknownSubject,
    mutual_model,
    mutual_priors,
)
from matcher.ranking.monotony import broken_directions
from matcher.ranking.peer_voices import PEER_VOICES
from matcher.ranking.priors import INTERCEPT
from matcher.vocabulary import load
from tests.factories import TODAY, talent

CALLED = Called(
    slate_id=SlateId("s"),
    viewer=Viewer(role="talent", key="k"),
    at=datetime(2026, 9, 1, tzinfo=UTC),
    seed=7,
)
SINGER = talent("me", meets_peers=True, goals=("band",))


def peer(key: str, **fields: Any) -> Talent:
    return replace(SINGER, **{"id": TalentId(key), "roles": ("drums",), **fields})


def listed(*others: Talent, marks: PeerMarks | None = None, **wishes: Any) -> Slate:
    """The list for the singer."""
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_talents([SINGER, *others], [TODAY] * (1 + len(others)))
    request = SlateRequest(
        direction=Direction.PEERS_FOR_TALENT,
        subject=wishes.pop("subject", SINGER.id),
        audience=Audience.TALENT,
        **wishes,
    )
    context = PeerContext(today=TODAY)
    return PeerRecommender().recommend(
        snapshot, request, called=CALLED, context=context, marks=marks or PeerMarks()
    )


def ids(slate: Slate) -> list[str]:
    return [str(item.id) for item in slate.items]


@pytest.mark.parametrize("name", [PEERS, PARTNERS])
def test_every_feature_has_a_curve_in_its_direction_and_a_reason(name: str) -> None:
    model, priors = mutual_model(name), mutual_priors(name)
    features = packaged_features(f"{name}_features").features
    assert broken_directions(model) == []
    assert {prior.term for prior in priors} == {INTERCEPT, *(one.name for one in features)}
    assert all(len(prior.reason.split()) >= 4 and prior.strength > 0 for prior in priors)
    assert not any(Monotone.FREE in one.monotone.values() for one in features)


def test_nothing_about_age_health_or_identity_is_a_feature() -> None:
    names = {feature.name for feature in packaged_features("peer_features").features}
    words = ("age", "born", "wish", "condition", "group", "gender", "declared", "guardian")
    assert not any(word in name.split("_") for name in names for word in words)


def test_who_complements_and_is_near_comes_first() -> None:
    found = listed(
        peer("far", municipality="0360"),
        peer("same", roles=("lead_singer",)),
        peer("best"),
        peer("foreign", genres=("classical",), goals=("get_paid",)),
    )
    assert ids(found)[0] == "best"
    assert all(one.score >= other.score for one, other in pairwise(found.items))


def test_the_terms_of_both_ways_sum_to_the_chances_and_these_make_the_score() -> None:
    for item in listed(peer("a"), peer("b", level=5, max_travel_km=5.0)).items:
        chances = [
            1 / (1 + exp(-sum(item.contributions[way].values()))) for way in ("wants", "wanted")
        ]
        assert chances == pytest.approx([item.wants, item.taken])
        assert item.score == pytest.approx(chances[0] * chances[1])


def test_the_two_see_one_another_with_the_same_score() -> None:
    other = peer("other", level=4, max_travel_km=10.0, goals=("perform",), municipality="0265")
    here, there = listed(other), listed(other, subject=other.id)
    assert here.items[0].score == pytest.approx(there.items[0].score)
    assert here.items[0].wants == pytest.approx(there.items[0].taken)


def test_who_has_many_to_answer_makes_room_for_others() -> None:
    marks = PeerMarks(waiting={"busy": 8})
    twins = (peer("busy"), peer("free"))
    assert ids(listed(*twins, marks=marks)) == ["free", "busy"]


def test_the_same_request_gives_the_same_list_and_ties_fall_by_the_seed() -> None:
    twins = [peer(f"t{number}") for number in range(6)]
    first = listed(*twins)
    assert listed(*reversed(twins)) == first
    assert first.exploration == 0
    assert {item.propensity for item in first.items} == {1.0}


def test_each_item_has_two_true_reasons() -> None:
    found = listed(peer("a"), peer("b", roles=(), genres=(), goals=(), languages=(), times=()))
    reasons = {str(item.id): [one.code for one in item.reasons] for item in found.items}
    assert "peer_roles_complement" in reasons["a"]
    assert all(len(codes) >= 2 for codes in reasons.values())
    assert not {"genres_shared", "peer_company", "times"} & set(reasons["b"])


def test_that_both_look_for_people_is_told_once() -> None:
    both = replace(SINGER, roles=(), genres=(), bio="", goals=("find_people", "record"))
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_talents([both, replace(both, id=TalentId("a"))], [TODAY] * 2)
    request = SlateRequest(
        direction=Direction.PEERS_FOR_TALENT, subject=both.id, audience=Audience.TALENT
    )
    slate = PeerRecommender().recommend(
        snapshot, request, called=CALLED, context=PeerContext(today=TODAY), marks=PeerMarks()
    )
    told = [
        (one.code, one.params["goals"]) for one in slate.items[0].reasons if "goals" in one.params
    ]
    assert sorted(told) == [("peer_company", "find_people"), ("peer_goals_shared", "record")]


def test_how_somebody_fares_is_not_told() -> None:
    both = replace(SINGER, goals=("wellbeing",))
    snapshot = Snapshot(load(), sentence_encoder())
    snapshot.put_talents([both, peer("a", goals=("wellbeing",))], [TODAY] * 2)
    request = SlateRequest(
        direction=Direction.PEERS_FOR_TALENT, subject=both.id, audience=Audience.TALENT
    )
    slate = PeerRecommender().recommend(
        snapshot, request, called=CALLED, context=PeerContext(today=TODAY), marks=PeerMarks()
    )
    assert "peer_goals_shared" not in {one.code for one in slate.items[0].reasons}


def test_of_what_both_write_about_only_what_is_no_weakness_is_told() -> None:
    bio = (
        "Jeg har sceneskræk, sidder alene på værelset og kommer på et musikværested,"
        " men sampler gamle plader"
    )
    snapshot = Snapshot(load(), sentence_encoder())
    both = replace(SINGER, bio=bio)
    snapshot.put_talents([both, peer("a", bio=bio)], [TODAY] * 2)
    facts = PeerFacts(peering(snapshot, str(both.id)).keep(np.array([1])), PeerMarks(), today=TODAY)
    told = [voice.say(facts, 0) for voice in PEER_VOICES if "themes_shared" in voice.codes]
    assert [one.code for one in told if one] == ["themes_shared"]
    (themes,) = [str(one.params["themes"]).split("|") for one in told if one]
    assert "sampling_and_chops" in themes
    weak = {"stage_fright", "alone_at_home", "daring", "music_for_wellbeing_groups"}
    assert not weak & set(themes)


@pytest.mark.parametrize("order", [Order.NEAREST, Order.NEWEST])
def test_an_order_that_profiles_nobody_shows_those_who_object(order: Order) -> None:
    shy = peer("shy", profiling=False)
    assert ids(listed(shy)) == []
    found = listed(shy, order=order)
    assert ids(found) == ["shy"]
    assert found.items[0].wants is None


def test_a_list_keeps_to_the_radius_and_the_limit() -> None:
    near, far = peer("near"), peer("far", municipality="0265")
    found = listed(near, far, max_km=10)
    assert ids(found) == ["near"]
    assert found.exclusions == {"beyond_max_km": 1}
    assert ids(listed(near, far, limit=1)) == ["near"]


def test_whoever_is_not_there_has_no_peers() -> None:
    with pytest.raises(UnknownSubject):
        listed(peer("a"), subject=TalentId("nobody"))
