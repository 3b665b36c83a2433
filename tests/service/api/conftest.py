"""Fixtures of the API: a running house."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.api.house import House, settled
from tests.service.databases import SqliteFiles


@pytest.fixture
def house(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[House]:
    """The application on SQLite with a small town."""
    url = sqlite.migrated()
    with settled(tmp_path / "data", url) as running:
        yield running
    sqlite.drop(url)


@pytest.fixture(scope="module")
def quiet_house(sqlite: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The same for tests that change nothing; shared by those of one file."""
    url = sqlite.migrated()
    with settled(tmp_path_factory.mktemp("data"), url) as running:
        yield running
    sqlite.drop(url)


@pytest.fixture
def each_house(url: str, tmp_path: Path) -> Iterator[House]:
    """The application on SQLite and on PostgreSQL."""
    with settled(tmp_path / "data", url) as running:
        yield running
