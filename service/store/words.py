"""Words: the full-text index of talents and offers, in SQLite's FTS5 or PostgreSQL's tsvector.

What is indexed are stems that ``matcher.vocabulary`` made, and words are asked for by their stems,
so that both databases find the same; nothing that a person types ever reaches a query's syntax.
"""

from collections.abc import Iterable, Sequence
from enum import Enum

from sqlalchemy import (
    ARRAY,
    REAL,
    ColumnElement,
    Select,
    String,
    Table,
    TableClause,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.orm import Session

from matcher.vocabulary import Wording
from service.store.batches import batches
from service.store.tables import OfferRow, OfferWordsRow, TalentRow, TalentWordsRow

# Stems of one question; what people type is shorter.
MOST_STEMS = 32
# What a word counts in the card and in the rest; PostgreSQL's are those of D, C, B and A.
_WEIGHTS = (2.0, 1.0)
_RANKS = (0.0, 0.0, 0.5, 1.0)
# A text's rank is divided by 1 + the logarithm of its length.
_BY_LENGTH = 1


class Index(Enum):
    """Which profiles; each has an index of its own, since a word may be rare in one alone."""

    TALENTS = TalentWordsRow
    OFFERS = OfferWordsRow

    @property
    def table(self) -> Table:
        """The words of these profiles."""
        return self.value.table()

    @property
    def profiles(self) -> Table:
        """The profiles themselves."""
        return (TalentRow if self is Index.TALENTS else OfferRow).table()


def put(
    session: Session, index: Index, wordings: Sequence[tuple[str, Wording]], *, edition: str
) -> None:
    """Insert or replace the words of profiles, each by its id.

    ``edition`` says how they were made.
    """
    drop(session, index, [key for key, _ in wordings], erase=False)
    for some in batches(wordings):
        rows = [
            {"id": key, "edition": edition, "card": made.card, "rest": made.rest}
            for key, made in some
        ]
        session.execute(insert(index.table), rows)


def drop(session: Session, index: Index, ids: Sequence[str], *, erase: bool) -> None:
    """Take the words of profiles away; with ``erase`` nothing of them stays on the disk either.

    FTS5 keeps what was deleted in its segments until it merges them.
    """
    for some in batches(ids):
        session.execute(delete(index.table).where(index.table.c.id.in_(some)))
    if erase and session.get_bind().dialect.name == "sqlite":
        name = f"{index.table.name}_fts"
        session.execute(insert(table(name, column(name))).values({name: "optimize"}))


def missing(session: Session, index: Index, *, edition: str, limit: int) -> list[str]:
    """The first ``limit`` profiles without words of this edition, by id."""
    words, profiles = index.table, index.profiles
    made = (words.c.id == profiles.c.id) & (words.c.edition == edition)
    unknown = select(profiles.c.id).outerjoin(words, made).where(words.c.id.is_(None))
    return list(session.scalars(unknown.order_by(profiles.c.id).limit(limit)))


def of(session: Session, index: Index, ids: Sequence[str]) -> dict[str, Wording]:
    """The words of these profiles, by id."""
    words = index.table
    found: dict[str, Wording] = {}
    for some in batches(ids):
        chosen = select(words.c.id, words.c.card, words.c.rest).where(words.c.id.in_(some))
        found.update((row.id, Wording(row.card, row.rest)) for row in session.execute(chosen))
    return found


def texts(session: Session, index: Index, ids: Sequence[str]) -> dict[str, str]:
    """What these profiles say in their own words, by id: a bio, or a title and a description."""
    profiles = index.profiles
    own = (
        (profiles.c.bio,) if index is Index.TALENTS else (profiles.c.title, profiles.c.description)
    )
    found: dict[str, str] = {}
    for some in batches(ids):
        for key, *said in session.execute(
            select(profiles.c.id, *own).where(profiles.c.id.in_(some))
        ):
            found[key] = "\n".join(said)
    return found


def search(
    session: Session, index: Index, stems: Iterable[str], *, card_only: bool, limit: int | None
) -> dict[str, float]:
    """How well each profile that holds one of ``stems`` meets them all, the best ``limit``
    or everybody.

    The score is BM25 (Robertson & Zaragoza 2009, "The probabilistic relevance framework"), in
    which the card counts twice. PostgreSQL weighs words as BM25 does, and takes their frequency
    and the length of the text from ``ts_rank``. With ``card_only`` the rest is not looked at.
    """
    asked = [stem for stem in dict.fromkeys(stems) if stem.isalnum()][:MOST_STEMS]
    if not asked:
        return {}
    postgresql = session.get_bind().dialect.name == "postgresql"
    question = (_of_postgresql if postgresql else _of_sqlite)(index, asked, card_only=card_only)
    rows = session.execute(question.limit(limit))
    return {key: float(score) for key, score in rows}


def _of_sqlite(index: Index, stems: Sequence[str], *, card_only: bool) -> Select[str, float]:
    """Each stem is a quoted string, which FTS5 takes for nothing but a string."""
    anything = " OR ".join(f'"{stem}"' for stem in stems)
    wanted = f"{{card}} : ({anything})" if card_only else anything
    words, name = index.table, f"{index.table.name}_fts"
    fts: ColumnElement[str] = literal_column(name)
    rank = func.bm25(fts, *_WEIGHTS).label("rank")
    rows = select(literal_column("rowid").label("seq"), rank).select_from(table(name))
    found = rows.where(fts.op("MATCH")(literal(wanted))).subquery()
    score = (-found.c.rank).label("score")
    meeting = select(words.c.id, score).join(found, words.c.seq == found.c.seq)
    return meeting.order_by(score.desc(), words.c.id)


def _of_postgresql(index: Index, stems: Sequence[str], *, card_only: bool) -> Select[str, float]:
    """Each stem is a query of its own, weighed by how rare it is; A are the words of the card."""
    wanted = [f"'{stem}':A" if card_only else f"'{stem}'" for stem in stems]
    words = table(index.table.name, column("id"), column("lexemes"))
    stem = func.unnest(cast(wanted, ARRAY(String))).column_valued("stem")
    query = func.to_tsquery(literal_column("'pg_catalog.danish'"), stem).label("query")
    asked = select(query).distinct().cte("asked")
    few = select(func.count()).select_from(words).where(_holds(words, asked.c.query))
    every = select(func.count()).select_from(words)
    counts = asked.c.query, few.scalar_subquery().label("few"), every.scalar_subquery().label("all")
    # Otherwise the counts would be taken again for every row.
    held = select(*counts).cte("held").prefix_with("MATERIALIZED")
    weight = func.ln(1 + (held.c.all - held.c.few + 0.5) / (held.c.few + 0.5))
    rank = func.ts_rank(cast(_RANKS, ARRAY(REAL)), words.c.lexemes, held.c.query, _BY_LENGTH)
    score = func.sum(weight * rank).label("score")
    meeting = select(words.c.id, score).select_from(held.join(words, _holds(words, held.c.query)))
    return meeting.group_by(words.c.id).order_by(score.desc(), words.c.id)


def _holds(words: TableClause, query: ColumnElement[str]) -> ColumnElement[bool]:
    return words.c.lexemes.bool_op("@@")(query)
