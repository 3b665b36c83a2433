"""Places of a cohort: they go on, and are never more than there are; what came since counts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matcher.domain import Problem
from matcher.market.cohort import SolverFailed
from matcher.market.programme import Numbers, Solution, Solver
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
from tests.service.api.house import House
from tests.service.databases import SqliteFiles


@pytest.fixture
def town(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[House]:
    """A camp of five seats and twenty-four people, some of whom are not to be found."""
    with camp_town(sqlite, tmp_path) as running:
        yield running


def test_open_places_go_on_in_one_step_and_who_said_no_is_not_asked_again(town: House) -> None:
    group = proposed(town)
    published(town, group)
    no, other, *rest = members(group)
    for one in (no, other):
        did(town, "decline", one)

    done = gone_on(town, group)
    assert done["open_seats"] == 0
    assert set(rest) < set(members(done))
    assert not {no, other} & set(members(done))
    assert [one["kind"] for one in done["sent"]] == ["invite"] * 2
    again = gone_on(town, group)
    assert (again["sent"], again["proposal"]) == ([], done["proposal"])


def gone_on(house: House, group: Any, **given: Any) -> Any:
    answer = house(f"POST {GROUPS}/{group['id']}/next", "coordinator", **given)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_who_holds_a_place_is_shown_also_where_the_aims_cannot_be_met_any_more(
    town: House,
) -> None:
    group = proposed(town, seats=1, aims=[{"aim": "role", "code": "drums", "min": 1}])
    published(town, group)
    did(town, "accept", members(group)[0])
    did(town, "invite", "p-01", side="provider")

    more = proposed(town, seats=2, aims=[{"aim": "size", "min": 3}])
    assert not more["feasible"]
    told = {member["talent"]["id"]: member["state"] for member in more["members"]}
    assert told == {members(group)[0]: "accepted", "p-01": "invited"}
    assert all(member["talent"]["name"] for member in more["members"])


def test_going_on_twice_by_one_key_asks_once(town: House) -> None:
    group = proposed(town)
    published(town, group)
    did(town, "decline", members(group)[0])
    headers = {"Idempotency-Key": "once"}
    first, again = (gone_on(town, group, headers=headers) for _ in range(2))
    assert (len(first["sent"]), again["sent"]) == (1, [])
    assert first["proposal"] == again["proposal"]


def test_nothing_goes_on_before_anybody_was_asked(town: House) -> None:
    group = proposed(town)
    answer = town(f"POST {GROUPS}/{group['id']}/next", "coordinator")
    assert (answer.status_code, answer.json()["code"]) == (409, "cohort_not_published")


def test_who_said_no_is_not_pinned_for_nothing(town: House) -> None:
    group = proposed(town)
    published(town, group)
    no = members(group)[0]
    did(town, "decline", no)
    body = {"changes": [{"change": "pin", "talent": no, "reason": "Fordi"}]}
    answer = town(f"POST {GROUPS}/{group['id']}/changes", "coordinator", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "cohort_no_candidate")


def test_an_offer_that_has_fewer_places_by_now_invites_no_more(town: House) -> None:
    group = proposed(town)
    amended(town, capacity=3)
    body = {"proposal": 1}
    answer = town(f"POST {GROUPS}/{group['id']}/publish", "coordinator", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "cohort_outdated")
    assert len(members(changed(town, group))) == 3


def test_an_offer_that_was_closed_since_invites_nobody(town: House) -> None:
    group = proposed(town)
    amended(town, status="closed")
    body = {"proposal": 1}
    answer = town(f"POST {GROUPS}/{group['id']}/publish", "coordinator", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "cohort_offer_closed")


def test_a_ground_that_was_taken_away_since_counts_nobody(town: House) -> None:
    amended(town, target_ground="Ligestillingsloven § 3")
    group = proposed(town, aims=[{"aim": "target_group", "code": "girls_and_women", "min": 4}])
    amended(town, target_ground=None)
    body: dict[str, Any] = {"changes": []}
    answer = town(f"POST {GROUPS}/{group['id']}/changes", "coordinator", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "aim_without_ground")


def test_of_a_declaration_it_is_not_told_who_made_it(town: House) -> None:
    amended(town, target_ground="Ligestillingsloven § 3")
    aims = [{"aim": "target_group", "code": "girls_and_women", "min": 5}]
    price = proposed(town, aims=aims)["aims"][0]["price"]
    assert (price["enters"], price["leaves"]) == ([], [])


def test_who_objects_to_being_ranked_later_has_no_fit_any_more(town: House) -> None:
    group = proposed(town)
    one = members(group)[0]
    path = f"/v1/talents/{one}"
    headers = {"If-Match": town(f"GET {path}", "coordinator").headers["ETag"]}
    headers["Content-Type"] = "application/merge-patch+json"
    given = {"json": {"profiling": False}, "headers": headers}
    assert town(f"PATCH {path}", "coordinator", **given).status_code == 200
    read = town(f"GET {GROUPS}/{group['id']}", "coordinator").json()
    assert next(m for m in read["members"] if m["talent"]["id"] == one)["fit"] is None


def test_a_wish_that_is_too_hard_to_work_out_is_told_so(
    town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_hard(*_: object, **__: object) -> None:
        raise SolverFailed(Problem("solver_failed", {"status": "Solution limit reached"}))

    monkeypatch.setattr("service.actions.cohort_solving.propose", too_hard)
    answer = town(f"POST {GROUPS}", "coordinator", json={"seats": 3})
    assert (answer.status_code, answer.json()["code"]) == (422, "cohort_too_hard")


def test_what_was_not_worked_out_to_the_end_is_told_so(
    town: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Solver.solve

    def unproved(solver: Solver, objective: Numbers, **given: Any) -> Solution | None:
        found = whole(solver, objective, **given)
        return None if found is None else replace(found, bound=found.bound + 1)

    monkeypatch.setattr(Solver, "solve", unproved)
    group = proposed(town, aims=[{"aim": "level", "to": 1, "min": 5}])
    assert group["gap"] == 0.01
    assert "ikke regnet helt til ende" in group["text"]
    assert "bevist på nær 0,01" in group["lottery"]["text"]
    none = proposed(town, aims=[{"aim": "role", "code": "harp", "min": 1}])
    assert not none["relaxation"]["proved"]
    assert "ikke regnet helt til ende" in none["text"]


def test_who_is_next_is_told_after_everybody_was_asked_and_solved_again(town: House) -> None:
    group = proposed(town)
    published(town, group)
    again = changed(town, group)
    no = members(again)[0]
    did(town, "decline", no)

    told = town(f"GET {GROUPS}/{group['id']}", "coordinator").json()
    assert (told["open_seats"], told["text"].startswith("Ikke med alligevel: 1.")) == (1, True)
    assert told["waiting"]
    assert next(one for one in told["members"] if one["talent"]["id"] == no)["next"]


def test_a_group_of_nobody_says_why(town: House) -> None:
    assert "søgt" in proposed(town, among="applicants")["text"]
    amended(town, capacity=0)
    assert "ingen pladser" in proposed(town)["text"]


def test_of_bounds_on_each_municipality_those_of_nobody_take_no_line(town: House) -> None:
    wish = [{"aim": "municipality", "max": 4}, {"aim": "role", "code": "harp", "max": 1}]
    aims = proposed(town, seats=1, aims=wish)["aims"]
    assert [one["count"] for one in aims] == [1, 0]
