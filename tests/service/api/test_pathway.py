"""The pathway over HTTP: here, next, beyond; honest where there is nothing; wishes that count."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from matcher.domain import Audience, Direction, Slate, SlateRequest, TalentId
from service.store import OFFERS, TALENTS, connect, slates, writing
from tests.factories import offer, talent
from tests.service.api.house import NOW, House
from tests.service.store.samples import slate

PATHWAY = "GET /v1/talents/tal-1/pathway"
WISHES = "/v1/talents/tal-1/wishes"
WISH = {
    "goal": "perform",
    "role": "singer",
    "reach": "regional",
    "kind": "gig",
    "words": "En scene",
}


def took_part(house: House, person: str, key: str) -> None:
    """Recorded on the day after it began."""
    house.clock.now = datetime(2026, 11, 15, 10, tzinfo=UTC)
    event = {"id": f"{person}-{key}", "kind": "attend", "side": "provider", "talent": person}
    sent = {"events": [{**event, "offer": key}]}
    answer = house("POST /v1/events", "coordinator", json=sent)
    assert answer.json()["results"][0]["status"] == "recorded", answer.text


def test_a_pathway_is_three_steps_from_home_outwards(quiet_house: House) -> None:
    answer = quiet_house(PATHWAY, "talent").json()
    assert answer["here"]["code"] == "at_start"
    assert [step["ahead"] for step in answer["steps"]] == ["next", "beyond", "beyond"]
    reaches = [step["reach"] for step in answer["steps"]]
    assert reaches == ["local", "regional", "national"]
    assert all(step["reasons"] for step in answer["steps"])


def test_a_step_holds_offers_that_the_person_may_join_as_a_recorded_list(house: House) -> None:
    step = house(PATHWAY, "talent").json()["steps"][0]
    offers = step["offers"]
    assert {item["offer"]["id"] for item in offers["items"]} == {"off-1", "off-2"}
    assert step["missing"] is None
    again = house(f"GET /v1/recommendations/{offers['recommendation_id']}", "talent").json()
    assert again["items"] == offers["items"]
    view = {"id": "e", "kind": "view", "side": "talent", "talent": "tal-1", "offer": "off-1"}
    sent = {"events": [{**view, "recommendation_id": offers["recommendation_id"]}]}
    (result,) = house("POST /v1/events", "talent", json=sent).json()["results"]
    assert result["status"] == "recorded", result


def test_a_missing_step_says_so_and_how_to_wish_for_it(quiet_house: House) -> None:
    step = quiet_house(PATHWAY, "talent", params={"lang": "da"}).json()["steps"][2]
    assert step["offers"]["items"] == []
    assert step["missing"]["text"].startswith("Ingen endnu")
    assert step["missing"]["wish"]["reach"] == "national"
    assert (
        quiet_house(PATHWAY, "talent", params={"lang": "en"})
        .json()["steps"][2]["missing"]["text"]
        .startswith("None yet")
    )


def test_taking_part_moves_the_person_up(house: House) -> None:
    took_part(house, "tal-1", "off-1")
    answer = house(PATHWAY, "talent").json()
    assert (answer["here"]["reach"], answer["here"]["kind"]) == ("local", "gig")
    assert (answer["steps"][0]["reach"], answer["steps"][0]["kind"]) != ("local", "gig")


def test_one_goal_leads_another_way(quiet_house: House) -> None:
    steps = {
        goal: quiet_house(PATHWAY, "talent", params={"goal": goal}).json()["steps"][0]["kind"]
        for goal in ("perform", "record", "learn")
    }
    assert steps == {"perform": "gig", "record": "studio", "learn": "course"}


def test_a_role_narrows_the_offers(quiet_house: House) -> None:
    step = quiet_house(PATHWAY, "talent", params={"role": "tuba"}).json()["steps"][0]
    assert step["offers"]["items"] == []
    assert step["offers"]["excluded"][0]["code"] == "outside_step"


def test_who_objects_to_profiling_gets_the_ladder_without(house: House) -> None:
    took_part(house, "tal-1", "off-1")
    tag = house("GET /v1/talents/tal-1", "talent").headers["ETag"]
    no = {"json": {"profiling": False}, "headers": {"If-Match": tag}}
    assert house("PATCH /v1/talents/tal-1", "talent", **no).status_code == 200
    answer = house(PATHWAY, "talent").json()
    assert (answer["profiled"], answer["goals"]) == (False, [])
    assert (answer["here"]["code"], answer["here"]["kind"]) == ("not_profiled", None)
    assert {step["offers"]["order"] for step in answer["steps"]} == {"newest"}


@pytest.mark.parametrize("name", ["goal", "role"])
def test_an_unknown_code_is_refused_with_the_nearest(quiet_house: House, name: str) -> None:
    answer = quiet_house(PATHWAY, "talent", params={name: "singerr"})
    assert (answer.status_code, answer.json()["errors"][0]["query"]) == (422, name)


def test_a_pathway_of_nobody_is_not_found(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/talents/nobody/pathway", "coordinator")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_talent")
    assert quiet_house("GET /v1/talents/nobody/pathway", "talent").status_code == 403


def test_a_wish_is_kept_once_and_taken_back(each_house: House) -> None:
    sent = {"json": WISH, "headers": {"Idempotency-Key": "w-1"}}
    first, again = (each_house(f"POST {WISHES}", "talent", **sent) for _ in range(2))
    assert (first.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert first.json() == again.json()
    (kept,) = each_house(f"GET {WISHES}", "talent").json()["items"]
    assert {name: kept[name] for name in WISH} == WISH
    (said,) = each_house(f"GET {WISHES}?lang=en", "talent").json()["items"]
    assert (said["kind_name"], said["role_name"], said["genre_name"]) == ("Gig", "Singer", None)
    assert each_house(f"DELETE {WISHES}/{kept['id']}", "other talent").status_code == 403
    assert each_house(f"DELETE {WISHES}/{kept['id']}", "talent").status_code == 204
    assert each_house(f"GET {WISHES}", "talent").json() == {"items": []}
    assert each_house(f"DELETE {WISHES}/{kept['id']}", "talent").json()["code"] == "unknown_wish"


def test_a_wish_needs_codes(quiet_house: House) -> None:
    answer = quiet_house(f"POST {WISHES}", "talent", json={**WISH, "kind": "gigs"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/kind")


def test_nobody_wishes_without_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.actions.wishes.MOST_WISHES", 1)
    statuses = [house(f"POST {WISHES}", "talent", json=WISH).status_code for _ in range(2)]
    assert statuses == [201, 409]


def crowd(house: House, *, here: int, there: int) -> None:
    """People in Helsingør and Roskilde with the goal to perform, all of whom wish for a gig."""
    homes = ["0217"] * here + ["0265"] * there
    people = [talent(f"one-{n}", municipality=home) for n, home in enumerate(homes)]
    engine = connect(str(house.settings.url))
    with writing(engine) as session:
        TALENTS.put_many(session, people, now=NOW)
        OFFERS.put_many(session, [offer("off-far", reach="regional", capacity=9)], now=NOW)
    engine.dispose()
    for one in people:
        house(f"POST /v1/talents/{one.id}/wishes", "coordinator", json=WISH)


def test_gaps_are_told_and_small_cells_hidden(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/reports/gaps?by=goal", "coordinator").json()
    assert answer["cells"]
    assert {cell["need"] for cell in answer["cells"]} == {None, 0}


def test_needs_and_wishes_stand_beside_what_is_offered(each_house: House) -> None:
    crowd(each_house, here=8, there=7)
    cells = each_house("GET /v1/reports/gaps?by=goal", "coordinator").json()["cells"]
    told = {
        (cell["municipality"], cell["reach"]): cell for cell in cells if cell["term"] == "perform"
    }
    whole = told[None, None]
    assert (whole["need"], whole["wishes"], whole["offers"]) == (18, 15, 3)
    assert told[None, "regional"]["offers"] == 1
    assert told[None, "regional"]["wishes"] == 15
    assert told["0217", None]["need"] == 10


def test_a_role_misses_a_step_that_takes_only_others(house: House) -> None:
    """Eight drummers and eight singers want to perform; the gigs at home take singers."""
    engine = connect(str(house.settings.url))
    roles = {"drums": ("drums",), "singer": ("singer",)}
    people = [talent(f"{name}-{n}", roles=roles[name]) for name in roles for n in range(8)]
    with writing(engine) as session:
        TALENTS.put_many(session, people, now=NOW)
    engine.dispose()
    cells = house("GET /v1/reports/gaps?by=role", "coordinator").json()["cells"]
    local = {
        one["term"]: (one["need"], one["missing"])
        for one in cells
        if (one["municipality"], one["reach"]) == (None, "local")
    }
    assert local == {"singer": (11, 0), "drums": (8, 8)}


def test_who_searched_in_vain_is_counted_once_and_few_are_hidden(house: House) -> None:
    crowd(house, here=8, there=0)
    engine = connect(str(house.settings.url))

    def searches(seekers: int) -> dict[str, int | None]:
        with writing(engine) as session:
            made = [
                searched(f"rec-{seekers}-{place}", f"one-{person}")
                for place, person in enumerate((*range(seekers), 0))
            ]
            slates.add_many(session, made)
        cells = house("GET /v1/reports/gaps?by=role", "coordinator").json()["cells"]
        return {c["term"]: c["searches"] for c in cells if c["municipality"] is c["reach"] is None}

    assert searches(4).get("drums") is None, "few are hidden"
    told = searches(7)
    assert told["drums"] == 7, "whoever searches again counts once"
    assert not told.get("bass"), "what is turned down is not missed"
    engine.dispose()


def searched(key: str, talent_id: str) -> Slate:
    """A search of that talent's own that found nothing."""
    return slate(
        key,
        at=NOW,
        request=SlateRequest(
            direction=Direction.OFFERS_BY_WORDS,
            subject=TalentId(talent_id),
            query="trommeslager, ikke bassist",
            audience=Audience.TALENT,
        ),
        items=(),
    )


def test_wishes_for_a_genre_are_added_up_too(house: House) -> None:
    crowd(house, here=8, there=0)
    for place in range(6):
        house(f"POST /v1/talents/one-{place}/wishes", "coordinator", json=WISH | {"genre": "jazz"})
    cells = house("GET /v1/reports/wishes?by=genre", "organisation").json()["cells"]
    assert {c["term"]: c["people"] for c in cells if c["reach"] == "regional"}["jazz"] == 6
    gaps = house("GET /v1/reports/gaps?by=genre", "coordinator").json()["cells"]
    assert next(c for c in gaps if c["term"] == "jazz")["wishes"] == 6


def test_the_report_is_a_spreadsheet_too(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/reports/gaps.csv?by=goal&lang=da", "reader")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Kode;Emne;Kommunekode")
    assert any(";*;" in line for line in lines)


def test_two_reports_of_wishes_give_no_hidden_number_away(house: House) -> None:
    """9 and 3 people wish for two more goals: whoever holds both reports must not find the 3."""
    crowd(house, here=15, there=0)
    for goal, people in (("record", 9), ("learn", 3)):
        for place in range(people):
            sent = {"json": WISH | {"goal": goal}}
            house(f"POST /v1/talents/one-{place}/wishes", "coordinator", **sent)
    wishes = house("GET /v1/reports/wishes?by=goal", "coordinator").json()["cells"]
    gaps = house("GET /v1/reports/gaps?by=goal", "coordinator").json()["cells"]
    added = {(one["term"], one["reach"]): one["people"] for one in wishes}
    told = [one for one in gaps if one["municipality"] is None]
    beside = {(one["term"], one["reach"]): one["wishes"] for one in told}
    assert None not in {term for term, _ in added}, "terms are not added up: they would tell"
    assert {cell: added[cell] for cell in added.keys() & beside} == {
        cell: beside[cell] for cell in added.keys() & beside
    }
    assert [added[goal, "regional"] for goal in ("perform", "record", "learn")] == [15, None, None]
    kinds = house("GET /v1/reports/wishes?by=kind", "coordinator").json()["cells"]
    assert {(one["term"], one["reach"]): one["people"] for one in kinds}["gig", "regional"] == 15


def test_kinds_do_not_tell_what_goals_hide(house: House) -> None:
    """15 wish for a gig to perform, 3 others to learn: of 18 gigs neither part may be told."""
    crowd(house, here=15, there=0)
    engine = connect(str(house.settings.url))
    with writing(engine) as session:
        TALENTS.put_many(session, [talent(f"more-{n}") for n in range(3)], now=NOW)
    engine.dispose()
    for place in range(3):
        sent = {"json": WISH | {"goal": "learn"}}
        house(f"POST /v1/talents/more-{place}/wishes", "coordinator", **sent)

    def told(report: str, name: str) -> dict[str, int | None]:
        cells = house(f"GET /v1/reports/{report}", "coordinator").json()["cells"]
        whole = [c for c in cells if c["reach"] == "regional" and not c.get("municipality")]
        return {cell["term"]: cell[name] for cell in whole}

    assert told("wishes?by=kind", "people")["gig"] == 18
    for found in (told("wishes?by=goal", "people"), told("gaps?by=goal", "wishes")):
        assert (found["perform"], found.get("learn")) == (None, None)


def test_organisers_see_wishes_added_up_and_no_words(house: House) -> None:
    crowd(house, here=8, there=7)
    answer = house("GET /v1/reports/wishes?by=kind", "organisation")
    told = {(cell["term"], cell["reach"]): cell["people"] for cell in answer.json()["cells"]}
    assert told["gig", "regional"] == 15
    assert "En scene" not in answer.text
    assert "one-" not in answer.text


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"birth_date": date(2012, 5, 1)}, "held_guardian_missing", "værge siger ja"),
        ({"paused": True}, "held_paused", "på pause"),
    ],
)
def test_whom_a_rule_alone_keeps_out_is_told_so_and_misses_nothing(
    house: House, fields: dict[str, Any], code: str, words: str
) -> None:
    engine = connect(str(house.settings.url))
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("tal-1", **fields)], now=NOW)
    engine.dispose()
    steps = house(PATHWAY, "talent", params={"lang": "da"}).json()["steps"]
    for step in steps:
        missing = step["missing"]
        assert (missing["code"], missing["wish"], missing["href"]) == (code, None, None)
        assert words in missing["text"]


def test_a_search_in_vain_of_whom_a_rule_alone_keeps_out_is_no_gap(house: House) -> None:
    crowd(house, here=8, there=0)
    engine = connect(str(house.settings.url))
    with writing(engine) as session:
        made = [
            replace(searched(f"rec-{n}", f"one-{n}"), exclusions={"guardian_missing": 2})
            for n in range(7)
        ]
        slates.add_many(session, made)
    engine.dispose()
    cells = house("GET /v1/reports/gaps?by=role", "coordinator").json()["cells"]
    assert all(not cell["searches"] for cell in cells)
