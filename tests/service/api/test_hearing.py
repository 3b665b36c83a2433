"""Tests of the routes of hearing: what a text names, and the question that is asked back."""

from typing import Any

import pytest

from tests.service.api.house import House


def heard(house: House, text: str, **more: Any) -> dict[str, Any]:
    answer = house("POST /v1/vocabulary/hear", "reader", json={"text": text, **more})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_terms_are_heard_with_their_labels_and_places(quiet_house: House) -> None:
    text = "Jeg er trommslager"
    (drums,) = heard(quiet_house, text)["understood"]
    assert (drums["field"], drums["code"], drums["how"]) == ("roles", "drums", "typo")
    assert (drums["label_da"], drums["label_en"]) == ("Trommer", "Drums")
    assert text[drums["start"] : drums["end"]] == drums["phrase"] == "trommslager"


@pytest.mark.parametrize(
    ("text", "lang", "question"),
    [
        ("producer, trap", "en", "We understood: Producer and Trap. Is that right?"),
        ("producer, trap", "da", "Vi har forstået: Producer og Trap. Passer det?"),
        ("trap, ikke jazz", "da", "Vi har forstået: Trap, men ikke Jazz. Passer det?"),
        ("no jazz", "en", "We understood: not Jazz. Is that right?"),
        ("hej med jer", "da", None),
    ],
)
def test_it_is_asked_back(quiet_house: House, text: str, lang: str, question: str | None) -> None:
    assert heard(quiet_house, text, lang=lang)["question"] == question


def test_the_question_is_in_the_language_of_the_caller(quiet_house: House) -> None:
    answer = quiet_house("POST /v1/vocabulary/hear?lang=en", "talent", json={"text": "trap"}).json()
    assert answer["question"].startswith("We understood")


def test_what_is_turned_down_is_said_so(quiet_house: House) -> None:
    assert [one["negated"] for one in heard(quiet_house, "ikke jazz")["understood"]] == [True]


@pytest.mark.parametrize("text", ["", "🎸🎸", "<b>x</b>", "музыка " * 2_000])
def test_odd_texts_are_heard(quiet_house: House, text: str) -> None:
    assert heard(quiet_house, text)["text"] == text


@pytest.mark.parametrize("text", ["x" * 20_001, "\x00", None])
def test_what_is_no_text_is_refused(quiet_house: House, text: str | None) -> None:
    answer = quiet_house("POST /v1/vocabulary/hear", "reader", json={"text": text})
    assert answer.status_code == 422


def test_what_a_talents_lists_lack_is_heard_in_its_text(house: House) -> None:
    tag = house("GET /v1/talents/tal-1", "talent").headers["etag"]
    patch = {"bio": "Jeg laver trap og techno", "genres": ["techno"]}
    house("PATCH /v1/talents/tal-1", "talent", json=patch, headers={"If-Match": tag})
    answer = house("GET /v1/talents/tal-1/understood", "talent").json()
    assert [one["code"] for one in answer["understood"]] == ["trap"]


def test_what_an_offers_lists_lack_is_heard_in_its_text(house: House) -> None:
    tag = house("GET /v1/offers/off-1", "organisation").headers["etag"]
    patch = {"title": "Støjrockaften", "description": "", "genres": []}
    house("PATCH /v1/offers/off-1", "organisation", json=patch, headers={"If-Match": tag})
    answer = house("GET /v1/offers/off-1/understood", "reader").json()
    assert [one["code"] for one in answer["understood"]] == ["noise_rock"]


def test_what_is_heard_is_not_kept_by_anybody_between(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/talents/tal-1/understood", "talent")
    assert answer.headers["cache-control"] == "no-store"
