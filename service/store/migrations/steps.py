"""Steps: how Alembic takes a database from one revision to another."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


def upgrade(engine: Engine) -> None:
    """To the newest revision, in one transaction."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), "head")


def downgrade(engine: Engine, to: str) -> None:
    """Back to an older revision, in one transaction."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), to)


def head() -> str | None:
    """The newest revision that there is a step to."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "service.store:migrations")
    config.attributes["connection"] = connection
    return config
