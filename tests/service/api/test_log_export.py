"""Tests of the log over HTTP: one archive, without those who do not want to be in it."""

import io
import json
import sys
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pyarrow.parquet as pq
import pytest

from tests.service.api.house import House

LOG = "GET /v1/exports/log.zip"


def archive(house: House, query: str = "") -> ZipFile:
    answer = house(f"{LOG}{query}", "admin")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    return ZipFile(io.BytesIO(answer.content))


def rows(packed: ZipFile, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pq.read_table(
        io.BytesIO(packed.read(f"{table}.parquet"))
    ).to_pylist()
    return found


def test_what_was_shown_and_done_is_in_the_archive(house: House) -> None:
    listed = house("GET /v1/talents/tal-1/offers", "talent").json()
    view = {"id": "e", "kind": "view", "side": "talent", "talent": "tal-1", "offer": "off-1"}
    house("POST /v1/events", "talent", json={"events": [view]})
    packed = archive(house)
    assert {one.compress_type for one in packed.infolist()} == {ZIP_STORED}
    assert sorted(packed.namelist()) == [
        "events.parquet",
        "impressions.parquet",
        "log.json",
        "offers.parquet",
        "talents.parquet",
    ]
    shown = [row for row in rows(packed, "impressions") if row["position"]]
    assert [row["offer"] for row in shown] == [one["offer"]["id"] for one in listed["items"]]
    assert {row["slate"] for row in shown} == {listed["recommendation_id"]}
    (event,) = rows(packed, "events")
    assert (event["kind"], event["offer"]) == ("view", "off-1")


def test_a_person_has_the_same_pseudonym_in_every_export(house: House) -> None:
    house("GET /v1/talents/tal-1/offers", "talent")
    first, second = (rows(archive(house), "talents") for _ in range(2))
    assert [one["talent"] for one in first] == [one["talent"] for one in second]
    assert str(first[0]["talent"]).startswith("t_")
    assert (Path(house.settings.data_folder) / "log.key").is_file()


def test_days_the_wrong_way_round_are_refused(house: House) -> None:
    answer = house(f"{LOG}?from=2026-09-03&to=2026-09-02", "admin")
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["query"], fault["code"]) == ("from", "from_after_to")
    assert "2026-09-02" in fault["detail"]


def test_whoever_withdraws_from_learning_is_in_no_log_and_ranked_as_before(house: House) -> None:
    before = house("GET /v1/talents/tal-1/offers", "talent").json()["items"]
    tag = house("GET /v1/talents/tal-1", "talent").headers["etag"]
    changed = house(
        "PATCH /v1/talents/tal-1",
        "talent",
        json={"learning": False},
        headers={"If-Match": tag},
    )
    assert changed.is_success
    assert house("GET /v1/talents/tal-1", "talent").json()["learning"] is False
    assert house("GET /v1/talents/tal-1", "talent").json()["profiling"] is True
    after = house("GET /v1/talents/tal-1/offers", "talent").json()["items"]
    assert [one["score"] for one in after] == [one["score"] for one in before]
    packed = archive(house)
    assert rows(packed, "impressions") == []
    assert json.loads(packed.read("log.json"))["left_out"]["objected"] == 1


def test_days_limit_what_is_told(house: House) -> None:
    house("GET /v1/talents/tal-1/offers", "talent")
    assert rows(archive(house, "?from=2026-09-01&to=2026-09-01"), "impressions")
    assert not rows(archive(house, "?from=2026-09-02"), "impressions")
    assert not rows(archive(house, "?to=2026-08-31"), "impressions")


def test_a_day_that_is_none_is_refused(house: House) -> None:
    assert house(f"{LOG}?from=igår", "admin").status_code == 422


def test_nothing_is_left_in_the_data_folder(house: House) -> None:
    archive(house)
    assert not list(Path(house.settings.data_folder).glob("log-*"))


def test_without_pyarrow_it_says_what_to_install(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "service.exchange.log", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    answer = house(LOG, "admin")
    assert (answer.status_code, answer.json()["code"]) == (501, "log_extra_missing")
    assert "samspil[log]" in answer.json()["detail"]
