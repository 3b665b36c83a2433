"""Tests of the routes of searching: what is found by whom, why, and that it is recorded."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.domain import FreeTag, OfferId, SlateId, TalentId
from service.store import OFFERS, TALENTS, connect, reading, slates, writing
from tests.factories import offer, talent
from tests.service.api.house import NOW, House, settled
from tests.service.databases import SqliteFiles
from tests.service.foreign import TinyEncoder, announce

OFFERS_SEARCH = "GET /v1/offers/search"
TALENTS_SEARCH = "GET /v1/talents/search"
DRUMMER = talent(
    "tal-9", name="Dina Trumf", roles=("drums",), genres=("jazz",), bio="Bor på loftet"
)
PRODUCERS = offer(
    OfferId("off-9"),
    title="Torsdag",
    description="Open studio night for producers. Bring your laptop.",
    roles=(),
    genres=(),
)
FOR_PRODUCERS = "åbent studie for beatmakere"


def put(house: House, *profiles: Any) -> None:
    """Talents and offers beside those of the house."""
    engine = connect(house.settings.url)
    with writing(engine) as session:
        TALENTS.put_many(session, [p for p in profiles if hasattr(p, "bio")], now=NOW)
        OFFERS.put_many(session, [p for p in profiles if hasattr(p, "title")], now=NOW)
    engine.dispose()


def erase(house: House, key: str) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        TALENTS.delete(session, TalentId(key), now=NOW)
    engine.dispose()


def ask(house: House, route: str, by: str, q: str, **params: Any) -> dict[str, Any]:
    answer = house(route, by, params={"q": q, "lang": "da", **params})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def ids(body: dict[str, Any]) -> list[str]:
    return [(item.get("talent") or item["offer"])["id"] for item in body["items"]]


def codes(item: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in item["reasons"]}


def problem(house: House, route: str, by: str, **params: Any) -> tuple[int, str, str]:
    answer = house(route, by, params=params)
    (error,) = answer.json()["errors"]
    return answer.status_code, error["query"], error["code"]


def test_words_find_people_on_both_databases_in_other_forms_and_spellings(
    each_house: House,
) -> None:
    put(each_house, DRUMMER)
    for words in ("trommerne", "drummer", "TROMMER", "tromeslager"):
        assert ids(ask(each_house, TALENTS_SEARCH, "organisation", words))[0] == "tal-9"


def test_words_find_offers_on_both_databases(each_house: House) -> None:
    put(each_house, offer("off-9", title="Øvelokale søges", roles=(), genres=()))
    assert ids(ask(each_house, OFFERS_SEARCH, "talent", "oevelokaler"))[0] == "off-9"


def test_erased_people_are_found_no_more(each_house: House) -> None:
    put(each_house, DRUMMER)
    erase(each_house, "tal-9")
    for by in ("organisation", "admin"):
        assert "tal-9" not in ids(ask(each_house, TALENTS_SEARCH, by, "trommer"))


def test_consent_that_is_withdrawn_counts_at_once(house: House) -> None:
    put(house, DRUMMER)
    assert "tal-9" in ids(ask(house, TALENTS_SEARCH, "organisation", "trommer"))
    etag = house("GET /v1/talents/tal-9", "admin").headers["etag"]
    house(
        "PATCH /v1/talents/tal-9",
        "admin",
        json={"discoverable": False},
        headers={"If-Match": etag, "Content-Type": "application/merge-patch+json"},
    )
    assert "tal-9" not in ids(ask(house, TALENTS_SEARCH, "organisation", "trommer"))


def test_organisations_find_by_the_card_and_read_nothing_else(house: House) -> None:
    put(house, DRUMMER)
    assert ids(ask(house, TALENTS_SEARCH, "organisation", "bor på loftet")) == []
    (item, *_) = ask(house, TALENTS_SEARCH, "organisation", "trommer")["items"]
    assert item["talent"]["name"] is None
    assert codes(item) == {"words_met", "sought_roles"}


def test_coordinators_find_by_the_bio_and_see_names(house: House) -> None:
    put(house, DRUMMER)
    (item, *_) = ask(house, TALENTS_SEARCH, "admin", "bor på loftet")["items"]
    assert (item["talent"]["id"], item["talent"]["name"]) == ("tal-9", "Dina Trumf")


def test_those_who_are_not_to_be_found_are_one_number(house: House) -> None:
    body = ask(house, TALENTS_SEARCH, "organisation", "sanger")
    assert sorted(ids(body)) == ["tal-1", "tal-2"]
    assert [(left["code"], left["count"]) for left in body["excluded"]] == [("not_available", 1)]


def test_a_limited_coordinator_finds_people_of_its_municipalities(quiet_house: House) -> None:
    body = ask(quiet_house, TALENTS_SEARCH, "coordinator of 0265", "sanger")
    assert ids(body) == ["tal-2"]
    assert body["excluded"][0]["code"] == "outside_area"


def test_a_radius_is_counted_from_the_own_municipality_unless_said(quiet_house: House) -> None:
    near = ask(quiet_house, TALENTS_SEARCH, "organisation", "sanger", max_km=10)
    away = ask(quiet_house, TALENTS_SEARCH, "organisation", "sanger", max_km=10, near="Roskilde")
    assert (near["near"], ids(near)) == ("0217", ["tal-1"])
    assert (away["near"], ids(away)) == ("0265", ["tal-2"])
    assert near["items"][0]["talent"]["distance_km"] == 0


def test_a_word_that_hundreds_hold_elsewhere_still_finds_and_turns_down_who_is_near(
    house: House,
) -> None:
    zither = (FreeTag("roles", "plingzither"),)
    crowd = [
        talent(f"far-{n}", free_tags=zither, roles=(), genres=(), bio="Metal") for n in range(600)
    ]
    near = talent("near-1", municipality="0265", free_tags=zither)
    loud = talent("near-2", municipality="0265", bio=f"Metal {'sanger ' * 20}")
    put(house, *crowd, near, loud)
    found = ask(house, TALENTS_SEARCH, "organisation", "plingzither", near="0265", max_km=10)
    assert ids(found) == ["near-1"]
    wanted = ask(house, TALENTS_SEARCH, "coordinator of 0265", "sanger, ikke metal")
    assert ids(wanted)[-1] == "near-2"


class AllAlike(TinyEncoder):
    """Takes all texts for one."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.int8]:
        return np.ones_like(super().encode(texts))


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> TinyEncoder:
    """An encoder that is not ours."""
    made = AllAlike("one")
    announce(monkeypatch, made)
    return made


def test_another_encoder_compares_texts_and_neither_labels_nor_phrases(
    sqlite: SqliteFiles, tmp_path: Path, foreign: TinyEncoder
) -> None:
    url = sqlite.migrated()
    house = settled(tmp_path / "data", url)
    house.settings = house.settings.model_copy(update={"encoder": "tiny-one"})
    put(house, PRODUCERS)
    with house:
        foreign.asked.clear()
        people = ask(house, TALENTS_SEARCH, "organisation", "nogen der kan synge")
        asked_for_people = list(foreign.asked)
        offers = ask(house, OFFERS_SEARCH, "admin", FOR_PRODUCERS)
    sqlite.drop(url)
    assert (asked_for_people, sorted(ids(people))) == ([], ["tal-1", "tal-2"])
    assert foreign.asked == [FOR_PRODUCERS]
    assert "phrases_met" in set[str]().union(*map(codes, offers["items"]))


@pytest.mark.parametrize("near", ["0265", "4000", "Roskilde", "roskilde kommune", "4000 Roskilde"])
def test_a_place_is_named_as_people_name_it(quiet_house: House, near: str) -> None:
    body = ask(quiet_house, OFFERS_SEARCH, "admin", "pop", near=near, max_km=10)
    assert ids(body) == ["off-2"]


def test_a_place_that_is_none_is_refused_with_those_that_come_near(quiet_house: House) -> None:
    found = problem(quiet_house, OFFERS_SEARCH, "admin", q="pop", near="Helsngør")
    assert found == (422, "near", "unknown_place_near")
    assert problem(quiet_house, OFFERS_SEARCH, "admin", q="pop", near="x")[2] == "unknown_place"


def test_a_radius_around_nothing_is_refused(quiet_house: House) -> None:
    found = problem(quiet_house, OFFERS_SEARCH, "admin", q="pop", max_km=5)
    assert found == (422, "near", "near_missing")
    assert ids(ask(quiet_house, OFFERS_SEARCH, "talent", "pop", max_km=5)) == ["off-1"]


@pytest.mark.parametrize(
    ("params", "name", "code"),
    [
        ({"q": ""}, "q", "text_too_short"),
        ({"q": "x" * 201}, "q", "text_too_long"),
        ({"q": "!!! ?"}, "q", "no_word"),
        ({"q": "🎸🎸"}, "q", "no_word"),
        ({"q": "   "}, "q", "no_word"),
        ({"q": "a\x00b"}, "q", "not_text"),
        ({}, "q", "field_missing"),
        ({"q": "pop", "limit": 0}, "limit", "too_small"),
        ({"q": "pop", "limit": 51}, "limit", "too_large"),
        ({"q": "pop", "order": "fit"}, "order", "field_unknown"),
    ],
)
def test_what_cannot_be_searched_for_is_refused(
    quiet_house: House, params: dict[str, Any], name: str, code: str
) -> None:
    assert problem(quiet_house, OFFERS_SEARCH, "talent", **params) == (422, name, code)


@pytest.mark.parametrize(
    "q", ['" OR 1=1 --', "NEAR(sanger pop)", "sang*", "'; DROP TABLE talents; --", "card:pop", "^x"]
)
def test_the_syntax_of_a_database_is_only_words(each_house: House, q: str) -> None:
    for by in ("organisation", "admin"):
        ask(each_house, TALENTS_SEARCH, by, q)
    assert ids(ask(each_house, OFFERS_SEARCH, "talent", "pop")) != []


def test_what_is_turned_down_is_left_out(house: House) -> None:
    put(house, DRUMMER, talent("tal-8", roles=("drums",), genres=("metal",)))
    found = ids(ask(house, TALENTS_SEARCH, "organisation", "trommer, ikke metal"))
    assert "tal-9" in found
    assert "tal-8" not in found


def test_words_that_fit_nothing_are_answered_with_advice(quiet_house: House) -> None:
    body = ask(quiet_house, OFFERS_SEARCH, "admin", "ikke metal")
    assert body["items"] == []
    assert body["empty"]["code"] == "no_words_met"
    assert "Prøv" in body["empty"]["text"]


def test_a_talent_finds_only_what_it_may_join(house: House) -> None:
    put(
        house,
        offer("off-8", title="Kor", age_min=60, age_max=None),
        offer("off-9", title="Kor", deadline=date(2026, 8, 1)),
    )
    body = ask(house, OFFERS_SEARCH, "talent", "kor", limit=50)
    assert not {"off-8", "off-9", "off-draft"} & set(ids(body))
    assert "off-8" in ids(ask(house, OFFERS_SEARCH, "reader", "kor", limit=50))


def test_the_answer_is_recorded_as_it_was_given(quiet_house: House) -> None:
    body = ask(quiet_house, TALENTS_SEARCH, "organisation", "sanger", near="3000")
    engine = connect(quiet_house.settings.url)
    with reading(engine) as session:
        slate = slates.get(session, SlateId(body["recommendation_id"]))
    engine.dispose()
    assert slate is not None
    assert [item.id for item in slate.items] == ids(body)
    assert (slate.request.query, slate.request.near) == ("sanger", "3000")
    assert (slate.request.subject, slate.candidates) == ("org-1", body["candidates"])
    assert (body["query"], body["near"], body["subject"]) == ("sanger", "3000", "org-1")


@pytest.mark.parametrize("by", ["organisation", "coordinator of 0217", "admin"])
def test_who_searched_reads_the_list_again(quiet_house: House, by: str) -> None:
    body = ask(quiet_house, TALENTS_SEARCH, by, "sanger")
    again = quiet_house(f"GET /v1/recommendations/{body['recommendation_id']}", by)
    assert again.json()["items"] == body["items"]


@pytest.mark.parametrize("by", ["other organisation", "talent", "coordinator of 0265"])
def test_nobody_else_reads_it(quiet_house: House, by: str) -> None:
    key = ask(quiet_house, TALENTS_SEARCH, "organisation", "sanger")["recommendation_id"]
    assert quiet_house(f"GET /v1/recommendations/{key}", by).status_code == 403


def test_the_same_words_give_the_same_list(quiet_house: House) -> None:
    first, again = (ask(quiet_house, OFFERS_SEARCH, "talent", "pop og sang") for _ in range(2))
    assert first["items"] == again["items"]


def test_an_event_may_follow_on_a_search(house: House) -> None:
    shown = ask(house, OFFERS_SEARCH, "talent", "pop")["recommendation_id"]
    found = ask(house, TALENTS_SEARCH, "organisation", "sanger")["recommendation_id"]
    apply = event("e-1", "apply", "talent", offer="off-1", recommendation=shown)
    invite = event("e-2", "view", "provider", offer="off-1", recommendation=found)
    assert status(house, "talent", apply) == "recorded"
    assert status(house, "organisation", invite) == "recorded"


def test_an_event_on_what_no_search_showed_is_refused(house: House) -> None:
    put(house, DRUMMER)
    shown = ask(house, TALENTS_SEARCH, "organisation", "trommer", limit=1)["recommendation_id"]
    viewed = event("e-1", "view", "provider", offer="off-1", recommendation=shown)
    stranger = event("e-2", "view", "provider", offer="off-2", recommendation=shown)
    assert status(house, "organisation", viewed) == "not_in_recommendation"
    assert status(house, "other organisation", stranger) == "unknown_recommendation"


def test_reasons_are_told_in_both_languages(quiet_house: House) -> None:
    danish = ask(quiet_house, OFFERS_SEARCH, "talent", "pop")["items"][0]["reasons"]
    english = ask(quiet_house, OFFERS_SEARCH, "talent", "pop", lang="en")["items"][0]["reasons"]
    assert danish[0]["text"] == "Ordene: pop"
    assert english[0]["text"] == "The words: pop"


def test_phrases_that_mean_alike_are_named(house: House) -> None:
    put(house, PRODUCERS)
    (item, *_) = ask(house, OFFERS_SEARCH, "admin", FOR_PRODUCERS)["items"]
    told = next(r for r in item["reasons"] if r["code"] == "phrases_met")
    assert item["offer"]["id"] == "off-9"
    assert told["params"]["told"] in PRODUCERS.description


def event(key: str, kind: str, side: str, *, offer: str, recommendation: str) -> dict[str, str]:
    return {
        "id": key,
        "kind": kind,
        "side": side,
        "talent": "tal-1",
        "offer": offer,
        "recommendation_id": recommendation,
    }


def status(house: House, by: str, sent: dict[str, str]) -> str:
    """The status of one event, or the code with which it is refused."""
    (result,) = house("POST /v1/events", by, json={"events": [sent]}).json()["results"]
    return str(result.get("code") or result["status"])
