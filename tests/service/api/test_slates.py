"""Tests of how a recorded list is told."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from matcher.domain import (
    Audience,
    Direction,
    OfferId,
    Order,
    Problem,
    Slate,
    SlateId,
    SlateItem,
    SlateRequest,
    TalentId,
    Viewer,
)
from matcher.features import feature_list
from matcher.vocabulary import Language
from service.actions.cards import offer_card, organisation_card, talent_card
from service.actions.shown import Shown
from service.api.reasons import FEATURES, MUTUAL_FEATURES
from service.api.slates import slate_body
from service.i18n import catalogue
from tests.factories import offer, organisation, talent

AT = datetime(2026, 9, 1, tzinfo=UTC)
# What is plainly so, and no feature's doing.
FACTS = {
    "rules_met",
    "seats_free",
    "seats_unlimited",
    "guest_fee",
    "unpaid",
    "farther_than_wished",
    "fits_otherwise",
    "many_apply",
    "many_apply_instead",
    "all_seats_offered",
    "seats_instead",
}
MUTUAL_FACTS = {"peers_both_open", "peers_age_fits", "partner_history"}
# What a search says, in which no feature counts.
SEARCHED = {
    "words_met",
    "sought_roles",
    "sought_roles_near",
    "sought_genres",
    "sought_genres_near",
    "sought_goals",
    "sought_goals_near",
    "sought_conditions",
    "phrases_met",
    "alike_roles",
    "alike_genres",
    "meaning_alike",
}
ITEM = SlateItem(
    id=OfferId("off-1"),
    position=1,
    score=0.4,
    wants=0.5,
    taken=0.8,
    contributions={
        "talent": {"genre_affinity": 1.0, "genre_affinity*level_gap": 0.25, "pay": -1.0},
        "provider": {"genre_spread": 0.5},
    },
    reasons=(Problem("genres_shared", {"genres": "pop"}), Problem("near", {"km": 4})),
)


def slate(*items: SlateItem, **asked: Any) -> Slate:
    request = SlateRequest(
        direction=Direction.OFFERS_FOR_TALENT, subject=TalentId("tal-1"), audience=Audience.TALENT
    )
    return Slate(
        id=SlateId("rec_1"),
        at=AT,
        viewer=Viewer(role="talent", key="k"),
        request=replace(request, **asked),
        model_hash="m",
        schema_hash="s",
        seed=1,
        candidates=len(items),
        candidate_hash="c",
        exclusions={"full": 2, "paused": 3, "blocked": 4},
        items=items,
    )


def told(made: Slate, *, explain: bool = True, **cards: Any) -> dict[str, Any]:
    return slate_body(Shown(slate=made, **cards), lang=Language.EN, explain=explain)


def test_every_reason_has_the_features_that_speak_through_it() -> None:
    mutual = {code for codes in MUTUAL_FEATURES.values() for code in codes} | MUTUAL_FACTS
    codes = catalogue()["reasons"].keys() - (mutual - FEATURES.keys())
    assert codes - FEATURES.keys() == FACTS | SEARCHED
    assert FEATURES.keys() | mutual <= catalogue()["reasons"].keys()


def test_every_feature_that_speaks_is_there() -> None:
    named = {feature for features in FEATURES.values() for feature in features}
    assert named <= feature_list().index.keys()


def test_a_reason_is_worth_all_that_its_voice_was_weighed_by() -> None:
    added = {"talent": {"pay": 0.5, "wants_paid": 0.25}, "provider": {"conditions_unmet": -0.5}}
    said = (Problem("pay", {"dkk": 100}), Problem("conditions", {"conditions": "paid"}))
    reasons = told(slate(replace(ITEM, contributions=added, reasons=said)))["items"][0]["reasons"]
    assert [reason["contribution"] for reason in reasons] == [0.75, -0.5]


def test_a_reason_is_worth_what_its_terms_add_on_both_sides() -> None:
    reasons = told(slate(ITEM))["items"][0]["reasons"]
    assert [reason["contribution"] for reason in reasons] == [1.75, 0]


def test_a_list_that_profiles_nobody_has_neither_scores_nor_contributions() -> None:
    plain = replace(ITEM, wants=None, taken=None, contributions={}, score=-4.0)
    (item,) = told(slate(plain, order=Order.NEAREST))["items"]
    assert item["score"] is None
    assert {reason["contribution"] for reason in item["reasons"]} == {None}


def test_a_card_that_is_gone_leaves_the_bare_id() -> None:
    assert told(slate(ITEM))["items"][0]["offer"] == {"id": "off-1"}


@pytest.mark.parametrize(("pay", "text"), [(None, None), (0.0, "Unpaid"), (1500.0, "DKK 1,500")])
def test_pay_is_said_in_words(pay: float | None, text: str | None) -> None:
    card = offer_card(offer(pay_dkk=pay))
    body = told(slate(ITEM), offers={card.id: card})["items"][0]["offer"]
    assert (body["pay_dkk"], body["pay_text"]) == (pay, text)


def test_the_sender_is_named() -> None:
    card, sender = offer_card(offer()), organisation_card(organisation())
    shown = told(slate(ITEM), offers={card.id: card}, senders={sender.id: sender})
    assert shown["items"][0]["offer"]["organisation"]["name"] == "Musikskolen Prøven"


def test_a_talents_card_speaks_in_labels() -> None:
    card = talent_card(talent(), updated_at=AT, named=False)
    made = slate(replace(ITEM, id=card.id), direction=Direction.TALENTS_FOR_OFFER)
    body = told(made, talents={card.id: card}, distances={card.id: 4.2})["items"][0]["talent"]
    assert (body["role_names"], body["genre_names"]) == (["Singer"], ["Pop"])
    assert (body["name"], body["distance_km"]) == (None, 4.2)


def test_the_most_frequent_exclusions_come_first() -> None:
    codes = [entry["code"] for entry in told(slate(ITEM))["excluded"]]
    assert codes == ["blocked", "paused", "full"]


def test_organisations_are_told_of_private_reasons_as_one() -> None:
    excluded = told(slate(ITEM, audience=Audience.ORGANISATION))["excluded"]
    assert [(e["code"], e["count"]) for e in excluded] == [("not_available", 7), ("full", 2)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"candidates": 3}, "below_min_score"),
        ({"candidates": 0}, "all_excluded"),
        ({"candidates": 0, "exclusions": {}}, "nothing_there"),
    ],
)
def test_an_empty_list_says_why(changes: dict[str, Any], code: str) -> None:
    empty = told(replace(slate(), **changes))["empty"]
    assert (empty["code"], bool(empty["text"])) == (code, True)
    assert len(empty["reasons"]) <= 3


LIVES_AWAY = replace(
    ITEM,
    id=TalentId("tal-1"),
    contributions={"talent": {"goals_served": 1.0, "price": 0.5, "genre_affinity": 2.0}},
    reasons=(
        Problem("goals", {"goals": "perform"}),
        Problem("genres_shared", {"genres": "pop"}),
        Problem("near", {"km": 13}),
        Problem("free"),
        Problem("text_alike"),
    ),
    notes=(Problem("guest_fee", {"dkk": 150}), Problem("unpaid")),
)


def told_of_person(audience: Audience) -> dict[str, Any]:
    card = talent_card(talent(), updated_at=AT, named=False)
    made = slate(LIVES_AWAY, direction=Direction.TALENTS_FOR_OFFER, audience=audience)
    item: dict[str, Any] = told(made, talents={card.id: card}, distances={card.id: 13.4})["items"][
        0
    ]
    return item


def test_organisations_read_what_is_personal_as_one_reason_without_parameters() -> None:
    reasons = told_of_person(Audience.ORGANISATION)["reasons"]
    assert [(r["code"], r["params"], r["contribution"]) for r in reasons] == [
        ("genres_shared", {"genres": "pop"}, 2.0),
        ("near", {"km": 15}, 0),
        ("fits_otherwise", {}, None),
    ]


def test_what_one_hidden_reason_adds_is_not_told_to_organisations() -> None:
    chosen = replace(
        LIVES_AWAY,
        reasons=(Problem("chosen_together"),),
        contributions={"talent": {"behaviour_affinity": 0.7}},
    )
    made = slate(chosen, direction=Direction.TALENTS_FOR_OFFER, audience=Audience.ORGANISATION)
    (reason,) = told(made)["items"][0]["reasons"]
    assert (reason["code"], reason["contribution"]) == ("fits_otherwise", None)


def test_organisations_read_distances_in_steps_and_no_guests_fee() -> None:
    item = told_of_person(Audience.ORGANISATION)
    assert item["talent"]["distance_km"] == 15
    assert [note["code"] for note in item["notes"]] == ["unpaid"]


def test_coordinators_read_every_reason_and_note() -> None:
    item = told_of_person(Audience.COORDINATOR)
    assert [reason["code"] for reason in item["reasons"]] == [r.code for r in LIVES_AWAY.reasons]
    assert [note["code"] for note in item["notes"]] == ["guest_fee", "unpaid"]
    assert item["talent"]["distance_km"] == 13.4


@pytest.mark.parametrize("reason", [Problem("near", {"km": 2}), Problem("nearby")])
def test_organisations_cannot_tell_next_door_from_close_by(reason: Problem) -> None:
    close = replace(LIVES_AWAY, reasons=(reason,))
    made = slate(close, direction=Direction.TALENTS_FOR_OFFER, audience=Audience.ORGANISATION)
    reasons = told(made)["items"][0]["reasons"]
    assert [(r["code"], r["params"]) for r in reasons] == [("nearby", {})]
