"""Bare routes: what FastAPI does with one SQLModel insert, and with nothing, to compare with.

Run as ``python -m training.benchmarks.bare PORT DATABASE``.
"""

import sys
from collections.abc import Iterator
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI
from sqlalchemy import Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine


class Note(SQLModel, table=True):
    """One row, as in the tutorial."""

    id: int | None = Field(default=None, primary_key=True)
    text: str


def bare_app(engine: Engine) -> FastAPI:
    """``/insert`` writes one row and answers it; ``/nothing`` answers."""
    app = FastAPI()

    def session() -> Iterator[Session]:
        with Session(engine) as opened:
            yield opened

    @app.get("/insert")
    def insert(db: Annotated[Session, Depends(session)]) -> Note:
        note = Note(text="x" * 100)
        db.add(note)
        db.commit()
        db.refresh(note)
        return note

    @app.get("/nothing")
    async def nothing() -> dict[str, bool]:
        return {"ok": True}

    return app


def durable_engine(database: str) -> Engine:
    """SQLite as durable as ours: write-ahead log, every commit on the disk."""
    engine = create_engine(f"sqlite:///{database}")

    def prepare(connection: object, _: object) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    event.listen(engine, "connect", prepare)
    SQLModel.metadata.create_all(engine, tables=[Note.__table__])  # type: ignore[attr-defined]
    return engine


if __name__ == "__main__":
    port, path = sys.argv[1:]
    uvicorn.run(bare_app(durable_engine(path)), port=int(port), log_level="error")
