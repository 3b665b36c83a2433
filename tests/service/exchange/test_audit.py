"""An audit: what people said of themselves, under the log's pseudonyms and never in the log."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.errors import ServiceError
from service.exchange.audit import read_answers
from service.exchange.log import export_log
from service.exchange.log_rows import Exported, LogSpan
from tests.service.exchange.recorded import LATER, NAMES, fill, for_offer, texts
from training.learn.surroundings import read_audit

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
    kept = "talent;gender\ntal-1;pige\n"
    (tmp_path / "log-audit.csv").write_text(kept)
    with pytest.raises(ServiceError) as refused:
        audited(engine, tmp_path / "log")
    assert refused.value.code == "audit_file_taken"
    assert (tmp_path / "log-audit.csv").read_text() == kept


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
