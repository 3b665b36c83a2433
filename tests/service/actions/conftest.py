"""Fixtures of the actions: snapshots that follow a store."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.service.actions.snapshots import Snapshots


@pytest.fixture
def snapshots(engine: Engine) -> Iterator[Snapshots]:
    """On SQLite and on PostgreSQL."""
    made = Snapshots(engine)
    yield made
    made.close()
