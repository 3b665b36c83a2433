"""The world: a simulated partnership that lives week by week with a ranker in its midst.

Everybody in it is made up, and so is what they want. It is used to see whether methods recover
what was put in, whether gates hold and what would happen under known biases. It is never used to
claim quality on people.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from matcher.domain import EventKind, LogTable
from matcher.features import Snapshot, feature_list
from training.data import Log, Manifest, write_log
from training.simulate import poison as poisoning
from training.simulate import providers, visits
from training.simulate.config import WorldConfig
from training.simulate.founding import (
    drifted,
    fill_offers,
    fill_people,
    found,
    new_snapshot,
)
from training.simulate.life import Life, Server
from training.simulate.music import Floats, Whole
from training.simulate.offers import Offers
from training.simulate.people import People
from training.simulate.poison import Poison
from training.simulate.profiles import talent_id
from training.simulate.truth import Truth

AUDIT = "audit.parquet"
_RESTED = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What happened in a week: how many did what."""

    number: int
    visits: int
    done: dict[EventKind, int]


class World:
    """A population in the nine municipalities and around, its offers, and the truth about both.

    The same configuration, seed and servers give the same weeks. ``puppets`` are the rows of
    accounts that a poisoning made up; whoever measures leaves them out. Who and what comes, and
    how tastes move, is the same for all servers. ``processes`` make the lists of a day side by
    side; how many they are changes nothing but the time. More than one needs ``fork``.
    """

    def __init__(self, config: WorldConfig, seed: int, *, processes: int = 1) -> None:
        self.config = config
        self.week = 0
        self.puppets: Whole = np.zeros(0, dtype=np.intp)
        rng = np.random.default_rng(seed)
        self._coming = rng.spawn(1)[0]
        society = found(config, rng)
        self.life = Life(society, new_snapshot(society), rng, config.start, processes=processes)
        self._filled = (0, 0)
        self._settle()

    @property
    def people(self) -> People:
        """All people who ever joined, latent and visible."""
        return self.life.society.people

    @property
    def offers(self) -> Offers:
        """All offers that ever were."""
        return self.life.society.offers

    @property
    def truth(self) -> Truth:
        """What both sides really want, now."""
        return self.life.society.truth

    @property
    def snapshot(self) -> Snapshot:
        """What the ranker sees, as of now; it lives on with the world."""
        return self.life.snapshot

    @property
    def day(self) -> date:
        """The first day of the coming week."""
        return self.life.day

    def eligible(self, talent: int) -> Whole:
        """The rows of the offers that the talent could be shown today."""
        return self.life.eligible(talent)

    def oracle(self, talent: int) -> Whole:
        """The eligible offers in the order of the truth: wanted and taken, best first."""
        rows = self.eligible(talent)
        worth: Floats = self.truth.wants(talent, rows) * self.truth.taken(talent, rows)
        return rows[np.argsort(-worth, kind="stable")]

    def step_week(self, server: Server, *, poison: Poison | None = None) -> Week:
        """Let a week pass in which ``server`` makes all lists.

        New people and offers come on the first day; every day people visit and offers that begin
        are held; providers look for people in the middle of the week and answer at its end.
        """
        if self.week:
            self._grow()
        poisoned = poison is not None and poison.week == self.week
        if poison is not None and poisoned:
            self._let_in(poison)
        since, came = self.life.ledger.events, 0
        for day in (self.day + timedelta(days=n) for n in range(7)):
            came += self._pass_day(server, day, poison if poisoned else None)
        self.life.day += timedelta(days=7)
        self.life.tired *= _RESTED
        self.week += 1
        done = {kind: self.life.ledger.count(kind, since=since) for kind in EventKind}
        return Week(number=self.week, visits=came, done=done)

    def log(self) -> Log:
        """The log so far, in memory; the same that ``write`` writes."""
        tables = self._tables()
        order = [(name, "ascending") for name in ("at", "slate", "position", "talent", "offer")]
        shown = tables[LogTable.IMPRESSIONS].sort_by(order)
        features = feature_list()
        manifest = Manifest(
            exported_at=_midnight(self.day),
            begins=_midnight(self.config.start),
            ends=_midnight(self.day),
            features=tuple(features.index),
            schema=features.hash,
            rows={name.value: len(table) for name, table in tables.items()},
        )
        return Log(manifest, {**tables, LogTable.IMPRESSIONS: shown})

    def write(self, folder: Path) -> Manifest:
        """Write the log so far to ``folder``, as the contract has it."""
        return write_log(
            folder,
            self._tables(),
            begins=_midnight(self.config.start),
            ends=_midnight(self.day),
            exported_at=_midnight(self.day),
        )

    def audit(self) -> pa.Table:
        """``talent`` and ``gender`` of everybody who exists; nothing that learns or ranks reads it.

        It is no part of the log; whoever audits writes it to ``AUDIT``.
        """
        rows = np.setdiff1d(np.arange(len(self.people)), self.puppets)
        genders = np.where(self.people.girl[rows], "girl", "boy").tolist()
        return pa.table({"talent": [talent_id(int(row)) for row in rows], "gender": genders})

    def _tables(self) -> dict[LogTable, pa.Table]:
        society = self.life.society
        return self.life.ledger.tables(
            society.people, society.offers, society.words, today=self.day
        )

    def _pass_day(self, server: Server, day: date, poison: Poison | None) -> int:
        providers.hold(self.life, day=day)
        coming = visits.visitors(self.life)
        visits.visit(self.life, server, coming, day=day)
        if poison is not None:
            poisoning.click(self.life, server, poison, puppets=self.puppets, day=day)
        if day.weekday() == _MIDWEEK:
            providers.look_for_people(self.life, server, day=day)
        if day.weekday() == _WEEK_ENDS:
            providers.answer(self.life, day=day)
        return len(coming)

    def _grow(self) -> None:
        """A week's newcomers, new offers, and what has moved in people's heads."""
        config, rng = self.config, self._coming
        society = drifted(self.life.society, 7 / 365, rng)
        people = int(rng.poisson(config.people * config.new_people))
        offers = int(rng.poisson(config.offers * config.new_offers))
        if people:
            society = society.joined(people, day=self.day, rng=rng)
        if offers:
            society = society.offered(np.full(offers, self.day.toordinal()), rng=rng)
        self.life.society = society
        self._settle()

    def _let_in(self, poison: Poison) -> None:
        before = len(self.people)
        self.life.society = poisoning.with_puppets(
            self.life.society, poison, day=self.day, rng=self._coming
        )
        self.puppets = np.append(self.puppets, np.arange(before, len(self.people)))
        self._settle()

    def _settle(self) -> None:
        """Let the snapshot and the state of people follow the society."""
        people, offers = self._filled
        society, filling = self.life.society, self.life.filling
        if len(self.people) > people:
            fill_people(filling, society, np.arange(people, len(self.people)))
        if len(self.offers) > offers:
            fill_offers(filling, society, np.arange(offers, len(self.offers)))
        self._filled = (len(self.people), len(self.offers))
        fresh = len(self.people) - len(self.life.tired)
        self.life.tired = np.append(self.life.tired, np.zeros(fresh))


_MIDWEEK, _WEEK_ENDS = 2, 6


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=UTC)
