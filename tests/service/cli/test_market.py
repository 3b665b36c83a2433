"""``samspil market``."""

import json
from pathlib import Path

from service.store import connect, market, reading
from tests.service.cli.conftest import Cli

AS_OF = ("--now", "2026-09-01")


def last(data: Path) -> market.MarketRun | None:
    engine = connect(f"sqlite:///{data / 'samspil.db'}")
    with reading(engine) as session:
        found = market.last(session)
    engine.dispose()
    return found


def test_a_run_is_kept_and_lists_go_by_it(filled: Cli, data: Path) -> None:
    answer = json.loads(filled("market", *AS_OF, "--json").stdout)
    kept = last(data)
    assert kept is not None
    assert answer["run"] == kept.id
    assert (kept.asked_by, kept.figures) == ("cli", answer["figures"])
    shown = json.loads(filled("recommend", "offers", "tal-1", *AS_OF, "--json").stdout)
    assert shown["market"] == kept.id


def test_a_list_without_the_market_compares(filled: Cli) -> None:
    filled("market", *AS_OF)
    asked = ("recommend", "offers", "tal-1", *AS_OF, "--json")
    with_it, without = (json.loads(filled(*asked, *more).stdout) for more in ((), ("--no-market",)))
    assert (with_it["market"] is None, without["market"] is None) == (False, True)


def test_a_dry_run_keeps_nothing(filled: Cli, data: Path) -> None:
    said = filled("market", *AS_OF, "--dry-run", "--lang", "en").stdout
    assert "1 people, 2 open offers, 8 seats" in said
    assert "Nothing was kept." in said
    assert last(data) is None


def test_it_is_said_in_danish_too(filled: Cli) -> None:
    said = filled("market", *AS_OF, "--dry-run", "--lang", "da").stdout
    assert "1 personer, 2 åbne tilbud, 8 pladser" in said
    assert "Intet blev gemt." in said


def test_a_folder_without_a_store_is_said(cli: Cli) -> None:
    assert "There is no store" in cli("market").stderr
