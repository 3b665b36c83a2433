"""The schema of the database, and its way from one version to another."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from service.store.engine import reading


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema.

    Safe when several processes start at once: each works in a transaction of its own as the only
    writer, and whoever comes second finds the work done.
    """
    with engine.begin() as connection:
        command.upgrade(_config(connection), "head")


def step_back(engine: Engine, revision: str) -> None:
    """Take the database back to an older schema; what only the newer one held is lost."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def revision(engine: Engine) -> str | None:
    """The revision that the database is at; none when it has no schema."""
    with reading(engine) as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def newest() -> str | None:
    """The revision that this version of the code works with."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "service.store:migrations")
    config.attributes["connection"] = connection
    return config
