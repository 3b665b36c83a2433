"""Tests of connections: asked, answered in silence, revealed only where both say yes."""

from datetime import timedelta
from typing import Any

from service.actions.connections import MOST_ASKS
from tests.service.api.house import House
from tests.service.api.peer_town import (
    MINE,
    THEIRS,
    ask,
    change,
    codes,
    connect_two,
    connections,
    listed,
    open_to_peers,
    say,
)


def test_an_ask_shows_an_alias_to_the_asked_and_waits_for_the_asker(house: House) -> None:
    open_to_peers(house)
    assert ask(house)["standing"] == "waiting"
    (waiting,), (asked,) = connections(house), connections(house, "other talent")
    assert (waiting["standing"], asked["standing"]) == ("waiting", "asked")
    assert asked["peer"]["alias"] == "Sanger · Pop · Helsingør"
    assert asked["contact"] is waiting["contact"] is None
    assert "Alma" not in house(f"GET {THEIRS}", "other talent").text


def test_when_both_say_yes_two_adults_learn_name_and_address(house: House) -> None:
    open_to_peers(house)
    connect_two(house)
    (mine,), (theirs,) = connections(house), connections(house, "other talent")
    assert mine["contact"] == {"name": "Bo Prøvesen", "email": "bo@example.org"}
    assert theirs["contact"] == {"name": "Alma Testrup", "email": "alma@example.org"}
    assert mine["note"]["code"] == "connection_contact"


def test_a_no_looks_to_the_asker_like_no_answer_yet(house: House) -> None:
    open_to_peers(house)
    connection = ask(house)["id"]
    before = house(f"GET {MINE}", "talent").json()
    assert say(house, connection, "no") == "closed"
    assert house(f"GET {MINE}", "talent").json() == before
    assert listed(house)["items"] == []


def test_who_has_said_no_may_change_its_mind(house: House) -> None:
    open_to_peers(house)
    connection = ask(house)["id"]
    say(house, connection, "no")
    assert say(house, connection, "meet") == "connected"


def test_an_ask_that_is_taken_back_is_gone_for_the_asked(house: House) -> None:
    open_to_peers(house)
    connection = ask(house)["id"]
    assert say(house, connection, "no", by="talent") == "closed"
    assert connections(house, "other talent") == []
    path = f"PUT {THEIRS}/{connection}"
    assert codes(house, path, "other talent", json={"wish": "meet"}) == (404, "unknown_connection")


def test_who_leaves_takes_the_contact_along_and_it_stays_closed(house: House) -> None:
    open_to_peers(house)
    connection = connect_two(house)
    assert say(house, connection, "no", by="talent") == "closed"
    (left,) = connections(house, "other talent")
    assert (left["standing"], left["contact"], left["peer"]) == ("closed", None, None)
    path = f"PUT {MINE}/{connection}"
    assert codes(house, path, "talent", json={"wish": "meet"}) == (409, "connection_ended")


def test_two_who_ask_one_another_are_connected(house: House) -> None:
    open_to_peers(house)
    theirs = listed(house, "other talent", "/v1/talents/tal-2/peers")["recommendation_id"]
    ask(house)
    seen = {"recommendation_id": theirs, "position": 1}
    answer = house(f"POST {THEIRS}", "other talent", json=seen)
    assert answer.json()["standing"] == "connected"


def test_who_is_not_wanted_is_never_suggested_again_and_never_learns_of_it(house: House) -> None:
    open_to_peers(house)
    theirs = listed(house, "other talent", "/v1/talents/tal-2/peers")["recommendation_id"]
    assert ask(house, wish="no")["standing"] == "closed"
    assert listed(house)["items"] == []
    assert connections(house, "other talent") == []
    seen = {"recommendation_id": theirs, "position": 1}
    answer = house(f"POST {THEIRS}", "other talent", json=seen)
    assert answer.json()["standing"] == "waiting"
    assert [one["standing"] for one in connections(house)] == ["closed"]


def test_no_gap_in_a_list_tells_of_a_silent_no(house: House) -> None:
    open_to_peers(house)
    before = listed(house, "other talent", "/v1/talents/tal-2/peers")
    ask(house, wish="no")
    after = listed(house, "other talent", "/v1/talents/tal-2/peers")
    assert _untimed(after) == _untimed(before)
    assert len(after["items"]) == 1


def test_neither_a_moment_nor_a_count_tells_of_a_silent_no(house: House) -> None:
    open_to_peers(house)
    theirs = listed(house, "other talent", "/v1/talents/tal-2/peers")["recommendation_id"]
    ask(house, wish="no")
    house.clock.now += timedelta(hours=3)
    for number in range(MOST_ASKS):
        _newcomer(house, number)
    others = listed(house, "other talent", "/v1/talents/tal-2/peers")["recommendation_id"]
    sent = [(theirs, 1)] + [(others, place + 1) for place in range(MOST_ASKS + 1)]
    answers = [
        codes(
            house,
            f"POST {THEIRS}",
            "other talent",
            json={"recommendation_id": seen, "position": place},
        )
        for seen, place in sent
    ]
    assert sorted(answers) == [(200, "")] * (MOST_ASKS + 1) + [(429, "too_many_asks")], "one twice"
    assert len(connections(house, "other talent")) == MOST_ASKS
    began = {one["began_at"] for one in connections(house, "other talent")}
    assert len(began) == 1, "all since the day's asks, and none since the no"


def test_a_change_of_mind_counts_as_an_ask(house: House) -> None:
    open_to_peers(house)
    for number in range(MOST_ASKS):
        _newcomer(house, number)
    seen = listed(house)["recommendation_id"]
    sent = [{"recommendation_id": seen, "position": n + 1} for n in range(MOST_ASKS + 1)]
    for body in sent:
        assert house(f"POST {MINE}", "talent", json=body | {"wish": "no"}).status_code == 200
    answers = [house(f"POST {MINE}", "talent", json=body) for body in sent]
    assert [answer.status_code for answer in answers] == [200] * MOST_ASKS + [429]
    (closed,) = (one for one in connections(house) if one["standing"] == "closed")
    path = f"PUT {MINE}/{closed['id']}"
    assert codes(house, path, "talent", json={"wish": "meet"}) == (429, "too_many_asks")


def test_who_spoke_for_a_person_is_told_to_that_person(house: House) -> None:
    open_to_peers(house)
    staff = listed(house, "coordinator")["recommendation_id"]
    body = {"recommendation_id": staff, "position": 1}
    assert house(f"POST {MINE}", "coordinator", json=body).status_code == 200
    assert [one["said_by"] for one in connections(house)] == ["coordinator"]
    assert [one["said_by"] for one in connections(house, "other talent")] == [None]


def _untimed(body: dict[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in body.items() if name not in {"recommendation_id", "at"}}


def _newcomer(house: House, number: int) -> None:
    body = {"name": f"Ny {number}", "birth_date": "2006-01-01", "meets_peers": True}
    assert house(f"PUT /v1/talents/new-{number}", "admin", json=body).status_code == 201


def test_asking_again_changes_nothing(house: House) -> None:
    open_to_peers(house)
    seen = {"recommendation_id": listed(house)["recommendation_id"], "position": 1}
    given = {"json": seen, "headers": {"Idempotency-Key": "one"}}
    first = house(f"POST {MINE}", "talent", **given)
    replay = house(f"POST {MINE}", "talent", **given)
    again = house(f"POST {MINE}", "talent", json=seen)
    assert first.json() == replay.json() == again.json()
    assert replay.headers["Idempotency-Replayed"] == "true"
    assert len(connections(house)) == 1


def test_a_day_has_room_for_a_few_asks(house: House) -> None:
    open_to_peers(house)
    for number in range(MOST_ASKS + 1):
        body = {"name": f"Ny {number}", "birth_date": "2006-01-01", "meets_peers": True}
        assert house(f"PUT /v1/talents/new-{number}", "admin", json=body).status_code == 201
    seen = listed(house)["recommendation_id"]
    sent = [{"recommendation_id": seen, "position": n + 1} for n in range(MOST_ASKS + 1)]
    answers = [house(f"POST {MINE}", "talent", json=body) for body in sent]
    assert [answer.status_code for answer in answers] == [200] * MOST_ASKS + [429]
    assert answers[-1].json()["code"] == "too_many_asks"
    house.clock.now = house.clock.now.replace(day=house.clock.now.day + 2)
    assert house(f"POST {MINE}", "talent", json=sent[-1]).status_code == 200


def test_only_somebody_who_was_seen_can_be_asked(house: House) -> None:
    open_to_peers(house)
    own = listed(house)["recommendation_id"]
    offers = house("GET /v1/talents/tal-1/offers", "talent").json()["recommendation_id"]
    staff = listed(house, "coordinator")["recommendation_id"]
    others = listed(house, "other talent", "/v1/talents/tal-2/peers")["recommendation_id"]
    asked = [(own, 2), (offers, 1), (staff, 1), (others, 1), ("rec_none", 1)]
    found = [
        codes(house, f"POST {MINE}", "talent", json={"recommendation_id": one, "position": place})
        for one, place in asked
    ]
    assert found == [(404, "unknown_peer")] + [(404, "unknown_recommendation")] * 4


def test_whoever_has_since_withdrawn_cannot_be_asked_or_answer(house: House) -> None:
    open_to_peers(house)
    seen = {"recommendation_id": listed(house)["recommendation_id"], "position": 1}
    change(house, "tal-2", meets_peers=False)
    assert codes(house, f"POST {MINE}", "talent", json=seen) == (404, "unknown_peer")
    change(house, "tal-2", meets_peers=True)
    connection = house(f"POST {MINE}", "talent", json=seen).json()["id"]
    change(house, "tal-1", paused=True)
    assert connections(house, "other talent") == []
    path = f"PUT {THEIRS}/{connection}"
    assert codes(house, path, "other talent", json={"wish": "meet"}) == (409, "peer_not_open")
    change(house, "tal-2", meets_peers=False)
    assert codes(house, path, "other talent", json={"wish": "meet"}) == (409, "peers_off")


def test_erasing_a_person_erases_what_stood_between_the_two(house: House) -> None:
    open_to_peers(house)
    connect_two(house)
    tag = house("GET /v1/talents/tal-2", "admin").headers["etag"]
    gone = house("DELETE /v1/talents/tal-2", "other talent", headers={"If-Match": tag})
    assert gone.status_code == 204
    assert connections(house) == []
    assert "Bo Prøvesen" not in house(f"GET {MINE}", "talent").text
