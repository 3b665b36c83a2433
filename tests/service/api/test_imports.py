"""Tests of the routes of imports and exports."""

from datetime import timedelta
from typing import Any

import pytest

from service.actions.import_files import expire_imports
from service.api.desk import Desk
from tests.service.api.house import NOW, House

TALENTS = "id;navn;fødselsdato;roller\nt-1;Åse;14-03-2008;sang\nt-2;Bo;31-02-2008;bas\n".encode()
FILES = {"files": ("talenter.csv", TALENTS)}
IMPORTS = "POST /v1/imports"


def preview(house: House, **given: Any) -> dict[str, Any]:
    answer = house(IMPORTS, "coordinator", files=FILES, **given)
    assert answer.status_code == 201, answer.text
    previewed: dict[str, Any] = answer.json()
    return previewed


def commit(house: House, name: str, **given: Any) -> Any:
    return house(f"POST /v1/imports/{name}/commit", "coordinator", **given)


def desk(house: House) -> Desk:
    found: Desk = house.app.state.desk
    return found


def test_a_preview_says_what_would_be_done_and_does_nothing(house: House) -> None:
    previewed = preview(house)

    assert previewed["state"] == "previewed"
    assert previewed["report"]["counts"]["created"] == 1
    assert previewed["report"]["counts"]["refused"] == 1
    assert house("GET /v1/talents/t-1", "coordinator").status_code == 404


def test_a_bad_row_is_named_with_line_column_and_what_would_be_right(house: House) -> None:
    (row,) = preview(house)["report"]["files"][0]["refused"]
    (finding,) = row["refused"]

    assert (row["line"], finding["column"], finding["value"]) == (3, "fødselsdato", "31-02-2008")
    assert finding["problem"]["text"] == "Skriv datoen som 2026-11-14 eller 14-11-2026."


def test_a_commit_writes_the_good_rows(each_house: House) -> None:
    answer = commit(each_house, preview(each_house)["id"])

    assert (answer.status_code, answer.json()["state"]) == (200, "committed")
    assert each_house("GET /v1/talents/t-1", "coordinator").json()["name"] == "Åse"
    assert each_house("GET /v1/talents/t-2", "coordinator").status_code == 404


def test_an_import_can_be_read_at_every_stage(house: House) -> None:
    name = preview(house)["id"]
    before = house(f"GET /v1/imports/{name}", "coordinator").json()["state"]
    commit(house, name)
    after = house(f"GET /v1/imports/{name}", "coordinator").json()["state"]
    assert (before, after) == ("previewed", "committed")


def test_an_import_is_committed_once(house: House) -> None:
    name = preview(house)["id"]
    commit(house, name)
    again = commit(house, name)
    assert (again.status_code, again.json()["code"]) == (409, "import_settled")


def test_a_commit_sent_again_under_its_key_is_answered_as_the_first(house: House) -> None:
    name, key = preview(house)["id"], {"Idempotency-Key": "commit-1"}

    first = commit(house, name, headers=key)
    again = commit(house, name, headers=key)

    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"


def test_two_commits_at_once_under_one_key_have_one_effect(each_house: House) -> None:
    name, key = preview(each_house)["id"], {"Idempotency-Key": "commit-1"}
    one = (f"POST /v1/imports/{name}/commit", "coordinator", {"headers": key})

    answers = each_house.together([one] * 4)

    assert {answer.status_code for answer in answers} == {200}
    assert each_house("GET /v1/talents/t-1", "coordinator").json()["version"] == 1


def test_a_preview_sent_again_under_its_key_stages_nothing_more(house: House) -> None:
    key = {"headers": {"Idempotency-Key": "preview-1"}}
    first, again = preview(house, **key), preview(house, **key)
    staged = list((house.settings.data_folder / "imports").iterdir())
    assert first == again
    assert len(staged) == 1


def test_committed_files_are_not_kept(house: House) -> None:
    commit(house, preview(house)["id"])
    assert list((house.settings.data_folder / "imports").iterdir()) == []


def test_staged_files_that_were_changed_are_refused(house: House) -> None:
    name = preview(house)["id"]
    (house.settings.data_folder / "imports" / name / "0").write_bytes(TALENTS + b"x")
    answer = commit(house, name)
    assert (answer.status_code, answer.json()["code"]) == (409, "import_changed")


def test_staged_files_that_vanished_end_the_import(house: House) -> None:
    name = preview(house)["id"]
    (house.settings.data_folder / "imports" / name / "0").unlink()

    commit(house, name)

    assert house(f"GET /v1/imports/{name}", "coordinator").json()["state"] != "previewed"


def test_what_nobody_commits_expires_with_its_files(house: House) -> None:
    name = preview(house)["id"]
    house.clock.now = NOW + timedelta(hours=25)

    assert expire_imports(desk(house).resources, hours=24) == 1

    assert house(f"GET /v1/imports/{name}", "coordinator").json()["state"] == "expired"
    assert list((house.settings.data_folder / "imports").iterdir()) == []


def test_files_that_are_no_spreadsheets_are_refused_and_not_kept(house: House) -> None:
    answer = house(IMPORTS, "coordinator", files={"files": ("photo.png", b"\x89PNG")})
    assert (answer.status_code, answer.json()["code"]) == (422, "nothing_to_import")
    assert list((house.settings.data_folder / "imports").iterdir()) == []


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"json": {}}, 415, "not_multipart"),
        ({"files": {"other": ("talents.csv", TALENTS)}}, 422, "no_files"),
        (
            {"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=y"}},
            400,
            "malformed_form",
        ),
    ],
)
def test_a_form_that_is_none_is_refused(
    quiet_house: House, given: dict[str, Any], status: int, code: str
) -> None:
    answer = quiet_house(IMPORTS, "coordinator", **given)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_unknown_import_is_said_to_be_unknown(quiet_house: House) -> None:
    assert quiet_house("GET /v1/imports/none", "admin").json()["code"] == "unknown_import"


@pytest.mark.parametrize("kind", ["organisations", "offers", "talents"])
@pytest.mark.parametrize("lang", ["da", "en"])
def test_what_is_exported_imports_as_unchanged(house: House, kind: str, lang: str) -> None:
    exported = house(f"GET /v1/exports/{kind}.csv?lang={lang}", "coordinator")
    name = exported.headers["content-disposition"].split('"')[1]
    files = {"files": (name, exported.content)}

    counts = house(IMPORTS, "coordinator", files=files).json()["report"]["counts"]

    assert exported.headers["content-type"].startswith("text/csv")
    assert counts["unchanged"] > 0
    assert counts["created"] + counts["updated"] + counts["refused"] == 0


def test_an_unknown_export_is_said_to_be_unknown(quiet_house: House) -> None:
    answer = quiet_house("GET /v1/exports/secrets.csv", "admin")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_export")
