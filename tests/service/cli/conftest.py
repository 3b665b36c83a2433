"""Fixtures of the command line: it is called as from a shell, on a data folder of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.cli import assembled

Cli = Callable[..., Result]

TOWN = {
    "organisations.csv": "id;name;type;municipality\norg-1;Klubben;youth_club;Ishøj\n",
    "offers.csv": (
        "id;organisation;kind;title;municipality;roles;genres;start_date;capacity;price_dkk\n"
        "off-1;org-1;course;Beats for begyndere;Ishøj;producer;hiphop;2026-10-01;8;0\n"
        "off-2;org-1;gig;Åben scene;Ishøj;rapper;hiphop;2026-10-09;;\n"
    ),
    "talents.csv": (
        "id;name;birth_date;municipality;roles;genres;level;max_travel_km;discoverable\n"
        "tal-1;Ali Prøve;2008-02-01;Ishøj;rapper|producer;hiphop;2;20;yes\n"
    ),
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of this test; nothing is in it, not even the folder."""
    folder = tmp_path / "data"
    monkeypatch.setenv("SAMSPIL_DATA_FOLDER", str(folder))
    monkeypatch.setenv("SAMSPIL_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("SAMSPIL_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def cli(data: Path) -> Cli:
    """Calls ``samspil`` with these words."""

    def call(*words: object) -> Result:
        return CliRunner().invoke(assembled(), [str(word) for word in words])

    return call


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A folder with a small town as spreadsheets."""
    folder = tmp_path / "town"
    folder.mkdir()
    for name, text in TOWN.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def filled(cli: Cli, town: Path) -> Cli:
    """Calls ``samspil`` on a store that holds the small town."""
    assert cli("import", town, "--now", "2026-09-01").exit_code == 0
    return cli
