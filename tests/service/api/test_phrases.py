"""The reason that texts are alike names what meets, once, and for nobody who may not read it."""

from typing import Any

import pytest

from matcher.domain import Problem
from service.actions.phrases import TEXTS_ALIKE, TEXTS_MEET
from service.store import OFFERS, TALENTS, connect, reading, slates, writing
from tests.factories import offer, talent
from tests.service.api.house import NOW, House

BIO = "Jeg laver beats på værelset og savner nogen at jamme med"
STUDIO = "Open studio night for producers"
FEED = "GET /v1/talents/tal-1/offers?lang=en"


@pytest.fixture
def told(house: House) -> House:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        bare: dict[str, Any] = {"genres": (), "roles": (), "goals": (), "conditions": ()}
        TALENTS.put_many(session, [talent("tal-1", bio=BIO, **bare)], now=NOW)
        there = offer("off-1", title=STUDIO, description="Come and play your tracks.", **bare)
        OFFERS.put_many(session, [there], now=NOW)
    engine.dispose()
    return house


def test_the_feed_names_the_phrases_that_meet_and_keeps_them(told: House) -> None:
    answer = told(FEED, "talent").json()
    item = next(item for item in answer["items"] if item["offer"]["id"] == "off-1")
    said = [r for r in item["reasons"] if r["code"] == TEXTS_MEET]
    assert [r["text"] for r in said] == ["“beats” goes with “producers”"]
    assert said[0]["contribution"] > 0

    engine = connect(told.settings.url)
    with reading(engine) as session:
        recorded = slates.get(session, answer["recommendation_id"])
    engine.dispose()
    assert recorded is not None
    kept = [r for i in recorded.items if i.id == "off-1" for r in i.reasons]
    assert Problem(TEXTS_MEET, {"own": "beats", "other": "producers"}) in kept


def test_organisations_read_nothing_of_it(told: House) -> None:
    answer = told("GET /v1/offers/off-1/talents?lang=en", "organisation").json()
    codes = {reason["code"] for item in answer["items"] for reason in item["reasons"]}
    assert codes.isdisjoint({TEXTS_MEET, TEXTS_ALIKE})
    assert "beats" not in str(answer)


def test_a_coordinator_reads_it_from_the_offers_side(told: House) -> None:
    answer = told("GET /v1/offers/off-1/talents?lang=da", "coordinator").json()
    people = (item for item in answer["items"] if item["talent"]["id"] == "tal-1")
    texts = [reason["text"] for item in people for reason in item["reasons"]]
    assert "»producers« passer til »beats«" in texts
