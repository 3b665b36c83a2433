"""The directory: which organisations are known while an import runs, and what comes near."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process
from sqlalchemy.orm import Session

from matcher.domain import Organisation, OrganisationId
from service.store import ORGANISATIONS

_NEAREST = 3
_ALIKE = 60.0
# Beyond so many unknown ids a file is plainly wrong, and suggestions would only cost time.
_SUGGESTED = 200


class Directory:
    """The organisations of the store, and those that this import has taken in before."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._accepted: dict[str, str] = {}
        self._known: set[str] = set()
        self._unknown: dict[str, tuple[str, ...]] = {}
        self._ids: dict[str, str] | None = None

    def accept(self, organisations: Iterable[Organisation]) -> None:
        """These will be in the store."""
        self._accepted.update((one.id, one.name) for one in organisations)

    def unknown(self, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Those of ``ids`` that nobody knows, each with the nearest known ids."""
        wanted = set(ids).difference(self._accepted, self._known)
        asked = [OrganisationId(key) for key in wanted.difference(self._unknown)]
        there = ORGANISATIONS.get_many(self._session, asked)
        self._known.update(there)
        self._unknown.update({key: self._nearest(key) for key in asked if key not in there})
        return {key: self._unknown[key] for key in wanted if key in self._unknown}

    def _nearest(self, unknown: str) -> tuple[str, ...]:
        """By id or by name: people often write the name where the id is asked for."""
        if len(self._unknown) >= _SUGGESTED:
            return ()
        ids = self._by_spelling()
        hits = process.extract(
            unknown, ids.keys(), scorer=fuzz.WRatio, limit=2 * _NEAREST, score_cutoff=_ALIKE
        )
        return tuple(dict.fromkeys(ids[hit[0]] for hit in hits))[:_NEAREST]

    def _by_spelling(self) -> dict[str, str]:
        """Every id by itself and by its name; asked for only once organisations are read."""
        if self._ids is None:
            stored = ORGANISATIONS.stream(self._session)
            named = {one.id: one.name for one in stored} | self._accepted
            by_name = {name: key for key, name in named.items()}
            self._ids = by_name | {key: key for key in named}
        return self._ids
