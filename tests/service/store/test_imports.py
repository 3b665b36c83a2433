"""Imports: staged once, settled once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from service.store import Import, ImportState, StagedFile, imports, reading, writing
from tests.service.store.samples import NOW

STAGED = Import(
    id="imp-1",
    created_at=NOW,
    by="key-1",
    state=ImportState.PREVIEWED,
    files=(StagedFile(name="tilbud.csv", path="imports/imp-1/0", size=12, sha256="ab" * 32),),
    report={"created": 3, "rows": [{"line": 2, "value": "Åben scene", "share": 0.5}]},
)


def add(engine: Engine, *added: Import) -> None:
    with writing(engine) as session:
        for one in added:
            imports.add(session, one)


def test_an_import_comes_back_as_it_was_added(engine: Engine) -> None:
    add(engine, STAGED)
    with reading(engine) as session:
        assert imports.get(session, "imp-1") == STAGED
        assert imports.get(session, "imp-2") is None


@pytest.mark.parametrize("state", [ImportState.COMMITTED, ImportState.FAILED])
def test_an_import_is_settled_once(engine: Engine, state: ImportState) -> None:
    add(engine, STAGED)
    with writing(engine) as session:
        assert imports.settle(session, "imp-1", state=state, report={"created": 2})
        assert not imports.settle(session, "imp-1", state=ImportState.COMMITTED)
        assert imports.get(session, "imp-1") == replace(STAGED, state=state, report={"created": 2})


def test_settling_without_a_report_keeps_the_preview(engine: Engine) -> None:
    add(engine, STAGED)
    with writing(engine) as session:
        imports.settle(session, "imp-1", state=ImportState.COMMITTED)
        found = imports.get(session, "imp-1")
    assert found is not None
    assert found.report == STAGED.report


def test_only_what_waits_for_too_long_expires(engine: Engine) -> None:
    old = replace(STAGED, id="imp-0", created_at=NOW - timedelta(days=2))
    add(engine, STAGED, old, replace(old, id="imp-2", state=ImportState.COMMITTED))
    with writing(engine) as session:
        expired = imports.expire(session, before=NOW - timedelta(days=1))
        found = [imports.get(session, f"imp-{number}") for number in range(3)]
    assert expired == [old]
    assert [one and one.state for one in found] == [
        ImportState.EXPIRED,
        ImportState.PREVIEWED,
        ImportState.COMMITTED,
    ]
