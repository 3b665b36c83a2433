"""What a cohort says no to, and what is said then: of whom, where, and why."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

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


def refused(house: House, group: Any, *changes: tuple[str, str], reason: str = "Fordi") -> Any:
    body = {"changes": [{"change": c, "talent": t, "reason": reason} for c, t in changes]}
    return house(f"POST {GROUPS}/{group['id']}/changes", "coordinator", json=body)


def faults(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


def test_who_was_asked_is_left_out_only_when_that_is_taken_back(town: House) -> None:
    group = proposed(town)
    published(town, group)
    one = members(group)[0]
    answer = refused(town, group, ("leave_out", one))
    assert (answer.status_code, answer.json()["code"]) == (409, "cohort_already_asked")

    did(town, "withdraw", one, side="provider")
    assert one not in members(changed(town, group, ("leave_out", one)))


def test_a_slot_for_giving_back_has_steps_of_its_own(town: House) -> None:
    amended(town, kind="giveback")
    answer = town(f"POST {GROUPS}", "coordinator", json={}, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (409, "offer_is_slot")
    assert "slot for giving back" in answer.json()["detail"]


def test_a_companion_who_is_misspelt_is_pointed_to_with_who_comes_near(town: House) -> None:
    wish = {"together": [["p-01", "p-03"], ["p-02", "p-0Z", "nobody at all"]]}
    answer = town(f"POST {GROUPS}", "coordinator", json=wish)
    assert faults(answer) == [
        ("#/together/1/1", "cohort_no_candidate_near"),
        ("#/together/1/2", "cohort_no_candidate"),
    ]
    assert "p-00" in answer.json()["errors"][0]["params"]["nearest"]


def test_a_companion_who_says_no_later_stops_no_solving(town: House) -> None:
    group = proposed(town, together=[["p-01", "p-03"]])
    did(town, "invite", "p-03", side="provider")
    did(town, "decline", "p-03")
    assert "p-01" not in members(changed(town, group))


def test_who_cannot_be_pinned_is_told_with_the_rules_that_say_so(town: House) -> None:
    amended(town, age_min=10, age_max=12)
    group = proposed(town)
    answer = refused(town, group, ("pin", "p-01"))
    assert faults(answer) == [
        ("#/changes/0/talent", "cohort_no_candidate"),
        ("#/changes/0/talent", "too_old"),
    ]
    assert "12" in answer.json()["errors"][1]["detail"]


def test_an_organisation_is_not_told_of_whom_it_may_not_find(town: House) -> None:
    answer = town(f"POST {GROUPS}", "organisation", json={"together": [["p-04", "p-05"]]})
    assert faults(answer) == [("#/together/0/1", "cohort_no_candidate_near")]


def test_who_has_not_applied_is_told_so_where_applicants_alone_are_chosen(town: House) -> None:
    did(town, "apply", "p-01")
    answer = refused(town, proposed(town, among="applicants"), ("pin", "p-02"))
    assert ("#/changes/0/talent", "cohort_not_applied") in faults(answer)


def test_nobody_is_pinned_and_left_out_in_one_breath(town: House) -> None:
    answer = refused(town, proposed(town), ("pin", "p-01"), ("leave_out", "p-01"))
    assert faults(answer) == [("#/changes/0/talent", "twice"), ("#/changes/1/talent", "twice")]


def test_a_blank_reason_is_none(town: House) -> None:
    answer = refused(town, proposed(town), ("pin", "p-01"), reason="   ")
    assert faults(answer) == [("#/changes/0/reason", "empty_text")]


def test_an_empty_reason_is_called_too_short(town: House) -> None:
    answer = refused(town, proposed(town), ("pin", "p-01"), reason="")
    assert faults(answer) == [("#/changes/0/reason", "text_too_short")]


@pytest.mark.parametrize(
    ("wish", "fault"),
    [
        ({"seats": 0}, ("#/seats", "too_small")),
        ({"together": [["p-01", "p-01"]]}, ("#/together/0", "twice")),
    ],
)
def test_a_group_of_no_places_or_of_one_twice_is_no_wish(
    town: House, wish: Mapping[str, object], fault: tuple[str, str]
) -> None:
    assert faults(town(f"POST {GROUPS}", "coordinator", json=wish)) == [fault]


def test_an_aim_of_an_unknown_code_names_those_that_come_near(town: House) -> None:
    aims = [{"aim": "role", "code": "drumss", "min": 1}]
    answer = town(f"POST {GROUPS}", "coordinator", json={"aims": aims})
    assert faults(answer) == [("#/aims/0", "unknown_code_near")]
    assert "drums" in answer.json()["errors"][0]["params"]["nearest"]


def test_an_aim_of_an_unknown_target_group_names_those_that_come_near(town: House) -> None:
    amended(town, target_ground="Ligestillingsloven § 3")
    aims = [{"aim": "target_group", "code": "women_girls", "min": 1}]
    answer = town(f"POST {GROUPS}", "coordinator", json={"aims": aims})
    assert faults(answer) == [("#/aims/0", "unknown_code_near")]
    assert "girls_and_women" in answer.json()["errors"][0]["params"]["nearest"]


def test_a_target_group_that_the_offer_describes_in_its_own_words_is_known(town: House) -> None:
    amended(town, target_group="Unge fra havnen", target_ground="Byrådets beslutning 12")
    aims = [{"aim": "target_group", "code": "unge fra  havnen", "max": 2}]
    proposed(town, aims=aims)
