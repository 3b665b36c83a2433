"""The schema of the database, and its way from one version to another."""

from sqlalchemy import Engine, inspect, text

from service.store.engine import reading

NEWEST = "0010"


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema.

    Safe when several processes start at once: each works in a transaction of its own as the only
    writer, and whoever comes second finds the work done.
    """
    if revision(engine) == NEWEST:
        return
    # Importing Alembic takes longer than all else a start does, and most starts need none of it.
    from service.store.migrations.steps import upgrade

    upgrade(engine)


def step_back(engine: Engine, to: str) -> None:
    """Take the database back to an older schema; what only the newer one held is lost."""
    from service.store.migrations.steps import downgrade

    downgrade(engine, to)


def revision(engine: Engine) -> str | None:
    """The revision that the database is at; none when it has no schema."""
    with reading(engine) as session:
        if not inspect(session.connection()).has_table("alembic_version"):
            return None
        version: str | None = session.execute(_VERSION).scalar_one_or_none()
        return version


def newest() -> str:
    """The revision that this version of the code works with."""
    return NEWEST


_VERSION = text("SELECT version_num FROM alembic_version")
