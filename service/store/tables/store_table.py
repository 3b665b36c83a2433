"""The store's table: what all of them share, and the metadata that knows them all."""

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class StoreTable(SQLModel, registry=registry(metadata=METADATA)):
    """What all tables share: a metadata of our own, apart from anybody else's SQLModels."""

    @classmethod
    def table(cls) -> Table:
        """The Core table, for the queries that build no objects."""
        return METADATA.tables[str(cls.__tablename__)]
