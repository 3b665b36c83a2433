"""Tests of the routes of cohorts."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from matcher.market.cohort import Proposal, propose
from matcher.market.cohort.lottery import LotteryConfig
from tests.service.api.camp import (
    GROUPS,
    amended,
    camp_town,
    changed,
    did,
    members,
    proposed,
    published,
)
from tests.service.api.house import NOW, House
from tests.service.databases import SqliteFiles


@pytest.fixture
def town(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[House]:
    """A camp of five seats and twenty-four people, some of whom are not to be found."""
    with camp_town(sqlite, tmp_path) as running:
        yield running


def test_a_group_fills_the_seats_meets_every_aim_and_is_proved(town: House) -> None:
    aims = [{"aim": "role", "code": "drums", "min": 2}, {"aim": "municipality", "max": 2}]
    group = proposed(town, aims=aims)

    assert len(group["members"]) == group["seats"] == 5
    assert group["gap"] == 0
    assert sorted(one["role"] for one in group["members"] if one["role"]) == ["drums"] * 2
    assert all(one["count"] <= 2 for one in group["aims"] if one["key"].startswith("munic"))
    assert all(one["talent"]["name"] for one in group["members"])


def test_the_most_of_a_role_counts_who_holds_it_and_the_answer_says_who(town: House) -> None:
    aims = [{"aim": "role", "code": "drums", "max": 1}, {"aim": "role", "code": "bass", "min": 3}]
    group = proposed(town, aims=aims)
    roles = [one["role"] for one in group["members"]]
    assert (roles.count("drums") <= 1, roles.count("bass") >= 3) == (True, True)
    assert {aim["key"]: aim["count"] for aim in group["aims"]} == {
        "role:drums": roles.count("drums"),
        "role:bass": roles.count("bass"),
    }


def test_who_plays_something_else_too_is_in_as_that_where_a_role_is_full(town: House) -> None:
    path = "/v1/talents/p-00"
    headers = {"If-Match": town(f"GET {path}", "coordinator").headers["ETag"]}
    headers["Content-Type"] = "application/merge-patch+json"
    given = {"json": {"roles": ["drums", "electric_guitar"]}, "headers": headers}
    assert town(f"PATCH {path}", "coordinator", **given).status_code == 200

    group = proposed(town, aims=[{"aim": "role", "code": "drums", "max": 0}])
    both = changed(town, group, ("pin", "p-00"))
    assert "med det, I selv har valgt, passer intet andet hold bedre" in both["text"]
    assert ("p-00", both["feasible"]) == (members(both)[0], True)
    assert both["members"][0]["role"] is None
    assert not changed(town, both, ("pin", "p-04"))["feasible"]


def test_everybodys_chance_is_told_and_they_sum_to_the_seats(town: House) -> None:
    group = proposed(town)
    # Three more live in the house itself.
    assert len(group["chances"]) == group["candidates"] == 27
    assert sum(one["chance"] for one in group["chances"]) == pytest.approx(5, abs=1e-4)


def test_asking_again_draws_nothing_anew(town: House) -> None:
    first, again = proposed(town), proposed(town)
    assert first["seed"] == again["seed"]
    assert members(first) == members(again)


def test_what_no_group_can_meet_is_answered_with_what_to_relax(town: House) -> None:
    aims = [{"aim": "role", "code": "drums", "min": 4}, {"aim": "level", "to": 1, "max": 3}]
    aims += [{"aim": "municipality", "code": "0265", "min": 3}]
    aims += [{"aim": "municipality", "code": "0217", "min": 3}]
    group = proposed(town, aims=aims)

    assert not group["feasible"]
    assert group["relaxation"]["by"] == 1
    assert group["members"] == []
    assert "1" in group["text"]
    one = group["relaxation"]["changes"][0]
    assert (one["min"], one["new_min"]) == (3, 2)


def test_where_chances_are_not_proved_it_is_said_with_how_far_they_may_be_off(
    town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = partial(LotteryConfig, most_groups=3)
    monkeypatch.setattr("matcher.market.cohort.proposal.LotteryConfig", ended)
    group = proposed(town, tolerance=0.2)
    told = group["lottery"]
    assert "intet andet hold passer bedre" not in group["text"]
    assert not told["proved"]
    assert 0 < told["smallest_chance"] <= told["smallest_chance_bound"]
    assert "ikke regnet til ende" in told["text"]


def test_a_group_is_read_again_and_listed(town: House) -> None:
    group = proposed(town)
    read = town(f"GET {GROUPS}/{group['id']}", "coordinator").json()
    assert read == group
    listed = town(f"GET {GROUPS}", "coordinator").json()["items"]
    assert [one["id"] for one in listed] == [group["id"]]


def test_the_same_request_sent_twice_proposes_once(town: House) -> None:
    headers = {"Idempotency-Key": "one"}
    first, again = (
        town(f"POST {GROUPS}", "coordinator", json={}, headers=headers) for _ in range(2)
    )
    assert first.json()["id"] == again.json()["id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(town(f"GET {GROUPS}", "coordinator").json()["items"]) == 1


def test_what_people_decide_stands_and_is_logged_beside_what_was_proposed(town: House) -> None:
    group = proposed(town)
    out = members(group)[0]
    into = next(one["talent"] for one in group["chances"] if one["talent"] not in members(group))
    after = changed(town, group, ("leave_out", out), ("pin", into))

    assert after["proposal"] == 2
    assert out not in members(after)
    assert into in members(after)
    first, second = after["changes"]
    assert (first["change"], first["was_in"], first["reason"]) == ("leave_out", True, "Fordi")
    assert (second["change"], second["was_in"]) == ("pin", False)
    released = changed(town, after, ("release", out), ("release", into))
    assert members(released) == members(group)


def test_nobody_is_pinned_past_the_rules(town: House) -> None:
    group = proposed(town)
    body = {"changes": [{"change": "pin", "talent": "stranger", "reason": "Fordi"}]}
    answer = town(f"POST {GROUPS}/{group['id']}/changes", "coordinator", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "cohort_no_candidate")


def test_more_pins_than_seats_are_refused(town: House) -> None:
    group = proposed(town, seats=1)
    pins = [{"change": "pin", "talent": f"p-0{place}", "reason": "Fordi"} for place in (1, 2)]
    answer = town(f"POST {GROUPS}/{group['id']}/changes", "coordinator", json={"changes": pins})
    assert (answer.status_code, answer.json()["code"]) == (409, "cohort_seats_fixed")


def test_publishing_invites_and_twice_asks_nobody_twice(town: House) -> None:
    group = proposed(town)
    done = published(town, group)

    assert [one["status"] for one in done["sent"]] == ["recorded"] * 5
    assert {one["state"] for one in done["members"]} == {"invited"}
    assert done["open_seats"] == 0
    assert published(town, group)["sent"] == []


def test_who_had_applied_is_given_the_seat(town: House) -> None:
    did(town, "apply", "p-01")
    group = proposed(town, among="applicants")
    assert members(group) == ["p-01"]
    done = published(town, group)
    assert [one["kind"] for one in done["sent"]] == ["accept"]
    assert done["members"][0]["state"] == "accepted"


def test_a_declined_seat_goes_on_and_seats_are_never_exceeded(town: House) -> None:
    group = proposed(town)
    published(town, group)
    no, *rest = members(group)
    for one in rest:
        did(town, "accept", one)
    did(town, "decline", no)

    after = town(f"GET {GROUPS}/{group['id']}", "coordinator").json()
    assert after["open_seats"] == 1
    told = next(one for one in after["members"] if one["talent"]["id"] == no)
    assert told["state"] == "declined"
    again = changed(town, after)
    assert no not in members(again)
    assert set(rest) < set(members(again))
    assert [one for one in members(again) if one not in rest] == told["next"]
    assert len(published(town, again)["sent"]) == 1
    assert town(f"GET {GROUPS}/{group['id']}", "coordinator").json()["open_seats"] == 0


def test_a_second_group_counts_who_was_asked_by_the_first(town: House) -> None:
    first, second = proposed(town), proposed(town, aims=[{"aim": "level", "to": 1, "min": 5}])
    published(town, first)
    body = {"proposal": 1}
    answer = town(f"POST {GROUPS}/{second['id']}/publish", "coordinator", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "cohort_outdated")


def test_a_proposal_that_was_not_seen_is_not_published(town: House) -> None:
    group = proposed(town)
    changed(town, group)
    body = {"proposal": 1}
    answer = town(f"POST {GROUPS}/{group['id']}/publish", "coordinator", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "cohort_changed")


def test_who_has_paused_since_is_not_asked_and_stops_nobody(town: House) -> None:
    group = proposed(town)
    paused = members(group)[0]
    path = f"/v1/talents/{paused}"
    etag = town(f"GET {path}", "coordinator").headers["ETag"]
    given: dict[str, Any] = {"json": {"paused": True}, "headers": {"If-Match": etag}}
    given["headers"]["Content-Type"] = "application/merge-patch+json"
    assert town(f"PATCH {path}", "coordinator", **given).status_code == 200
    done = published(town, group)
    told = {one["talent"]: one for one in done["sent"]}
    assert (told[paused]["status"], told[paused]["code"]) == ("refused", "paused")
    assert sum(one["status"] == "recorded" for one in done["sent"]) == 4


def test_people_come_together_or_not_at_all(town: House) -> None:
    inside = set(members(proposed(town, together=[["p-01", "p-03"]])))
    assert len({"p-01", "p-03"} & inside) in {0, 2}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "aim_without_ground"),
        (
            {"target_group": "lgbtq", "target_ground": "§ 3"},
            "aim_beyond_ground",
        ),
    ],
)
def test_declarations_count_only_on_a_recorded_ground(
    town: House, fields: dict[str, str], code: str
) -> None:
    amended(town, **fields)
    aims = [{"aim": "target_group", "code": "girls_and_women", "min": 3}]
    answer = town(f"POST {GROUPS}", "coordinator", json={"aims": aims})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


def test_with_a_ground_only_peoples_own_word_counts(town: House) -> None:
    amended(town, target_ground="Ligestillingsloven § 3")
    aims = [{"aim": "target_group", "code": "girls_and_women", "min": 4}]
    group = proposed(town, aims=aims)
    odd = [one for one in members(group) if int(one.removeprefix("p-").removeprefix("tal-")) % 2]
    assert group["aims"][0]["count"] >= 4
    assert len(odd) >= 4


def test_an_organisation_proposes_only_whom_it_may_find_and_sees_no_names(town: House) -> None:
    group = proposed(town, "organisation")
    told = {one["talent"] for one in group["chances"]}
    assert "p-05" not in told
    assert "p-04" in told
    assert {one["talent"]["name"] for one in group["members"]} == {None}


def test_an_organisation_does_not_read_what_was_made_for_coordinators(town: House) -> None:
    group = proposed(town)
    answer = town(f"GET {GROUPS}/{group['id']}", "organisation")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_cohort")
    assert town(f"GET {GROUPS}", "organisation").json()["items"] == []


@pytest.mark.parametrize(
    ("by", "status"), [("other organisation", 403), ("talent", 403), ("coordinator of 0265", 403)]
)
def test_others_do_not_compose(town: House, by: str, status: int) -> None:
    assert town(f"POST {GROUPS}", by, json={}).status_code == status


def test_who_objects_to_being_ranked_can_be_in_without_a_score(town: House) -> None:
    group = changed(town, proposed(town), ("pin", "p-07"))
    told = next(one for one in group["members"] if one["talent"]["id"] == "p-07")
    assert (told["fit"], told["by_lot"]) == (None, True)
    assert "p-07" in {one["talent"] for one in group["chances"]}


def test_erasing_somebody_leaves_no_id_and_no_reason(town: House) -> None:
    group = changed(town, proposed(town, together=[["p-01", "p-03"]]), ("pin", "p-01"))
    path = "/v1/talents/p-01"
    etag = town(f"GET {path}", "coordinator").headers["ETag"]
    town(f"DELETE {path}", "coordinator", headers={"If-Match": etag})
    read = town(f"GET {GROUPS}/{group['id']}", "coordinator")
    assert "p-01" not in read.text
    assert "Fordi" not in read.text
    assert "gone" in {one["state"] for one in read.json()["members"]}


def test_who_is_erased_while_the_group_is_solved_is_nowhere_in_it(
    town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/v1/talents/p-01"
    etag = town(f"GET {path}", "coordinator").headers["ETag"]

    def slowly(*given: Any, **named: Any) -> Proposal:
        found = propose(*given, **named)
        town(f"DELETE {path}", "coordinator", headers={"If-Match": etag})
        return found

    monkeypatch.setattr("service.actions.cohort_solving.propose", slowly)
    answer = town(f"POST {GROUPS}", "coordinator", json={"together": [["p-01", "p-03"]]})
    assert answer.status_code == 201
    assert "p-01" not in answer.text


def test_after_the_deadline_the_applicants_are_chosen_among(town: House) -> None:
    did(town, "apply", "p-01")
    town.clock.now = NOW + timedelta(days=50)
    assert members(proposed(town)) == ["p-01"]


def test_an_offer_that_is_over_has_no_group(town: House) -> None:
    town.clock.now = NOW + timedelta(days=200)
    answer = town(f"POST {GROUPS}", "coordinator", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "cohort_offer_closed")
