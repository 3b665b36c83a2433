"""Readiness: whether this process can answer, and what is missing when it cannot."""

from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from service.actions.resources import Resources
from service.store.schema import revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """``database`` answers, its ``migrations`` are current, the ``snapshot`` is loaded."""

    database: bool
    migrations: bool
    snapshot: bool

    @property
    def ready(self) -> bool:
        """Whether everything is."""
        return self.database and self.migrations and self.snapshot


def readiness(resources: Resources, *, newest: str | None) -> Readiness:
    """Ask the database; ``newest`` is the revision that this version of the code works with."""
    try:
        current = revision(resources.engine)
    except DBAPIError:
        return Readiness(database=False, migrations=False, snapshot=resources.live.loaded)
    return Readiness(database=True, migrations=current == newest, snapshot=resources.live.loaded)
