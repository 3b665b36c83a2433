"""Tests of the route of the vocabulary."""

import pytest

from service.i18n import LISTS
from tests.service.api.house import House


def codes(house: House, path: str) -> list[str]:
    return [entry["code"] for entry in house(f"GET /v1/vocabulary/{path}").json()["entries"]]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_shown_without_a_key(quiet_house: House, name: str) -> None:
    answer = quiet_house(f"GET /v1/vocabulary/{name}")
    assert answer.status_code == 200
    assert answer.json()["entries"]


def test_labels_come_in_the_language_asked_for(quiet_house: House) -> None:
    def label(lang: str) -> str:
        entries = quiet_house(f"GET /v1/vocabulary/roles?lang={lang}").json()["entries"]
        found: str = next(e["label"] for e in entries if e["code"] == "singer")
        return found

    assert (label("da"), label("en")) == ("Sanger", "Singer")


def test_a_spelling_is_resolved(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/vocabulary/genres?q=Hip-Hop").json()
    assert (answer["resolved"], answer["entries"][0]["code"]) == ("hiphop", "hiphop")


def test_a_beginning_finds_what_begins_so_first(quiet_house: House) -> None:
    assert codes(quiet_house, "municipalities?q=hels")[0] == "0217"


def test_a_slip_of_the_finger_finds_what_is_near(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/vocabulary/municipalities?q=Helsnigør").json()
    assert answer["resolved"] is None
    assert "0217" in answer["nearest"]


def test_what_one_has_already_is_not_sent_again(quiet_house: House) -> None:
    first = quiet_house("GET /v1/vocabulary/goals")
    again = quiet_house(
        "GET /v1/vocabulary/goals", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age" in again.headers["cache-control"]


def test_another_language_is_another_version(quiet_house: House) -> None:
    tags = {
        quiet_house(f"GET /v1/vocabulary/goals?lang={lang}").headers["etag"]
        for lang in ("da", "en")
    }
    assert len(tags) == 2


def test_an_unknown_list_is_answered_with_those_there_are(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/vocabulary/colours")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_vocabulary")
    assert "genres" in answer.json()["params"]["known"]
