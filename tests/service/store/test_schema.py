"""The schema: migrations and tables say the same, forwards and backwards."""

from concurrent.futures import ThreadPoolExecutor

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from service.store import connect
from service.store.migrations.steps import head
from service.store.schema import migrate, newest, revision, step_back
from service.store.tables import METADATA


def test_the_migrated_schema_is_that_of_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_told}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, METADATA) == []


def test_every_constraint_bears_the_name_that_the_tables_give_it(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in METADATA.sorted_tables:
        named = {key["name"] for key in inspector.get_foreign_keys(table.name)}
        assert named == {constraint.name for constraint in table.foreign_key_constraints}


def test_a_migrated_database_is_at_the_newest_revision(engine: Engine) -> None:
    assert revision(engine) == newest()


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    assert revision(engine) == newest()


def test_a_database_without_a_schema_has_no_revision(empty_engine: Engine) -> None:
    assert revision(empty_engine) is None


def test_a_schema_can_be_taken_down_and_put_up_again(engine: Engine) -> None:
    step_back(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(engine)
    told = {name for name in inspect(engine).get_table_names() if _is_told(name, "table")}
    assert told == {*METADATA.tables, "alembic_version"}


def test_several_may_migrate_at_once(empty_url: str) -> None:
    def start() -> str | None:
        engine = connect(empty_url)
        migrate(engine)
        found = revision(engine)
        engine.dispose()
        return found

    with ThreadPoolExecutor(4) as pool:
        found = [future.result() for future in [pool.submit(start) for _ in range(4)]]
    assert found == [newest()] * 4


def test_the_newest_revision_is_the_head_of_the_steps() -> None:
    assert newest() == head()


def _is_told(name: str | None, kind: str, _: object = None) -> bool:
    """The full-text indices are each database's own, and no business of the tables."""
    if kind == "table":
        return "_fts" not in (name or "")
    return "lexemes" not in (name or "")
