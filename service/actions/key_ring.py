"""The key ring: the keys of late requests, remembered for a moment."""

from collections.abc import Callable
from time import monotonic

from sqlalchemy import Engine

from service.auth import Principal, authenticate
from service.store import keys
from service.store.engine import reading
from service.store.keys import Key

_MOST = 10_000


class KeyRing:
    """Finds keys in the store and trusts what it found for ``seconds``.

    A revoked key works for that long at most. Unknown ids are never remembered.
    """

    def __init__(
        self, engine: Engine, *, seconds: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._engine = engine
        self._seconds = seconds
        self._clock = clock
        self._known: dict[str, tuple[Key, float]] = {}

    def authenticate(self, authorization: str | None) -> Principal:
        """Who sent this ``Authorization`` header. Raises ``ServiceError`` (401)."""
        return authenticate(authorization, self._find)

    def _find(self, public: str) -> Key | None:
        known = self._known.get(public)
        if known is not None and self._clock() - known[1] < self._seconds:
            return known[0]
        with reading(self._engine) as session:
            key = keys.get(session, public)
        if key is None:
            return None
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[public] = (key, self._clock())
        return key
