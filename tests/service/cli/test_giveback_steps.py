"""``samspil giveback``: one give-back taken from hand to hand, each step as the one whose it is."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from matcher.domain import Event, EventId, EventKind, OfferId, OrganisationId, Side, TalentId
from service.commands.exits import ExitCode
from service.settings import Settings
from service.store import OFFERS, TALENTS, connect, events, writing
from service.store.give_backs import give_back_id
from tests.factories import offer, talent
from tests.service.cli.conftest import Cli

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
AS_OF = ("--now", "2026-09-02", "--lang", "en")
ALMA, BO = (give_back_id(TalentId(key), OfferId("off-1")) for key in ("tal-alma", "tal-bo"))


@pytest.fixture
def owing(filled: Cli, data: Path) -> Cli:
    """Alma and Bo of Helsingør have been to a course in Ishøj, and there are two slots at home."""
    own = OrganisationId("org-1")
    usual: dict[str, Any] = {
        "organisation": own, "kind": "giveback", "end_date": None, "deadline": None,
        "pay_dkk": 0.0, "times": (), "roles": (),
    }  # fmt: skip
    slots = [
        offer("off-slot", title="Kaffe", start_date=date(2026, 10, 3), **usual),
        offer("off-loud", title="Fest", start_date=date(2026, 10, 9), **usual),
    ]
    people = [
        talent(key, name=name, roles=("singer",), joins_give_back=True)
        for key, name in (("tal-alma", "Alma Testrup"), ("tal-bo", "Bo Testrup"))
    ]
    engine = connect(Settings(data_folder=data).url)
    with writing(engine) as session:
        TALENTS.put_many(session, people, now=NOW)
        OFFERS.put_many(session, slots, now=NOW)
        for one in people:
            came = Event(
                id=EventId(f"came-{one.id}"),
                kind=EventKind.ATTEND,
                side=Side.PROVIDER,
                talent=one.id,
                offer=OfferId("off-1"),
                at=NOW,
            )
            events.record(session, came, recorded_by="key-1", now=NOW)
    engine.dispose()
    assert filled("giveback", "open").exit_code == ExitCode.OK
    return filled


def done(cli: Cli, step: str, key: str, *words: str, now: str = "2026-09-02") -> Any:
    """What a command answers as JSON."""
    result = cli("giveback", step, key, *words, "--now", now, "--lang", "en", "--json")
    assert result.exit_code == ExitCode.OK, result.output
    return json.loads(result.stdout)


def refused(cli: Cli, step: str, key: str, *words: str) -> tuple[int, str]:
    """The exit status of a command that is refused, and the code."""
    result = cli("giveback", step, key, *words, *AS_OF, "--json")
    return result.exit_code, json.loads(result.stdout)["error"]["code"]


def test_one_goes_all_the_way_and_the_log_says_whose_step_was_entered_by_whom(owing: Cli) -> None:
    done(owing, "suggest", ALMA, "--slot", "off-slot")
    done(owing, "agree", ALMA, "--friend", "guitar")
    done(owing, "confirm-home", ALMA)
    done(owing, "confirm-host", ALMA)
    assert refused(owing, "finish", ALMA) == (ExitCode.FAILED, "give_back_not_over")
    last = done(owing, "finish", ALMA, now="2026-10-04")
    assert last == {"stepped": [{"id": ALMA, "state": "done"}]}
    shown = done(owing, "show", ALMA)
    assert (shown["slot"]["id"], shown["friends"]) == ("off-slot", ["guitar"])
    assert [(line["step"], line["actor"], line["on_behalf"]) for line in shown["log"]] == [
        ("open", "matching", False),
        ("suggest", "home", False),
        ("agree", "person", True),
        ("confirm_home", "home", False),
        ("confirm_host", "host", True),
        ("finish", "home", False),
    ]


def test_a_no_is_written_down_as_the_persons_and_a_waiver_needs_a_reason(owing: Cli) -> None:
    assert done(owing, "decline", ALMA)["stepped"][0]["state"] == "declined"
    assert refused(owing, "waive", ALMA, "--reason", " ") == (
        ExitCode.FAILED,
        "give_back_reason_missing",
    )
    done(owing, "waive", ALMA, "--reason", "Flyttet til Fyn")
    (line,) = [one for one in done(owing, "show", ALMA)["log"] if one["step"] == "waive"]
    assert (line["reason"], line["actor"]) == ("Flyttet til Fyn", "home")
    done(owing, "release", ALMA, "--reason", "Kom hjem igen")
    assert done(owing, "show", ALMA)["state"] == "open"


def test_the_person_leaves_a_slot_without_a_reason_the_municipality_with_one(owing: Cli) -> None:
    done(owing, "agree", ALMA, "--slot", "off-slot")
    assert refused(owing, "release", ALMA)[1] == "give_back_reason_missing"
    assert done(owing, "release", ALMA, "--for-person")["stepped"][0]["state"] == "open"


def test_somebody_is_asked_along_says_yes_and_the_act_is_confirmed_at_once(owing: Cli) -> None:
    could = done(owing, "companions", ALMA)["items"]
    assert [(one["first_name"], one["answer"]) for one in could] == [("Bo", None)]
    done(owing, "agree", ALMA, "--slot", "off-slot")
    assert [one["answer"] for one in done(owing, "ask", ALMA, "tal-bo")["asked"]] == [None]
    assert [one["answer"] for one in done(owing, "answer", ALMA, "tal-bo", "--yes")["asked"]] == [
        True
    ]
    whole = done(owing, "confirm-home", ALMA, "--whole-act")["stepped"]
    assert {one["id"] for one in whole} == {ALMA, BO}
    assert done(owing, "take-back", ALMA, "tal-bo", "--answer")["asked"] == []
    assert done(owing, "show", BO)["state"] == "open"


def test_nobody_answers_who_was_not_asked(owing: Cli) -> None:
    assert refused(owing, "answer", ALMA, "tal-bo", "--yes")[1] == "not_yours"
    assert refused(owing, "take-back", ALMA, "tal-bo")[1] == "give_back_no_companion"


def test_the_slots_that_suit_are_listed_with_what_to_know(owing: Cli) -> None:
    shown = owing("giveback", "slots", ALMA, *AS_OF)
    assert shown.exit_code == ExitCode.OK
    for said in ("Kaffe", "off-slot", "Fest", "It is unpaid"):
        assert said in shown.stdout
    assert len(done(owing, "slots", ALMA)["items"]) == 2


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("da", ("Sagt ja", "Sagde ja", "deltageren", "skrevet ind", "confirm-home")),
        ("en", ("Agreed", "the participant", "entered on their behalf", "It is unpaid", "Bo")),
    ],
)
def test_one_is_shown_in_words_in_both_languages(
    owing: Cli, lang: str, told: tuple[str, ...]
) -> None:
    done(owing, "agree", ALMA, "--slot", "off-slot")
    done(owing, "ask", ALMA, "tal-bo")
    shown = owing("giveback", "show", ALMA, "--now", "2026-09-02", "--lang", lang)
    assert shown.exit_code == ExitCode.OK
    for said in told:
        assert said in shown.stdout


def test_what_is_no_step_is_refused_and_said(owing: Cli) -> None:
    assert refused(owing, "agree", "giv_none") == (ExitCode.UNKNOWN, "unknown_give_back")
    assert refused(owing, "agree", ALMA) == (ExitCode.FAILED, "give_back_slot_missing")
    odd = owing("giveback", "agree", ALMA, "--slot", "off-slot", "--friend", "guitarr", *AS_OF)
    assert odd.exit_code == ExitCode.USAGE
    assert "--friend" in odd.stderr
    assert "guitar" in odd.stderr
    long = owing("giveback", "waive", ALMA, "--reason", "x" * 2001, *AS_OF)
    assert long.exit_code == ExitCode.USAGE
    assert "--reason" in long.stderr
