"""Tests of the basis of learning: what a profile without an answer means, and who is told."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from service.settings import LearningBasis, Settings
from tests.service.api.house import House, settled
from tests.service.databases import SqliteFiles

NEW = {"name": "Alma Testrup", "birth_date": "2004-05-06", "municipality": "0217"}
SHEET = "id;navn;læring\nt-1;Åse;\nt-2;Bo;ja\nt-3;Eva;nej\n"


@pytest.fixture
def asking(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[House]:
    """A house where learning needs consent."""
    url = sqlite.migrated()
    also = {"learning_basis": "consent", "exploration": 0.2}
    with settled(tmp_path / "data", url, also=also) as running:
        yield running
    sqlite.drop(url)


def learning(house: House, key: str) -> bool:
    found: bool = house(f"GET /v1/talents/{key}", "coordinator").json()["learning"]
    return found


def created(house: House, key: str, **fields: object) -> bool:
    answer = house("POST /v1/talents", "coordinator", json={**NEW, "id": key, **fields})
    assert answer.status_code == 201, answer.text
    return learning(house, key)


def changed(house: House, key: str, request: str, **fields: object) -> bool:
    tag = house(f"GET /v1/talents/{key}", "coordinator").headers["etag"]
    path = f"{request} /v1/talents/{key}"
    answer = house(path, "coordinator", json=fields, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text
    return learning(house, key)


def imported(house: House, text: str) -> None:
    files = {"files": ("talenter.csv", text.encode())}
    name = house("POST /v1/imports", "coordinator", files=files).json()["id"]
    assert house(f"POST /v1/imports/{name}/commit", "coordinator").status_code == 200


def told(house: House) -> tuple[int, int]:
    """Of how many people the log tells, and how many are left out of it for want of a yes."""
    packed = ZipFile(io.BytesIO(house("GET /v1/exports/log.zip", "admin").content))
    table = pq.read_table(io.BytesIO(packed.read("talents.parquet")))
    return len(table), json.loads(packed.read("log.json"))["left_out"]["objected"]


def test_without_the_setting_learning_is_a_public_task() -> None:
    assert Settings().learning_basis is LearningBasis.PUBLIC_TASK


def test_a_basis_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(learning_basis="interest")


def test_as_a_public_task_whoever_has_not_objected_is_learned_from(house: House) -> None:
    assert created(house, "tal-a")
    assert not created(house, "tal-b", learning=False)
    imported(house, SHEET)
    assert [learning(house, key) for key in ("t-1", "t-2", "t-3")] == [True, True, False]


def test_with_consent_only_whoever_said_yes_is_learned_from(asking: House) -> None:
    assert not created(asking, "tal-a")
    assert created(asking, "tal-b", learning=True)
    imported(asking, SHEET)
    assert [learning(asking, key) for key in ("t-1", "t-2", "t-3")] == [False, True, False]


def test_replacing_a_profile_without_an_answer_takes_consent_back(asking: House) -> None:
    created(asking, "tal-a", learning=True)
    assert not changed(asking, "tal-a", "PUT", **NEW)


def test_to_change_something_else_leaves_the_answer_alone(asking: House) -> None:
    created(asking, "tal-a", learning=True)
    assert changed(asking, "tal-a", "PATCH", bio="Jeg spiller bas.")
    imported(asking, "id;navn\ntal-a;Alma Prøve\n")
    assert learning(asking, "tal-a")


def test_an_answer_that_is_taken_away_is_no_consent(asking: House) -> None:
    created(asking, "tal-a", learning=True)
    assert not changed(asking, "tal-a", "PATCH", learning=None)


def test_with_consent_nobody_else_is_in_the_log(asking: House) -> None:
    created(asking, "tal-a")
    created(asking, "tal-b", learning=True)
    for key in ("tal-a", "tal-b"):
        assert asking(f"GET /v1/talents/{key}/offers", "coordinator").status_code == 200
    assert told(asking) == (1, 1)


@pytest.mark.parametrize(
    ("lang", "said"), [("da", "kun hos dem, der har sagt ja"), ("en", "has said yes")]
)
def test_the_page_about_ranking_says_on_what_basis(
    asking: House, house: House, lang: str, said: str
) -> None:
    assert said in asking(f"GET /ranking?lang={lang}").text
    assert said not in house(f"GET /ranking?lang={lang}").text
