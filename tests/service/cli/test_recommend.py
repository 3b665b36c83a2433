"""``samspil recommend``."""

import json
from pathlib import Path

from matcher.domain import SlateId
from service.commands.exits import ExitCode
from service.store import connect, reading, slates
from tests.service.cli.conftest import Cli

AS_OF = ("--now", "2026-09-01")


def test_offers_are_shown_with_when_where_money_and_why(filled: Cli) -> None:
    said = filled("recommend", "offers", "tal-1", *AS_OF).stdout
    assert all(part in said for part in ("Beats for begyndere", "Klubben", "1 October 2026"))
    assert all(part in said for part in ("Ishøj", "free", "Same genre: Hip hop"))


def test_talents_are_shown_by_name(filled: Cli) -> None:
    said = filled("recommend", "talents", "off-2", *AS_OF).stdout
    assert "Ali Prøve" in said


def test_json_is_what_the_api_answers(filled: Cli) -> None:
    answer = json.loads(filled("recommend", "offers", "tal-1", *AS_OF, "--json").stdout)
    assert {item["offer"]["id"] for item in answer["items"]} == {"off-1", "off-2"}
    assert all(len(item["reasons"]) >= 2 for item in answer["items"])


def test_the_same_day_gives_the_same_list(filled: Cli) -> None:
    first, again = (
        json.loads(filled("recommend", "offers", "tal-1", *AS_OF, "--json").stdout)["items"]
        for _ in range(2)
    )
    assert first == again


def test_what_was_left_out_is_counted_by_reason(filled: Cli) -> None:
    said = filled("recommend", "offers", "tal-1", "--now", "2026-10-05").stdout
    assert "1  The deadline has passed" in said


def test_an_empty_list_says_why(filled: Cli) -> None:
    said = filled("recommend", "offers", "tal-1", "--now", "2027-01-01").stdout
    assert "0 of 0 that are eligible; 2 left out" in said


def test_reasons_are_danish_where_asked_to(filled: Cli) -> None:
    said = filled("recommend", "offers", "tal-1", *AS_OF, "--lang", "da").stdout
    assert "Samme genre" in said


def test_the_words_around_are_danish_too(filled: Cli) -> None:
    said = filled("recommend", "offers", "tal-1", *AS_OF, "--lang", "da").stdout
    assert all(word in said for word in ("hvornår", "penge", "hvorfor", "gratis"))
    assert "2 af 2, der kan vises; 0 er sorteret fra. Gemt som rec_" in said
    for words in (("talents", "off-2"), ("partners", "org-1")):
        assert "Gemt som" in filled("recommend", *words, *AS_OF, "--lang", "da").stdout


def test_limit_shows_fewer(filled: Cli) -> None:
    answer = filled("recommend", "offers", "tal-1", *AS_OF, "--limit", 1, "--json")
    assert len(json.loads(answer.stdout)["items"]) == 1


def test_an_order_that_profiles_nobody_has_no_scores(filled: Cli) -> None:
    answer = filled("recommend", "offers", "tal-1", *AS_OF, "--order", "nearest", "--json")
    assert {item["score"] for item in json.loads(answer.stdout)["items"]} == {None}


def test_a_misspelled_id_is_answered_with_the_nearest(filled: Cli) -> None:
    refused = filled("recommend", "offers", "tal1", *AS_OF)
    assert refused.exit_code == ExitCode.UNKNOWN
    assert "Did you mean tal-1?" in refused.stderr


def test_what_is_shown_is_recorded(filled: Cli, data: Path) -> None:
    answer = json.loads(filled("recommend", "offers", "tal-1", *AS_OF, "--json").stdout)
    engine = connect(f"sqlite:///{data / 'samspil.db'}")
    with reading(engine) as session:
        stored = slates.get(session, SlateId(answer["recommendation_id"]))
    engine.dispose()
    assert stored is not None
    assert [item.id for item in stored.items] == [item["offer"]["id"] for item in answer["items"]]


def test_peers_are_for_who_wants_to_meet_others(filled: Cli) -> None:
    refused = filled("recommend", "peers", "tal-1", *AS_OF)
    assert refused.exit_code == ExitCode.FAILED
    assert "meets_peers" in refused.stderr


def test_partners_are_shown_with_what_they_are_and_why(filled: Cli) -> None:
    answer = json.loads(filled("recommend", "partners", "org-1", *AS_OF, "--json").stdout)
    assert answer["direction"] == "partners_for_organisation"
    assert all(len(item["reasons"]) >= 2 for item in answer["items"])
    said = filled("recommend", "partners", "org-1", *AS_OF).stdout
    assert "that are eligible" in said


def test_a_misspelled_organisation_is_answered_with_the_nearest(filled: Cli) -> None:
    refused = filled("recommend", "partners", "org1", *AS_OF)
    assert refused.exit_code == ExitCode.UNKNOWN
    assert "Did you mean org-1?" in refused.stderr
