"""Life: a society with its snapshot and its ledger, and the one way in which anything happens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.domain import (
    Audience,
    Direction,
    EligibilityContext,
    EventKind,
    PairState,
    Side,
    Slate,
    SlateId,
    SlateRequest,
    Viewer,
    follow,
)
from matcher.features import Snapshot, pairing, verdicts
from training.simulate.config import PARTNERSHIP
from training.simulate.crew import in_parallel
from training.simulate.filling import Filling
from training.simulate.founding import Society
from training.simulate.ledger import Ledger
from training.simulate.music import Floats, Whole
from training.simulate.profiles import offer_id, talent_id

_DAY_BEGINS, _DAY_ENDS = 8 * 60, 22 * 60


class Server(Protocol):
    """Who makes the lists: ``matcher.ranking.Recommender``, or whatever answers like it."""

    def recommend(
        self,
        snapshot: Snapshot,
        request: SlateRequest,
        *,
        slate_id: SlateId,
        viewer: Viewer,
        at: datetime,
        context: EligibilityContext,
    ) -> Slate:
        """Answer ``request``; every item carries its cells."""
        ...


@dataclass(slots=True)
class Life:
    """What is now, and how it changes; rows of people and offers are those of the snapshot.

    ``tired`` counts each person's late applications, which make more of them less likely.
    ``processes`` make a day's lists; how many they are changes nothing but the time.
    ``applications`` are those that wait for an answer, by offer; ``invitations`` by talent.
    """

    society: Society
    filling: Filling
    rng: np.random.Generator
    day: date
    ledger: Ledger = field(default_factory=Ledger)
    processes: int = 1
    slates: int = 0
    tired: Floats = field(default_factory=lambda: np.zeros(0))
    applications: dict[int, list[int]] = field(default_factory=dict)
    invitations: dict[int, list[int]] = field(default_factory=dict)

    @property
    def snapshot(self) -> Snapshot:
        """What the ranker sees of it."""
        return self.filling.snapshot

    def moment(self, day: date) -> datetime:
        """Some time of ``day``, in UTC."""
        minute = int(self.rng.integers(_DAY_BEGINS, _DAY_ENDS))
        midnight = datetime.combine(day, time(0), tzinfo=UTC)
        return midnight + timedelta(minutes=minute, seconds=int(self.rng.integers(60)))

    def context(self, day: date, audience: Audience) -> EligibilityContext:
        """What eligibility needs to know beside the pair."""
        return EligibilityContext(today=day, partnership=PARTNERSHIP, audience=audience)

    def lists_for(
        self, server: Server, direction: Direction, rows: Sequence[int], *, day: date, limit: int
    ) -> list[Slate]:
        """Lists for ``rows``, talents or providers' offers, and noted; all know the same state."""
        make = [self._asked(server, direction, row, day=day, limit=limit) for row in rows]
        slates = in_parallel(make, processes=self.processes)
        for slate in slates:
            self.ledger.shown(slate)
        return slates

    def _asked(
        self, server: Server, direction: Direction, row: int, *, day: date, limit: int
    ) -> Callable[[], Slate]:
        """How the next list is made, at some time of ``day``."""
        for_talent = direction is Direction.OFFERS_FOR_TALENT
        audience = Audience.TALENT if for_talent else Audience.ORGANISATION
        subject = talent_id(row) if for_talent else offer_id(row)
        self.slates += 1
        return partial(
            server.recommend,
            self.snapshot,
            SlateRequest(direction=direction, subject=subject, audience=audience, limit=limit),
            slate_id=SlateId(f"sim-s{self.slates:08d}"),
            viewer=Viewer(role=audience.value, key=f"sim-{subject}"),
            at=self.moment(day),
            context=self.context(day, audience),
        )

    def act(
        self,
        kind: EventKind,
        side: Side,
        *,
        talent: int,
        offer: int,
        at: datetime,
        slate: str | None = None,
        rating: int | None = None,
    ) -> None:
        """Let it happen by the domain's rules, and note it; raises ``EventRefused``."""
        who, what = talent_id(talent), offer_id(offer)
        state = follow(self.state(talent, offer), kind, side=side)
        self.snapshot.put_pairs([(who, what, state)])
        self.ledger.did(kind, side, talent=who, offer=what, at=at, slate=slate, rating=rating)

    def state(self, talent: int, offer: int) -> PairState:
        """What has happened between the two."""
        return self._states(talent).get(offer_id(offer), PairState.NONE)

    def seats_left(self, offer: int) -> int:
        """How many more the offer takes."""
        offers = self.snapshot.offers
        return int(offers["capacity"][offer] - offers["taken"][offer])

    def may_join(self, offer: int, day: date) -> bool:
        """Whether the offer has a seat left and has not begun."""
        begins = int(self.society.offers.start[offer])
        return self.seats_left(offer) > 0 and begins > day.toordinal()

    def eligible(self, talent: int, day: date | None = None) -> NDArray[np.intp]:
        """The offers that the talent could be shown on ``day``, today without one."""
        full = pairing(self.snapshot, Direction.OFFERS_FOR_TALENT, subject=talent_id(talent))
        return verdicts(full, self.context(day or self.day, Audience.TALENT)).eligible()

    def friends_in(self, talent: int, offers: Whole) -> Floats:
        """How many of the person's friends have a seat at each of ``offers``."""
        joined = np.zeros(len(offers))
        for friend in set(self.society.people.friends[talent].tolist()) - {talent}:
            known = self._states(friend)
            if known:
                seated = [known.get(offer_id(o), PairState.NONE) & _SEATED for o in offers.tolist()]
                joined += np.array(seated, dtype=bool)
        return joined

    def _states(self, talent: int) -> Mapping[str, PairState]:
        return self.snapshot.states(Direction.OFFERS_FOR_TALENT, talent_id(talent))


def row_of(key: str) -> int:
    """The row that an id of this world names."""
    return int(key[len("sim-t") :])


_SEATED = PairState.ACCEPTED | PairState.TAKEN_PART
