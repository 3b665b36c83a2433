"""Alembic's way in: the connection comes from ``service.store.schema``."""

from alembic import context

from service.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # SQLite, too, undoes a half-made schema: the caller has begun a real transaction.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
