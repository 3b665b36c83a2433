"""Tests of the route of events."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from matcher.domain import Offer, Talent
from service.store import OFFERS, TALENTS, connect, writing
from tests.factories import offer, talent
from tests.service.api.house import NOW, House

EVENTS = "POST /v1/events"
BEGUN = NOW + timedelta(days=80)
FEED = "GET /v1/talents/tal-1/offers"


def event(key: str = "e-1", **fields: Any) -> dict[str, Any]:
    """The talent applies for the first offer."""
    made = {"id": key, "kind": "apply", "side": "talent", "talent": "tal-1", "offer": "off-1"}
    return {**made, **fields}


def sent(house: House, by: str, *events: Any, **given: Any) -> list[dict[str, Any]]:
    """The results of a batch."""
    answer = house(EVENTS, by, json={"events": events}, **given)
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def offered(house: House, query: str = "") -> set[str]:
    """What the talent is offered now."""
    return {item["offer"]["id"] for item in house(FEED + query, "talent").json()["items"]}


def test_an_event_takes_effect_in_the_very_next_request(each_house: House) -> None:
    assert offered(each_house) == {"off-1", "off-2"}
    sent(each_house, "talent", event(kind="hide"))
    assert offered(each_house) == {"off-2"}


def test_each_event_has_its_own_status(house: House) -> None:
    results = sent(
        house,
        "talent",
        event("e-1"),
        event("e-1"),
        event("e-2"),
        event("e-3", offer="nothing"),
        {"id": "e-4", "kind": "dance"},
        "no event",
    )

    assert [(result["status"], result.get("code")) for result in results] == [
        ("recorded", None),
        ("duplicate", None),
        ("refused", "already_in_progress"),
        ("refused", "unknown_offer"),
        ("refused", "event_invalid"),
        ("refused", "event_invalid"),
    ]
    assert [error["pointer"] for error in results[4]["errors"]] == [
        "#/kind",
        "#/side",
        "#/talent",
        "#/offer",
    ]


def test_the_counts_are_those_of_the_results(house: House) -> None:
    answer = house(EVENTS, "talent", json={"events": [event(), event(), event("e-2")]}).json()
    assert (answer["recorded"], answer["duplicate"], answer["refused"]) == (1, 1, 1)


def test_an_event_without_its_moment_can_be_sent_again_later(house: House) -> None:
    sent(house, "talent", event())
    house.clock.now = NOW + timedelta(hours=1)
    assert [result["status"] for result in sent(house, "talent", event())] == ["duplicate"]


def test_an_event_is_a_duplicate_even_when_it_would_be_refused_by_now(house: House) -> None:
    sent(house, "talent", event())
    house.clock.now = NOW + timedelta(days=200)
    assert [result["status"] for result in sent(house, "talent", event())] == ["duplicate"]


def test_another_event_under_the_same_id_is_refused(house: House) -> None:
    sent(house, "talent", event())
    results = sent(house, "talent", event(kind="view"))
    assert [result["code"] for result in results] == ["event_id_conflict"]


def test_a_talent_speaks_only_for_itself(house: House) -> None:
    results = sent(house, "talent", event("a", talent="tal-2"), event("b", side="provider"))
    assert [result["code"] for result in results] == ["not_yours", "not_yours"]


def test_an_organisation_speaks_only_for_its_own_offers(house: House) -> None:
    invite = event("a", kind="invite", side="provider")
    results = sent(house, "other organisation", invite, {**invite, "id": "b", "offer": "off-2"})
    assert [result["status"] for result in results] == ["refused", "recorded"]


def test_a_limited_coordinator_records_on_its_own_people(house: House) -> None:
    results = sent(house, "coordinator of 0217", event("a"), event("b", talent="tal-2"))
    assert [result["status"] for result in results] == ["recorded", "refused"]


def test_an_organisation_cannot_reach_whom_it_was_never_shown(house: House) -> None:
    invite = event(kind="invite", side="provider", talent="tal-3")
    results = sent(house, "organisation", invite)
    assert [result["code"] for result in results] == ["unknown_talent"]


def test_an_organisation_may_answer_whoever_applied(house: House) -> None:
    sent(house, "coordinator", event("a", talent="tal-3"))
    accept = event("b", kind="accept", side="provider", talent="tal-3")
    assert [result["status"] for result in sent(house, "organisation", accept)] == ["recorded"]


def test_nobody_applies_for_what_the_rules_exclude(house: House) -> None:
    house.clock.now = NOW + timedelta(days=100)
    results = sent(house, "talent", event())
    assert [result["code"] for result in results] == ["deadline_passed"]


def test_seats_are_never_exceeded_and_a_full_offer_is_gone(house: House) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        OFFERS.put_many(session, [offer("off-1", capacity=1)], now=NOW)
    engine.dispose()
    sent(house, "coordinator", event("a", talent="tal-2"), event("b"))

    accepted = [event("c", kind="accept", side="provider", talent="tal-2")]
    accepted.append(event("d", kind="accept", side="provider"))
    results = sent(house, "organisation", *accepted)

    assert [result.get("code") for result in results] == [None, "offer_full"]
    assert offered(house) == {"off-2"}


def test_an_event_may_name_the_list_it_came_from(house: House) -> None:
    seen = house(FEED, "talent").json()["recommendation_id"]
    results = sent(
        house,
        "talent",
        event("a", kind="view", recommendation_id=seen),
        event("b", kind="view", offer="off-draft", recommendation_id=seen),
        event("c", kind="view", recommendation_id="rec_0"),
    )
    assert [result.get("code") for result in results] == [
        None,
        "not_in_recommendation",
        "unknown_recommendation",
    ]


def test_the_future_cannot_be_recorded(house: House) -> None:
    later = (NOW + timedelta(hours=1)).isoformat()
    assert [r["code"] for r in sent(house, "talent", event(at=later))] == ["event_in_future"]


def test_what_lies_before_2000_has_a_wrong_date(house: House) -> None:
    long_ago = event(at="1990-01-01T00:00:00Z")
    assert [r["code"] for r in sent(house, "talent", long_ago)] == ["event_too_old"]


@pytest.mark.parametrize("kind", ["attend", "complete", "no_show"])
def test_nobody_has_come_before_the_day_on_which_the_offer_begins(house: House, kind: str) -> None:
    came = event(kind=kind, side="provider")
    (refused,) = sent(house, "coordinator", came, headers={"Accept-Language": "en"})
    assert (refused["code"], refused["params"]) == ("offer_not_begun", {"begins": "2026-11-14"})
    assert "14 November 2026" in refused["detail"]
    house.clock.now = BEGUN
    # It is the 14th in Denmark when it is still the 13th in UTC.
    eve, day = ({"at": f"2026-11-13T{hour}:30:00Z"} for hour in (22, 23))
    before, on_it = codes(house, "coordinator", came | eve, came | day)
    assert (before, on_it != before) == ("offer_not_begun", True)


def test_a_rating_belongs_to_rate_alone(house: House) -> None:
    results = sent(house, "talent", event("a", rating=3), event("b", kind="rate"))
    assert [result["code"] for result in results] == ["rating_misplaced"] * 2


def test_too_many_events_at_once_are_refused(quiet_house: House) -> None:
    events = [event(str(number)) for number in range(1001)]
    answer = quiet_house(EVENTS, "talent", json={"events": events})
    assert answer.status_code == 422
    assert answer.json()["errors"][0] | {"detail": ""} == {
        "pointer": "#/events",
        "code": "list_too_long",
        "detail": "",
        "params": {"most": 1000},
    }


def test_an_empty_batch_is_refused(quiet_house: House) -> None:
    assert quiet_house(EVENTS, "talent", json={"events": []}).status_code == 422


def test_reasons_of_refusals_come_in_the_language_asked_for(house: House) -> None:
    results = sent(house, "talent", event("a", talent="tal-2"), headers={"Accept-Language": "en"})
    assert results[0]["detail"] == "This is not your side of the matter."


def codes(house: House, by: str, *events: Any) -> list[str | None]:
    """The code of each refusal, ``None`` for what was recorded."""
    return [result.get("code") for result in sent(house, by, *events)]


def stored(house: House, *, talents: Sequence[Talent] = (), offers: Sequence[Offer] = ()) -> None:
    """Put profiles behind the API's back."""
    engine = connect(house.settings.url)
    with writing(engine) as session:
        TALENTS.put_many(session, talents, now=NOW)
        OFFERS.put_many(session, offers, now=NOW)
    engine.dispose()


@pytest.mark.parametrize("kind", ["attend", "complete"])
def test_a_talent_took_part_only_where_it_held_a_seat(house: House, kind: str) -> None:
    sent(house, "talent", event("b"))
    sent(house, "organisation", event("c", kind="accept", side="provider"))
    house.clock.now = BEGUN
    other = event("a", kind=kind, offer="off-2")
    assert codes(house, "talent", other) == ["no_seat_held"]
    assert codes(house, "talent", event("d", kind=kind)) == [None]


def test_a_talent_drops_in_where_there_is_no_limit_and_the_rules_allow_it(house: House) -> None:
    drop_in = [offer("off-1", capacity=None), offer("off-9", capacity=None, age_min=24)]
    stored(house, offers=drop_in)
    house.clock.now = BEGUN
    attended = [event("a", kind="attend"), event("b", kind="attend", offer="off-9")]
    assert codes(house, "talent", *attended) == [None, "too_young"]


@pytest.mark.parametrize("by", ["organisation", "coordinator"])
def test_organisations_and_coordinators_record_who_turned_up(house: House, by: str) -> None:
    house.clock.now = BEGUN
    assert codes(house, by, event(kind="attend", side="provider")) == [None]


def test_nobody_records_on_a_draft(house: House) -> None:
    view = event(kind="view", side="provider", offer="off-draft")
    assert codes(house, "other organisation", view) == ["not_published"]
    assert codes(house, "coordinator", view) == ["not_published"]
    assert codes(house, "talent", {**view, "side": "talent"}) == ["unknown_offer"]


def test_who_has_hidden_an_offer_is_not_invited_to_it(house: House) -> None:
    sent(house, "talent", event("a", kind="hide"))
    invite = event("b", kind="invite", side="provider")
    assert codes(house, "organisation", invite) == ["unknown_talent"]
    assert codes(house, "coordinator", invite) == ["hidden"]


def test_who_has_declined_is_not_invited_again(house: House) -> None:
    invite = event("a", kind="invite", side="provider")
    sent(house, "organisation", invite)
    sent(house, "talent", event("b", kind="decline"))
    assert codes(house, "organisation", {**invite, "id": "c"}) == ["already_declined"]


def test_whom_the_organisation_has_declined_it_may_invite_after_all(house: House) -> None:
    sent(house, "talent", event("a"))
    decline = event("b", kind="decline", side="provider")
    invite = event("c", kind="invite", side="provider")
    assert codes(house, "organisation", decline, invite) == [None, None]


def test_a_child_whose_guardian_has_not_agreed_is_as_unknown_as_nobody(house: House) -> None:
    stored(house, talents=[talent("tal-9", birth_date=date(2014, 1, 1))])
    view = event(kind="view", side="provider", talent="tal-9")
    assert codes(house, "organisation", view, {**view, "talent": "nobody"}) == [
        "unknown_talent",
        "unknown_talent",
    ]
    blocked = house("PUT /v1/talents/tal-9/blocks/org-1", "organisation")
    assert blocked.json()["code"] == "unknown_talent"


def test_what_a_hidden_person_saves_does_not_give_it_away(house: House) -> None:
    sent(house, "coordinator", event("a", kind="save", talent="tal-3"))
    view = event("b", kind="view", side="provider", talent="tal-3")
    assert codes(house, "organisation", view) == ["unknown_talent"]


def test_a_list_that_somebody_else_was_given_is_an_unknown_one(house: House) -> None:
    feed = house(FEED, "talent").json()["recommendation_id"]
    people = house("GET /v1/offers/off-1/talents", "organisation").json()["recommendation_id"]
    view = event(kind="view")
    by_talent = [view | {"id": n, "recommendation_id": n} for n in (feed, people)]
    assert codes(house, "talent", *by_talent) == [None, "unknown_recommendation"]
    view = event(kind="view", side="provider")
    by_organisation = [view | {"id": f"o{n}", "recommendation_id": n} for n in (feed, people)]
    assert codes(house, "organisation", *by_organisation) == ["unknown_recommendation", None]


def test_a_list_that_a_coordinator_made_for_the_talent_may_be_named(house: House) -> None:
    made = house(FEED, "coordinator").json()["recommendation_id"]
    assert codes(house, "talent", event(kind="view", recommendation_id=made)) == [None]
