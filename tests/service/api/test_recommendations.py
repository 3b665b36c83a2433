"""Tests of the routes of recommendations."""

from matcher.domain import OfferId, SlateId, TalentId
from service.store import OFFERS, TALENTS, connect, reading, slates, writing
from tests.factories import offer, talent
from tests.service.api.house import NOW, House

FEED = "GET /v1/talents/tal-1/offers"
PEOPLE = "GET /v1/offers/off-1/talents"


def test_a_talent_gets_offers_with_at_least_two_reasons_each(quiet_house: House) -> None:
    items = quiet_house(FEED, "talent").json()["items"]

    assert {item["offer"]["id"] for item in items} == {"off-1", "off-2"}
    assert all(len(item["reasons"]) >= 2 for item in items)
    assert all(reason["text"] for item in items for reason in item["reasons"])


def test_a_card_shows_what_one_must_see_before_one_opens_it(quiet_house: House) -> None:
    items = quiet_house(FEED, "talent").json()["items"]
    card = next(item["offer"] for item in items if item["offer"]["id"] == "off-1")

    assert card["title"] == "Åben scene"
    assert card["organisation"]["name"] == "Musikskolen Prøven"
    assert card["municipality_name"] == "Helsingør"
    assert (card["start_date"], card["deadline"]) == ("2026-11-14", "2026-10-15")
    assert card["guest_fee_dkk"] == 150
    assert (card["pay_dkk"], card["pay_text"]) == (0, "Ulønnet")
    assert card["distance_km"] == 0


def test_the_list_is_stored_before_it_is_answered(quiet_house: House) -> None:
    answer = quiet_house(FEED, "talent").json()

    engine = connect(quiet_house.settings.url)
    with reading(engine) as session:
        slate = slates.get(session, SlateId(answer["recommendation_id"]))
    engine.dispose()

    assert slate is not None
    assert [item.id for item in slate.items] == [item["offer"]["id"] for item in answer["items"]]
    assert slate.viewer.role == "talent"


def test_contributions_of_reasons_are_those_of_the_recorded_terms(quiet_house: House) -> None:
    item = quiet_house(FEED, "talent").json()["items"][0]
    genres = next(r for r in item["reasons"] if r["code"] == "genres_shared")

    assert genres["contribution"] > 0


def test_a_list_can_be_read_again(quiet_house: House) -> None:
    first = quiet_house(FEED, "talent").json()

    again = quiet_house(f"GET /v1/recommendations/{first['recommendation_id']}", "talent")

    assert again.status_code == 200
    assert again.json() == first


def test_reasons_can_be_left_out(quiet_house: House) -> None:
    items = quiet_house(f"{FEED}?explain=false", "talent").json()["items"]
    assert all("reasons" not in item for item in items)


def test_a_list_that_profiles_nobody_has_no_scores(quiet_house: House) -> None:
    answer = quiet_house(f"{FEED}?order=newest", "talent").json()

    assert [item["score"] for item in answer["items"]] == [None, None]
    assert all(r["contribution"] is None for item in answer["items"] for r in item["reasons"])


def test_nearest_first_puts_the_home_town_first(quiet_house: House) -> None:
    items = quiet_house(f"{FEED}?order=nearest", "talent").json()["items"]
    assert [item["offer"]["id"] for item in items] == ["off-1", "off-2"]


def test_nearest_first_puts_last_what_nobody_knows_the_place_of(house: House) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        OFFERS.put_many(session, [offer("off-0", municipality=None)], now=NOW)
    engine.dispose()

    items = house(f"{FEED}?order=nearest", "talent").json()["items"]

    assert [item["offer"]["id"] for item in items] == ["off-1", "off-2", "off-0"]
    assert items[-1]["offer"]["distance_km"] is None


def test_a_radius_leaves_out_what_is_farther_away_and_says_so(quiet_house: House) -> None:
    answer = quiet_house(f"{FEED}?max_km=10", "talent").json()

    assert [item["offer"]["id"] for item in answer["items"]] == ["off-1"]
    assert {"beyond_max_km": 1}.items() <= {
        e["code"]: e["count"] for e in answer["excluded"]
    }.items()


def test_the_limit_is_kept(quiet_house: House) -> None:
    assert len(quiet_house(f"{FEED}?limit=1", "talent").json()["items"]) == 1


def test_texts_come_in_english_when_asked_for(quiet_house: House) -> None:
    answer = quiet_house(f"{FEED}?lang=en", "talent")
    texts = [r["text"] for item in answer.json()["items"] for r in item["reasons"]]

    assert answer.headers["content-language"] == "en"
    assert "Same genre: Pop" in texts


def test_the_browsers_language_counts_where_none_is_named(quiet_house: House) -> None:
    answer = quiet_house(FEED, "talent", headers={"Accept-Language": "en-GB,da;q=0.5"})
    assert answer.json()["lang"] == "en"


def test_an_empty_list_says_why(quiet_house: House) -> None:
    empty = quiet_house(f"{FEED}?min_score=1", "talent").json()

    assert empty["items"] == []
    assert empty["empty"]["code"] == "below_min_score"


def test_a_list_that_rules_emptied_names_the_main_ones(house: House) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        young = talent("tal-1", birth_date=NOW.date().replace(year=2014), guardian_approved=True)
        TALENTS.put_many(session, [young], now=NOW)
    engine.dispose()

    empty = house(FEED, "talent").json()["empty"]

    assert empty["code"] == "all_excluded"
    assert {reason["code"] for reason in empty["reasons"]} >= {"too_young"}


def test_organisations_see_no_names_and_only_who_agreed_to_be_found(quiet_house: House) -> None:
    answer = quiet_house(PEOPLE, "organisation").json()
    cards = [item["talent"] for item in answer["items"]]

    assert {card["id"] for card in cards} == {"tal-1", "tal-2"}
    assert {card["name"] for card in cards} == {None}
    assert "email" not in str(answer)
    assert "birth" not in str(answer)


def test_organisations_are_told_of_hidden_people_only_as_one_number(quiet_house: House) -> None:
    excluded = quiet_house(PEOPLE, "organisation").json()["excluded"]
    assert [(entry["code"], entry["count"]) for entry in excluded] == [("not_available", 1)]


def test_coordinators_see_names(quiet_house: House) -> None:
    items = quiet_house(PEOPLE, "coordinator").json()["items"]
    names = {item["talent"]["name"] for item in items}
    assert names == {"Alma Testrup", "Bo Prøvesen", "Carla Testrup"}


def test_coordinators_see_how_likely_each_place_was_and_nobody_else(quiet_house: House) -> None:
    seen = quiet_house("GET /v1/talents/tal-1/offers", "coordinator").json()["items"]
    assert all(0 < item["propensity"] <= 1 for item in seen)
    own = quiet_house("GET /v1/talents/tal-1/offers", "talent").json()["items"]
    assert not any("propensity" in item for item in own)


def test_no_list_tells_of_cells_or_of_what_else_might_have_been_in_it(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/talents/tal-1/offers", "coordinator")
    assert not {"cells", "unshown"} & set(answer.text.split('"'))


def test_a_limited_coordinator_sees_the_names_of_its_own_municipality(quiet_house: House) -> None:
    items = quiet_house(PEOPLE, "coordinator of 0217").json()["items"]
    named = {item["talent"]["id"]: item["talent"]["name"] for item in items}
    assert named == {"tal-1": "Alma Testrup", "tal-2": None, "tal-3": "Carla Testrup"}


def test_a_wished_condition_is_not_named_to_organisations(house: House) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        wishes = {"genres": (), "roles": (), "goals": (), "conditions": ("quiet_room",)}
        TALENTS.put_many(session, [talent("tal-1", **wishes)], now=NOW)
        OFFERS.put_many(session, [offer("off-1", conditions=("quiet_room",))], now=NOW)
    engine.dispose()

    seen = {by: house(PEOPLE, by).text for by in ("organisation", "coordinator")}

    assert "quiet_room" in seen["coordinator"]
    assert "quiet_room" not in seen["organisation"]
    assert "fits_otherwise" in seen["organisation"]


def test_an_unknown_talent_is_said_to_be_unknown(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/talents/nobody/offers", "coordinator")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_talent")


def test_an_unknown_offer_is_said_to_be_unknown(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/offers/nothing/talents", "organisation")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_offer")


def test_an_unknown_recommendation_is_said_to_be_unknown(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/recommendations/rec_0", "coordinator")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_recommendation")


def test_a_talent_does_not_see_lists_that_were_made_for_others_eyes(quiet_house: House) -> None:
    made = quiet_house(FEED, "coordinator").json()["recommendation_id"]
    answer = quiet_house(f"GET /v1/recommendations/{made}", "talent")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")


def test_wishes_out_of_bounds_are_named(quiet_house: House) -> None:
    answer = quiet_house(f"{FEED}?limit=101&order=best&colour=red", "talent")
    faults = {error["query"]: error["code"] for error in answer.json()["errors"]}

    assert answer.status_code == 422
    assert faults == {"limit": "too_large", "order": "not_a_choice", "colour": "field_unknown"}


def test_a_gone_offer_leaves_its_place_in_a_list_read_again(house: House) -> None:
    made = house(FEED, "talent").json()
    engine = connect(house.settings.url)
    with writing(engine) as session:
        OFFERS.delete(session, OfferId("off-2"), now=NOW)
    engine.dispose()

    again = house(f"GET /v1/recommendations/{made['recommendation_id']}", "talent").json()

    assert [item["offer"]["id"] for item in again["items"]] == [
        item["offer"]["id"] for item in made["items"]
    ]
    assert {"id": "off-2"} in [item["offer"] for item in again["items"]]


def test_an_erased_talent_has_no_feed(house: House) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-1"), now=NOW)
    engine.dispose()

    assert house(FEED, "coordinator").status_code == 404
    assert house(FEED, "talent").status_code == 401
