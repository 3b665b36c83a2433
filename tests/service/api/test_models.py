"""Tests of serving a registry: models change between two requests, and none is dropped."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from matcher.ranking import day_zero
from tests.service.api.house import House, settled
from tests.service.databases import SqliteFiles
from tests.service.model_folders import leaning, point, promote, stored

FEED = "GET /v1/talents/tal-1/offers"
LEANING = leaning(0.7)
Open = Callable[..., House]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """The folder of the registry; nothing is in it yet."""
    return tmp_path / "models"


@pytest.fixture
def opened(sqlite: SqliteFiles, tmp_path: Path, models: Path) -> Iterator[House]:
    """A house that serves the registry."""
    url = sqlite.migrated()
    with settled(tmp_path / "data", url, also={"models": models, "exploration": 0}) as running:
        yield running
    sqlite.drop(url)


def model_of(house: House) -> str:
    answer = house(FEED, "talent")
    assert answer.status_code == 200
    name: str = answer.json()["model"]["hash"]
    return name


def metrics(house: House) -> dict[str, float]:
    lines = house("GET /metrics", "reader").text.splitlines()
    told = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in told}


def test_the_very_next_list_is_made_by_the_promoted_model_and_by_the_one_rolled_back_to(
    opened: House, models: Path
) -> None:
    assert model_of(opened) == day_zero().hash
    first, second = promote(models, LEANING), stored(models, leaning(1.4))
    assert model_of(opened) == first
    point(models, second)
    assert model_of(opened) == second
    point(models, first)
    assert model_of(opened) == first


def test_scores_are_those_of_the_model_that_serves(opened: House, models: Path) -> None:
    before = opened(FEED, "talent").json()["items"]
    promote(models, LEANING)
    after = opened(FEED, "talent").json()["items"]
    assert before
    assert len(before) == len(after)
    assert all(b["score"] < a["score"] for b, a in zip(before, after, strict=True))


def test_a_swap_under_load_drops_no_request_and_every_list_names_its_model(
    opened: House, models: Path
) -> None:
    names = {day_zero().hash, stored(models, LEANING), stored(models, leaning(1.4))}
    seen: Counter[str] = Counter()
    for name in [*sorted(names - {day_zero().hash}), None] * 3:
        point(models, name)
        answers = opened.together([(FEED, "talent", {})] * 12)
        assert [answer.status_code for answer in answers] == [200] * 12
        seen.update(answer.json()["model"]["hash"] for answer in answers)
        expected = name or day_zero().hash
        assert {answer.json()["model"]["hash"] for answer in answers} == {expected}
        again = opened(
            f"GET /v1/recommendations/{answers[0].json()['recommendation_id']}", "talent"
        )
        assert again.json()["model"]["hash"] == expected
    assert seen == Counter(dict.fromkeys(names, 36))


def test_a_broken_model_is_counted_and_the_one_before_goes_on(opened: House, models: Path) -> None:
    name = promote(models, LEANING)
    assert model_of(opened) == name
    point(models, "0123456789abcdef")
    assert [model_of(opened) for _ in range(3)] == [name] * 3
    told = metrics(opened)
    assert told["samspil_model_refused_total"] == 1
    assert told[f'samspil_model_info{{hash="{name}"}}'] == 1
    assert told[f'samspil_model_info{{hash="{day_zero().hash}"}}'] == 0


def test_those_who_watch_are_told_of_another_model_before_anybody_asks_for_a_list(
    opened: House, models: Path
) -> None:
    first, second = promote(models, LEANING), stored(models, leaning(1.4))
    assert opened("GET /readyz").json()["model"] == first
    point(models, second)
    told = metrics(opened)
    assert told[f'samspil_model_info{{hash="{second}"}}'] == 1
    assert told[f'samspil_model_info{{hash="{first}"}}'] == 0
    point(models, None)
    assert opened("GET /readyz").json()["model"] == day_zero().hash


def test_a_broken_pointer_is_counted_before_anybody_asks_for_a_list(
    opened: House, models: Path
) -> None:
    point(models, "0123456789abcdef")
    assert metrics(opened)["samspil_model_refused_total"] == 1
    ready = opened("GET /readyz")
    assert (ready.status_code, ready.json()["model"]) == (200, day_zero().hash)


def test_a_folder_that_is_missing_is_told_until_it_is_there(opened: House, models: Path) -> None:
    assert metrics(opened)["samspil_models_folder_missing"] == 1
    missing = opened("GET /readyz")
    assert (missing.status_code, missing.json()["models"]) == (200, "missing")
    name = promote(models, LEANING)
    assert model_of(opened) == name
    assert metrics(opened)["samspil_models_folder_missing"] == 0
    found = opened("GET /readyz").json()
    assert (found["model"], found["models"]) == (name, "found")


def test_metrics_tell_how_far_what_is_shown_has_moved(opened: House, models: Path) -> None:
    promote(models, LEANING)
    for _ in range(101):
        assert model_of(opened)
    told = metrics(opened)
    assert told['samspil_drift_psi{of="score"}'] > 0.25
    assert told['samspil_recent{of="shown"}'] == 202
    assert told["samspil_drift_alarm"] > 0


def test_metrics_of_few_lists_frighten_nobody(opened: House, models: Path) -> None:
    promote(models, LEANING)
    for _ in range(3):
        assert model_of(opened)
    told = metrics(opened)
    assert told['samspil_recent{of="shown"}'] == 6
    assert not [name for name in told if name.startswith("samspil_drift_psi")]
    assert told["samspil_drift_alarm"] == 0


def test_metrics_tell_what_came_of_what_was_shown(opened: House, models: Path) -> None:
    promote(models, LEANING)
    listed = opened(FEED, "talent").json()
    answer = opened("POST /v1/events", "talent", json={"events": [_viewed(listed)]})
    assert answer.json()["recorded"] == 1
    told = metrics(opened)
    assert told['samspil_outcome_rate{bound="",of="view"}'] == 0.5
    assert 0 < told['samspil_outcome_rate{bound="low",of="view"}'] < 0.5
    assert told['samspil_outcome_reference{of="view"}'] == 0.5


def test_another_model_is_watched_from_nothing(opened: House, models: Path) -> None:
    promote(models, LEANING)
    assert model_of(opened)
    assert metrics(opened)['samspil_recent{of="shown"}'] == 2
    point(models, None)
    assert model_of(opened)
    told = metrics(opened)
    assert told['samspil_recent{of="shown"}'] == 0
    gone = ("samspil_drift_psi", "samspil_outcome_reference", "samspil_outcome_rate")
    assert not [name for name in told if name.startswith(gone)]


def _viewed(listed: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "eve-1",
        "kind": "view",
        "side": "talent",
        "talent": "tal-1",
        "offer": listed["items"][0]["offer"]["id"],
        "recommendation_id": listed["recommendation_id"],
    }
