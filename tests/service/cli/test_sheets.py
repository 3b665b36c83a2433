"""``samspil import`` and ``samspil export``."""

import json
from pathlib import Path

from service.commands.exits import ExitCode
from tests.service.cli.conftest import TOWN, Cli


def test_importing_counts_what_became_of_every_row(cli: Cli, town: Path) -> None:
    answer = cli("import", town, "--json")
    assert answer.exit_code == ExitCode.OK
    assert json.loads(answer.stdout)["counts"] == {
        "created": 4,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
    }


def test_importing_the_same_folder_twice_changes_nothing(filled: Cli, town: Path) -> None:
    again = json.loads(filled("import", town, "--now", "2026-09-02", "--json").stdout)
    assert again["counts"]["unchanged"] == 4


def test_a_dry_run_writes_nothing(cli: Cli, town: Path) -> None:
    preview = cli("import", town, "--dry-run")
    assert "this was a preview" in preview.stdout
    assert json.loads(cli("import", town, "--json").stdout)["counts"]["created"] == 4


def test_a_refused_row_has_an_exit_status_of_its_own(cli: Cli, town: Path) -> None:
    _append(town / "talents.csv", "tal-2;Bo Prøve;ikke en dato;Ishøj;;;;;\n")
    assert cli("import", town).exit_code == ExitCode.ROWS_REFUSED


def test_a_refused_row_is_shown_with_its_place_and_value(cli: Cli, town: Path) -> None:
    _append(town / "talents.csv", "tal-2;Bo Prøve;ikke en dato;Ishøj;;;;;\n")
    assert "talents.csv:3 birth_date ikke en dato:" in cli("import", town).stdout


def test_good_rows_beside_a_refused_one_are_taken_in(cli: Cli, town: Path) -> None:
    _append(town / "talents.csv", "tal-2;Bo Prøve;ikke en dato;Ishøj;;;;;\n")
    assert json.loads(cli("import", town, "--json").stdout)["counts"]["created"] == 4


def test_a_term_that_is_unknown_is_shown_with_what_comes_near(cli: Cli, town: Path) -> None:
    _append(town / "talents.csv", "tal-2;Bo Prøve;2008-01-01;Ishøj;;hiphopp-jazzz;;;\n")
    assert "“hiphopp-jazzz” ×1" in cli("import", town).stdout


def test_what_is_odd_and_yet_taken_in_is_told(cli: Cli, town: Path) -> None:
    _append(
        town / "talents.csv", "tal-1;Ali Prøve;2008-02-01;Ishøj;rapper|producer;hiphop;2;20;yes\n"
    )
    assert "talents.csv:3 id tal-1:" in cli("import", town).stdout


def test_json_says_in_words_what_was_refused(cli: Cli, town: Path) -> None:
    _append(town / "talents.csv", "tal-2;Bo Prøve;ikke en dato;Ishøj;;;;;\n")
    report = json.loads(cli("import", town, "--json").stdout)
    (refused,) = report["files"][2]["refused"][0]["refused"]
    assert refused["value"] == "ikke en dato"
    assert refused["problem"]["text"]


def test_a_folder_that_is_not_there_is_said(cli: Cli, tmp_path: Path) -> None:
    answer = cli("import", tmp_path / "nowhere")
    assert answer.exit_code == ExitCode.FAILED
    assert "nowhere" in answer.stderr


def test_markup_in_a_file_is_shown_as_it_is(cli: Cli, town: Path) -> None:
    _append(town / "talents.csv", "tal-2;Bo;[red]2008[/];Ishøj;;;;;\n")
    assert "[red]2008[/]" in cli("import", town).stdout


def test_what_is_exported_imports_without_a_change(filled: Cli, tmp_path: Path) -> None:
    written = json.loads(filled("export", tmp_path / "out", "--json").stdout)["files"]
    assert {Path(file).name for file in written} == set(TOWN)
    again = json.loads(filled("import", tmp_path / "out", "--json").stdout)
    assert again["counts"] == {"created": 0, "updated": 0, "unchanged": 4, "refused": 0}


def test_export_writes_danish_headers_where_asked_to(filled: Cli, tmp_path: Path) -> None:
    filled("export", tmp_path / "out", "--lang", "da")
    assert "fødselsdato" in (tmp_path / "out" / "talenter.csv").read_text(encoding="utf-8")


def _append(file: Path, row: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + row, encoding="utf-8")
