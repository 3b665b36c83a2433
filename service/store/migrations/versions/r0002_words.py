"""Words: what talents and offers are found by, in each database's own full-text index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"

_ID: TypeEngine[str] = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_SEQ: TypeEngine[int] = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INDEXED = (("talent_words", "talents"), ("offer_words", "offers"))
_SEARCHES = ("offers_by_words", "talents_by_words")
_FTS = (
    "CREATE VIRTUAL TABLE _words_fts USING fts5("
    "card, rest, content='_words', content_rowid='seq', tokenize='unicode61')"
)
_PUT = "INSERT INTO _words_fts(rowid, card, rest) VALUES (new.seq, new.card, new.rest);"
_DROP = (
    "INSERT INTO _words_fts(_words_fts, rowid, card, rest)"
    " VALUES ('delete', old.seq, old.card, old.rest);"
)
_TRIGGERS = (("put", "INSERT", _PUT), ("drop", "DELETE", _DROP), ("change", "UPDATE", _DROP + _PUT))


def upgrade() -> None:
    """Make the tables with their indices, and room in the slates for what was asked.

    The profiles that are there are indexed by the next start, in batches.
    """
    for table, profiles in _INDEXED:
        _words(table, profiles)
        if op.get_bind().dialect.name == "postgresql":
            _lexemes(table)
        else:
            _fts(table)
    op.add_column("slates", sa.Column("query", sa.String()))
    op.add_column("slates", sa.Column("near", sa.String()))


def downgrade() -> None:
    """Profiles can be indexed again; what was asked in recorded searches is lost.

    Searches themselves go too: an older version knows no such lists.
    """
    slates = sa.table("slates", sa.column("id"), sa.column("direction"))
    events = sa.table("events", sa.column("recommendation"))
    searches = sa.select(slates.c.id).where(slates.c.direction.in_(_SEARCHES))
    named = events.c.recommendation.in_(searches)
    op.execute(sa.update(events).where(named).values(recommendation=None))
    op.execute(sa.delete(slates).where(slates.c.direction.in_(_SEARCHES)))
    op.drop_column("slates", "near")
    op.drop_column("slates", "query")
    for table, _ in _INDEXED:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TABLE {table}_fts")
        op.drop_table(table)


def _words(table: str, profiles: str) -> None:
    op.create_table(
        table,
        sa.Column("seq", _SEQ, primary_key=True),
        sa.Column(
            "id",
            _ID,
            sa.ForeignKey(f"{profiles}.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("rest", sa.String(), nullable=False),
        sqlite_autoincrement=True,
    )


def _lexemes(table: str) -> None:
    """Lexemes of the card weigh A, those of the rest B; PostgreSQL keeps them up to date itself."""
    lexemes = (
        "setweight(to_tsvector('pg_catalog.danish', card), 'A')"
        " || setweight(to_tsvector('pg_catalog.danish', rest), 'B')"
    )
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN lexemes tsvector GENERATED ALWAYS AS ({lexemes}) STORED"
    )
    op.execute(f"CREATE INDEX ix_{table}_lexemes ON {table} USING gin (lexemes)")


def _fts(table: str) -> None:
    """An FTS5 index over the table's own text, kept up to date by triggers."""
    op.execute(_FTS.replace("_words", table))
    for name, when, does in _TRIGGERS:
        what = does.replace("_words", table)
        op.execute(f"CREATE TRIGGER {table}_{name} AFTER {when} ON {table} BEGIN {what} END")
