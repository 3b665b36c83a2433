"""Snapshots of a store that follow it, as many as a test likes, all closed in the end."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.features import Snapshot, sentence_encoder
from matcher.vocabulary import load
from service.actions.encoders import open_encoder
from service.actions.frozen_start import frozen_start
from service.actions.live import Live
from service.auth import Role, new_key
from service.store import OFFERS, ORGANISATIONS, TALENTS, keys
from tests.factories import offer, organisation, talent
from tests.service.api.house import NOW


class Snapshots:
    """Makes them on one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stack = ExitStack()

    def loaded(self, *, observe: Callable[[float], None] = lambda _: None) -> Live:
        """One that has read everything."""
        return self._started(
            Live(self._engine, Snapshot(load(), sentence_encoder()), observe=observe)
        )

    def with_encoder(self, name: str) -> Live:
        """One that has read everything, with another encoder than ours."""
        snapshot = Snapshot(load(), open_encoder(name).encoder)
        return self._started(Live(self._engine, snapshot, encoder_name=name))

    def thawed(self, folder: Path) -> Live:
        """One that begins with what is frozen in ``folder``."""
        snapshot, seen = frozen_start(
            self._engine, folder, words=load(), encoder=sentence_encoder()
        )
        return self._started(Live(self._engine, snapshot, seen=seen))

    def close(self) -> None:
        self._stack.close()

    def _started(self, live: Live) -> Live:
        self._stack.callback(live.close)
        live.load()
        return live


def fill(session: Session, *, talents: int = 3, now: datetime = NOW) -> None:
    """Two organisations with an offer each, some talents, and a key."""
    ORGANISATIONS.put_many(session, [organisation("org-1"), organisation("org-2")], now=now)
    OFFERS.put_many(session, [offer("off-1"), offer("off-2", organisation="org-2")], now=now)
    TALENTS.put_many(session, [talent(f"tal-{n}") for n in range(talents)], now=now)
    keys.add(session, new_key(Role.ADMIN, now=now)[1])


def known(live: Live) -> dict[str, Any]:
    """What may differ between two snapshots of the same store."""
    snapshot = live.snapshot
    parts = {"talents": snapshot.talents, "offers": snapshot.offers}
    versions = {
        name: {key: int(columns["version"][row]) for key, row in columns.row_of.items()}
        for name, columns in parts.items()
    }
    states = {t: dict(o) for t, o in snapshot.states_of_talent.items() if o}
    blocked = {t: set(o) for t, o in snapshot.blocked.items() if o}
    return {**versions, "states": states, "blocked": blocked, "cards": live.offers}
