"""Surroundings: seats, renown and groups, in the order of the rows they are for."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.domain import Audience, Direction, Side
from tests.training.data.logs import log_of, shown
from tests.training.learn.markets import market
from training.data import assembled
from training.learn.refusal import LearningRefused
from training.learn.surroundings import Facts, around, read_audit, told_of

LOG = market(lists=60)
MADE = assembled(LOG, Side.TALENT)
FACTS = Facts(log=LOG, learned=MADE.rows, examination=MADE.examination, audit={"tal-1": "girl"})
AROUND = around(MADE.rows, FACTS)


def test_seats_are_the_offers_own() -> None:
    seats = dict(zip(MADE.rows.offer_ids.tolist(), AROUND.seats.tolist(), strict=True))
    assert seats["off-1"] == 5
    assert np.isnan(seats["off-2"])


def test_who_turned_to_an_offer_knows_it() -> None:
    assert (AROUND.known_by > 0).all()
    assert (AROUND.known_by <= 1).all()
    assert AROUND.known_by.max() > AROUND.known_by.min()


def test_gender_is_a_group_only_where_an_audit_was_given() -> None:
    dimensions = {grouping.dimension for grouping in AROUND.groupings}
    without = around(MADE.rows, Facts(log=LOG, learned=MADE.rows, examination=MADE.examination))
    assert dimensions - {grouping.dimension for grouping in without.groupings} == {"gender"}


def test_an_audit_tells_of_a_share_of_those_who_were_shown_something_lately() -> None:
    since = datetime(2026, 5, 18, tzinfo=UTC)
    shown = LOG.since(since).impressions
    people = sorted(set(shown["talent"].to_pylist()))
    assert told_of(None, LOG, since=since) is None
    assert told_of(dict.fromkeys(people, "girl"), LOG, since=since) == 1.0
    assert told_of({people[0]: "girl"}, LOG, since=since) == 1 / len(people)


def test_who_only_stands_in_others_lists_was_not_shown_any() -> None:
    by, to = Direction.TALENTS_FOR_OFFER.value, Audience.ORGANISATION.value
    mixed = log_of(
        [
            shown("tal-1", "off-1", 1.0),
            shown("tal-2", "off-1", 1.0, direction=by, audience=to),
            shown("tal-3", "off-1", 1.0, audience=Audience.COORDINATOR.value),
        ]
    )
    since = mixed.manifest.begins
    assert told_of({"tal-1": "girl"}, mixed, since=since) == 1.0
    assert told_of({"tal-2": "girl", "tal-3": "boy"}, mixed, since=since) == 0.0


@pytest.mark.parametrize("part", ["nothing", "a_part"])
def test_nobody_is_new_where_the_log_does_not_reach_back(part: str) -> None:
    nothing = MADE.rows.keep(np.zeros(len(MADE.rows), dtype=bool))
    facts = replace(FACTS, learned=nothing) if part == "nothing" else FACTS
    found = around(MADE.rows, replace(facts, reaches_back=part == "nothing"))
    assert "newcomer" not in {grouping.dimension for grouping in found.groupings}
    assert np.isnan(found.known_by).all()


@pytest.mark.parametrize("name", ["audit.parquet", "audit.csv"])
def test_an_audit_is_read_from_either_kind_of_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if path.suffix == ".csv":
        path.write_text('\ufeffgender;"talent"\ngirl;"tal-1"\n"boy";tal-2\n', encoding="utf-8")
    else:
        pq.write_table(pa.table({"talent": ["tal-1", "tal-2"], "gender": ["girl", "boy"]}), path)
    assert read_audit(path) == {"tal-1": "girl", "tal-2": "boy"}


def test_who_left_the_answer_empty_is_not_in_an_audit(tmp_path: Path) -> None:
    audit, table = tmp_path / "audit.csv", tmp_path / "audit.parquet"
    audit.write_text("talent;gender\ntal-1; \ntal-2\n;girl\n", encoding="utf-8")
    pq.write_table(pa.table({"talent": ["tal-1"], "gender": pa.array([None], pa.string())}), table)
    assert read_audit(audit) == {}
    assert read_audit(table) == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("audit.csv", b""),
        ("audit.csv", b"talent,gender\ntal-1,girl\n"),
        ("audit.csv", b'{"format": "another"}'),
        ("audit.csv", "talent;gender\ntal-1;kvinde \xe6\n".encode("latin-1")),
        ("audit.parquet", b"PAR1"),
    ],
)
def test_a_file_that_is_no_audit_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LearningRefused, match="columns talent and gender") as refusal:
        read_audit(tmp_path / name)
    assert refusal.value.problem.code == "audit_unreadable"


def test_a_table_without_gender_is_no_audit(tmp_path: Path) -> None:
    pq.write_table(pa.table({"talent": ["tal-1"]}), tmp_path / "audit.parquet")
    with pytest.raises(LearningRefused, match="columns talent and gender"):
        read_audit(tmp_path / "audit.parquet")
