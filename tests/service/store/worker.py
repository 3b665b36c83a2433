"""A worker process: writes events and slates, and says of each that it is acknowledged."""

import asyncio
import sys
from datetime import UTC, datetime

from sqlalchemy import Engine

from matcher.domain import EventKind
from service.store import Recorder, connect, events, writing
from tests.service.store.samples import event, slate

# The one undoes the other, so that every event moves the pair and enters the change log.
KINDS = (EventKind.HIDE, EventKind.SAVE)


def main(url: str, name: str, rounds: int) -> None:
    """Write one event and four slates in each round; one line on stdout for each that is safe."""
    engine = connect(url)
    with Recorder(engine) as recorder:
        asyncio.run(_write(engine, recorder, name=name, rounds=rounds))
    engine.dispose()


async def _write(engine: Engine, recorder: Recorder, *, name: str, rounds: int) -> None:
    for turn in range(rounds):
        keys = [f"{name}-{turn}-{number}" for number in range(4)]
        await asyncio.gather(
            asyncio.to_thread(_record, engine, f"{name}-{turn}", KINDS[turn % 2]),
            *(_add(recorder, key) for key in keys),
        )


def _record(engine: Engine, key: str, kind: EventKind) -> None:
    with writing(engine) as session:
        events.record(session, event(key, kind), recorded_by="worker", now=datetime.now(UTC))
    _acknowledge("event", key)


async def _add(recorder: Recorder, key: str) -> None:
    await recorder.record(slate(key))
    _acknowledge("slate", key)


def _acknowledge(kind: str, key: str) -> None:
    sys.stdout.write(f"{kind} {key}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
