"""What an organisation learns of people by composing a group: no more than their cards show."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.service.api.camp import GROUPS, amended, camp_town, proposed
from tests.service.api.house import House
from tests.service.databases import SqliteFiles

ORGANISATION = "organisation"


@pytest.fixture
def town(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[House]:
    """A camp of five seats and twenty-four people, all of them 19 years old."""
    with camp_town(sqlite, tmp_path) as running:
        yield running


def refused(house: House, **aim: Any) -> list[tuple[str, str]]:
    answer = house(f"POST {GROUPS}", ORGANISATION, json={"aims": [aim]})
    assert answer.status_code == 422, answer.text
    return [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


@pytest.mark.parametrize(
    "aim",
    [
        {"aim": "newcomer"},
        {"aim": "no_institution"},
        {"aim": "target_group", "code": "girls_and_women"},
    ],
)
@pytest.mark.parametrize("bounds", [{"max": 0}, {"min": 1}])
def test_what_no_card_shows_is_counted_for_coordinators_alone(
    town: House, aim: dict[str, Any], bounds: dict[str, int]
) -> None:
    amended(town, target_ground="Ligestillingsloven § 3")
    assert refused(town, **aim, **bounds) == [("#/aims/0", "aim_for_coordinators")]
    proposed(town, aims=[aim | bounds])


@pytest.mark.parametrize(
    "ends",
    [
        {"from": 19, "to": 19},
        {"from": 15, "to": 17},
        {"from": 18, "to": 25},
        {"from": 19},
        {"to": 18},
        {"from": 18, "to": 60},
    ],
)
def test_an_organisation_counts_ages_in_wide_bands_alone(town: House, ends: dict[str, int]) -> None:
    assert refused(town, aim="age", min=1, **ends) == [("#/aims/0", "aim_age_narrow")]
    proposed(town, aims=[{"aim": "age", "min": 1} | ends])


@pytest.mark.parametrize(
    ("ends", "count"),
    [
        ({"from": 13, "to": 17}, 0),
        ({"from": 18, "to": 24}, 5),
        ({"from": 13, "to": 24}, 5),
        ({"from": 18}, 5),
        ({"to": 17}, 0),
    ],
)
def test_an_organisation_counts_in_the_bands_there_are(
    town: House, ends: dict[str, int], count: int
) -> None:
    group = proposed(town, ORGANISATION, aims=[{"aim": "age", "max": 5} | ends])
    assert [aim["count"] for aim in group["aims"]] == [count]


def test_moving_the_first_day_tells_an_organisation_no_birthday(town: House) -> None:
    amended(town, start_date=date(2032, 3, 14).isoformat(), end_date=None)
    aims = [{"aim": "age", "from": 25, "max": 5}]
    assert proposed(town, aims=aims)["aims"][0]["count"] == 5
    assert proposed(town, ORGANISATION, aims=aims)["aims"][0]["count"] == 0


def test_of_an_age_an_organisation_is_told_the_price_in_fit_alone(town: House) -> None:
    chances = proposed(town, ORGANISATION)["chances"]
    young = next(one["talent"] for one in chances if one["chance"] == 0)
    patched(town, young, birth_date="2010-03-14")
    aims = [{"aim": "age", "from": 13, "to": 17, "min": 1}]
    (told,) = proposed(town, aims=aims)["aims"]
    assert told["price"]["leaves"] == [young]
    (told,) = proposed(town, ORGANISATION, aims=aims)["aims"]
    assert (told["price"]["enters"], told["price"]["leaves"]) == ([], [])


def patched(house: House, talent: str, **fields: object) -> None:
    path = f"/v1/talents/{talent}"
    headers = {"If-Match": house(f"GET {path}", "coordinator").headers["ETag"]}
    headers["Content-Type"] = "application/merge-patch+json"
    answer = house(f"PATCH {path}", "coordinator", json=fields, headers=headers)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "aim",
    [
        {"aim": "size", "min": 5},
        {"aim": "municipality", "max": 3},
        {"aim": "municipality", "code": "0217", "min": 1},
        {"aim": "level", "from": 1, "to": 1, "min": 1},
        {"aim": "role", "code": "drums", "max": 1},
    ],
)
def test_what_a_card_shows_anyway_an_organisation_may_count(
    town: House, aim: dict[str, Any]
) -> None:
    assert proposed(town, ORGANISATION, aims=[aim])["feasible"]
