"""An audit: what people said of themselves, under the log's pseudonyms and never in the log."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from matcher.domain import Side, SlateId
from matcher.ranking.priors import day_zero
from service.errors import ServiceError
from service.exchange.audit import file_beside, read_answers, require_ours
from service.exchange.log import export_log
from service.exchange.log_rows import Exported, LogSpan
from service.store import TALENTS, writing
from tests.factories import talent
from tests.service.exchange.recorded import (
    LATER,
    NAMES,
    did,
    fill,
    for_offer,
    item,
    recorded,
    texts,
)
from tests.service.store.samples import NOW
from training.data import assembled, read_log
from training.evaluate.config import EvaluationConfig
from training.evaluate.trial import tried
from training.learn.surroundings import Facts, around, read_audit, told_of

ID = NAMES.talent("tal-1")
ANSWERS = {"tal-1": "pige", "tal-2": "dreng", "tal-3": "anden", "nobody": "pige"}


def audited(engine: Engine, folder: Path) -> Exported:
    span = LogSpan(exported_at=LATER)
    return export_log(engine, folder, span=span, names=NAMES, answers=ANSWERS)


def test_the_audit_names_people_as_the_log_does(engine: Engine, tmp_path: Path) -> None:
    fill(engine, found=[for_offer("sla-1", "tal-1", "tal-2", "tal-4")])
    audited(engine, tmp_path / "log")
    wanted = {NAMES.talent("tal-1"): "pige", NAMES.talent("tal-2"): "dreng"}
    assert read_audit(tmp_path / "log-audit.csv") == wanted


@pytest.mark.parametrize("said_no", [{"profiling": False}, {"learning": False}])
def test_who_objected_is_not_in_it(
    engine: Engine, tmp_path: Path, said_no: dict[str, bool]
) -> None:
    fill(engine, found=[for_offer("sla-1", "tal-1", "tal-2")], tal_2=said_no)
    done = audited(engine, tmp_path / "log").audit
    assert done is not None
    assert (done.told, done.left_out) == (1, 3)
    assert NAMES.talent("tal-2") not in (tmp_path / "log-audit.csv").read_text(encoding="utf-8")


def test_it_is_apart_from_the_log_and_for_its_owner_alone(engine: Engine, tmp_path: Path) -> None:
    fill(engine, found=[for_offer("sla-1", "tal-1", "tal-2")])
    audited(engine, tmp_path / "log")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "log-audit.csv"]
    assert (tmp_path / "log-audit.csv").stat().st_mode & 0o777 == 0o600
    assert not texts(tmp_path / "log") & set(ANSWERS.values())


def test_without_answers_there_is_none(engine: Engine, tmp_path: Path) -> None:
    done = export_log(engine, tmp_path / "log", span=LogSpan(exported_at=LATER), names=NAMES)
    assert done.audit is None
    assert [path.name for path in tmp_path.iterdir()] == ["log"]


def test_its_own_file_is_replaced_and_no_other(engine: Engine, tmp_path: Path) -> None:
    fill(engine, found=[for_offer("sla-1", "tal-1")])
    audited(engine, tmp_path / "log")
    audited(engine, tmp_path / "log")
    kept = "talent;gender\nt_anna;pige\n"
    (tmp_path / "log-audit.csv").write_text(kept)
    with pytest.raises(ServiceError) as refused:
        audited(engine, tmp_path / "log")
    assert refused.value.code == "audit_file_taken"
    assert (tmp_path / "log-audit.csv").read_text() == kept


@pytest.mark.parametrize("row", ["tal-1;pige", "t_anna;pige", f"{ID};pige;nej"])
def test_only_a_file_of_pseudonyms_and_answers_counts_as_its_own(tmp_path: Path, row: str) -> None:
    path = tmp_path / "log-audit.csv"
    path.write_text(f"talent;gender\n{ID};dreng\n", encoding="utf-8")
    require_ours(path)
    path.write_text(f"talent;gender\n{ID};dreng\n{row}\n", encoding="utf-8")
    with pytest.raises(ServiceError):
        require_ours(path)


def test_answers_are_read_as_people_write_them(tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_text(
        "\ufeffnote;gender;talent\n;pige; tal-1 \n;;tal-2\n;dreng;tal-3\n;hen;tal-3\ntom\n",
        encoding="utf-8",
    )
    assert read_answers(path) == {"tal-1": "pige", "tal-3": "hen"}


@pytest.mark.parametrize("content", [b"", b"talent,gender\ntal-1,pige\n", b"talent;gender\n\xe6;x"])
def test_anything_else_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "svar.csv"
    path.write_bytes(content)
    with pytest.raises(ServiceError) as refused:
        read_answers(path)
    assert refused.value.faults[0].code == "audit_unreadable"


def test_the_groups_of_an_exported_log_are_those_of_its_audit(
    engine: Engine, tmp_path: Path
) -> None:
    people = [f"ung-{n:02}" for n in range(24)]
    answers = {one: ("pige", "dreng")[n % 2] for n, one in enumerate(people)}
    pair = (item(), item("off-2", position=2))
    fill(engine, found=[recorded(f"sla-{one}", of=one, items=pair) for one in people])
    with writing(engine) as session:
        TALENTS.put_many(session, [talent(one) for one in people], now=NOW)
    for one in people:
        did(
            engine,
            f"ev-{one}",
            one,
            recommendation=SlateId(f"sla-{one}"),
            at=NOW + timedelta(minutes=1),
        )
    folder = tmp_path / "log"
    span = LogSpan(exported_at=LATER)
    export_log(engine, folder, span=span, names=NAMES, answers=answers)
    audit, log = read_audit(file_beside(folder)), read_log(folder)
    made = assembled(log, Side.TALENT)
    facts = Facts(log=log, learned=made.rows, examination=made.examination, audit=audit)
    model, config = day_zero(), EvaluationConfig(draws=20)
    found = tried(made.rows, model, model, around=around(made.rows, facts), config=config)
    genders = {c.name: c.figure for c in found.cells if c.dimension == "gender"}
    assert told_of(audit, log, since=log.manifest.begins) == 1.0
    assert {name: figure and figure.people for name, figure in genders.items()} == {
        "dreng": 12,
        "pige": 12,
    }
