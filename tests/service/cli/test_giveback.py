"""``samspil giveback``: opened from history, matched, and looked at."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from matcher.domain import Event, EventId, EventKind, OfferId, OrganisationId, Side, TalentId
from service.commands.exits import ExitCode
from service.settings import Settings
from service.store import OFFERS, TALENTS, connect, events, writing
from tests.factories import offer, talent
from tests.service.cli.conftest import Cli

AS_OF = ("--now", "2026-09-02", "--lang", "en")
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def owing(filled: Cli, data: Path) -> Cli:
    """Alma of Helsingør has been to a course in Ishøj, and there is a slot at home."""
    engine = connect(Settings(data_folder=data).url)
    own = OrganisationId("org-1")
    slot = offer(
        "off-slot",
        organisation=own,
        kind="giveback",
        title="Kaffe",
        start_date=date(2026, 10, 3),
        end_date=None,
        deadline=None,
        pay_dkk=0.0,
    )
    with writing(engine) as session:
        TALENTS.put_many(session, [talent("tal-alma")], now=NOW)
        OFFERS.put_many(session, [slot], now=NOW)
        came = Event(
            id=EventId("came"),
            kind=EventKind.ATTEND,
            side=Side.PROVIDER,
            talent=TalentId("tal-alma"),
            offer=OfferId("off-1"),
            at=NOW,
        )
        events.record(session, came, recorded_by="key-1", now=NOW)
    engine.dispose()
    return filled


def test_history_is_opened_once_matched_and_listed(owing: Cli) -> None:
    opened = [json.loads(owing("giveback", "open", "--json").stdout) for _ in range(2)]
    assert opened == [{"opened": 1}, {"opened": 0}]
    (run,) = json.loads(
        owing("giveback", "match", "--municipality", "Helsingør", *AS_OF, "--json").stdout
    )
    assert (run["open"], run["suggested"], run["unplaced"]) == (1, 1, 0)
    shown = owing("giveback", "list", *AS_OF)
    assert shown.exit_code == ExitCode.OK
    for said in ("Alma Testrup", "Beats for begyndere", "Suggested", "Kaffe"):
        assert said in shown.stdout
    due = json.loads(owing("giveback", "list", "--due", "--now", "2026-09-30", "--json").stdout)
    assert [one["reminder"]["who"] for one in due] == ["person"]


def test_a_municipality_that_is_none_is_refused(filled: Cli) -> None:
    refused = filled("giveback", "match", "--municipality", "Andeby")
    assert refused.exit_code == ExitCode.USAGE
    assert "Andeby" in refused.stderr
