"""Resources: what one running process works with, composed once at its start."""

from asyncio import Semaphore
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from matcher.domain import Audience, EligibilityContext, PeerContext
from matcher.ranking import Recommender, Searcher
from service.actions.bell import Bell
from service.actions.ladders import Ladders
from service.actions.live import Live
from service.actions.serving_model import ServingModel
from service.store.recorder import Recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the installation has decided: who is a member, from which age nobody else must agree,
    and whether models learn from people who have said neither yes nor no to it."""

    partnership: frozenset[str]
    guardian_below: int | None
    zone: ZoneInfo
    learned_unasked: bool = True

    def today(self, now: datetime) -> date:
        """The day that it is where the installation stands."""
        return now.astimezone(self.zone).date()

    def context(self, now: datetime, *, audience: Audience) -> EligibilityContext:
        """What the rules of eligibility need beside a pair."""
        return EligibilityContext(
            today=self.today(now),
            partnership=self.partnership,
            audience=audience,
            guardian_below=self.guardian_below,
        )

    def peers(self, now: datetime) -> PeerContext:
        """What the rules of peers need beside two people."""
        return PeerContext(today=self.today(now), guardian_below=self.guardian_below)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """``clock`` answers with an aware moment, ``new_id`` with a new id that begins as asked.

    ``bell`` calls whoever keeps the market. ``solving`` lets one thread solve for groups at a time:
    however many are asked for, the other threads are left to those who read and write.
    """

    engine: Engine
    live: Live
    models: ServingModel
    searcher: Searcher
    recorder: Recorder
    rules: Rules
    data_folder: Path
    clock: Callable[[], datetime]
    new_id: Callable[[str], str]
    ladders: Ladders = field(default_factory=Ladders)
    bell: Bell = field(default_factory=Bell)
    solving: Semaphore = field(default_factory=partial(Semaphore, 1))

    @property
    def recommender(self) -> Recommender:
        """The pipeline with the model that serves now."""
        return self.models.recommender
