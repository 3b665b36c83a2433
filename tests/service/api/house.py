"""A house: the whole application on a small town, called as clients call it."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from sqlalchemy.orm import Session

from matcher.domain import OfferStatus
from service.app import create_app
from service.auth import Role, new_key
from service.settings import Settings
from service.store import OFFERS, ORGANISATIONS, TALENTS, connect, keys, writing
from tests.factories import offer, organisation, talent

NOW = datetime(2026, 9, 1, 10, tzinfo=UTC)

# Who calls: the role, for whom it speaks, the municipalities it is limited to.
CALLERS: Mapping[str, tuple[Role, str | None, tuple[str, ...]]] = {
    "admin": (Role.ADMIN, None, ()),
    "coordinator": (Role.COORDINATOR, None, ()),
    "coordinator of 0217": (Role.COORDINATOR, None, ("0217",)),
    "coordinator of 0265": (Role.COORDINATOR, None, ("0265",)),
    "organisation": (Role.ORGANISATION, "org-1", ()),
    "other organisation": (Role.ORGANISATION, "org-2", ()),
    "talent": (Role.TALENT, "tal-1", ()),
    "other talent": (Role.TALENT, "tal-2", ()),
    "reader": (Role.READER, None, ()),
}


@dataclass(slots=True)
class Clock:
    """The moment that the application believes it is."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True, kw_only=True)
class House:
    """A running application; ``secrets`` are the keys of ``CALLERS``."""

    settings: Settings
    clock: Clock = field(default_factory=Clock)
    secrets: dict[str, str] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)
    _app: FastAPI | None = None
    _call: Any = None

    def __enter__(self) -> Self:
        self._app = create_app(self.settings, clock=self.clock)
        portal = self._stack.enter_context(start_blocking_portal())
        lifespan = self._app.router.lifespan_context(self._app)
        self._stack.enter_context(portal.wrap_async_context_manager(lifespan))
        self._call = portal.call
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def app(self) -> FastAPI:
        """The application itself."""
        assert self._app is not None
        return self._app

    def __call__(self, request: str, by: str | None = None, **given: Any) -> httpx.Response:
        """One request, such as ``GET /v1/offers``, by one of ``CALLERS`` or nobody."""
        return self.together([(request, by, given)])[0]

    def together(
        self, requests: Sequence[tuple[str, str | None, dict[str, Any]]]
    ) -> list[httpx.Response]:
        """Several requests at once; the answers in their order."""
        answers: list[httpx.Response] = self._call(partial(self._all, requests))
        return answers

    async def _all(
        self, requests: Sequence[tuple[str, str | None, dict[str, Any]]]
    ) -> list[httpx.Response]:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://samspil.test") as client:
            return await asyncio.gather(*(self._one(client, *one) for one in requests))

    async def _one(
        self, client: httpx.AsyncClient, request: str, by: str | None, given: dict[str, Any]
    ) -> httpx.Response:
        method, _, path = request.partition(" ")
        headers = dict(given.get("headers", {}))
        if by is not None:
            headers["Authorization"] = f"Bearer {self.secrets[by]}"
        return await client.request(method, path, **{**given, "headers": headers})


def settled(folder: Path, url: str, *, also: Mapping[str, Any] | None = None) -> House:
    """A house that is not running yet, on a migrated database with a small town in it.

    ``also`` are further settings by name, such as ``models``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = {"data_folder": folder, "database_url": url, "key_cache_seconds": 0, **(also or {})}
    house = House(settings=Settings(**given))
    engine = connect(url)
    with writing(engine) as session:
        house.secrets = _fill(session)
    engine.dispose()
    return house


def _fill(session: Session) -> dict[str, str]:
    """Two organisations with an offer each, a draft, and three talents, one not to be found."""
    organisations = [organisation("org-1"), organisation("org-2", municipality="0265")]
    ORGANISATIONS.put_many(session, organisations, now=NOW)
    OFFERS.put_many(
        session,
        [
            offer("off-1", pay_dkk=0.0, outside_fee_dkk=150.0),
            offer("off-2", organisation="org-2", municipality="0265", title="Sangværksted"),
            offer("off-draft", organisation="org-2", status=OfferStatus.DRAFT),
        ],
        now=NOW,
    )
    TALENTS.put_many(
        session,
        [
            talent("tal-1"),
            talent("tal-2", name="Bo Prøvesen", municipality="0265"),
            talent("tal-3", name="Carla Testrup", discoverable=False),
        ],
        now=NOW,
    )
    secrets = {}
    for name, (role, subject, municipalities) in CALLERS.items():
        secrets[name], key = new_key(role, subject, municipalities=municipalities, now=NOW)
        keys.add(session, key)
    return secrets
