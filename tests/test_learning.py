"""Learning from end to end: people are shown lists and act, and the next list is another one."""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from matcher.domain import Offer, OfferId, Talent
from matcher.ranking import day_zero
from service.auth import Role, new_key
from service.store import OFFERS, ORGANISATIONS, TALENTS, connect, keys, writing
from tests.factories import offer, organisation, talent
from tests.service.api.house import House, settled
from tests.service.databases import SqliteFiles
from training.cli import commands

BEGIN = datetime(2026, 3, 2, 17, tzinfo=UTC)
PEOPLE, SENDERS, OFFERS_MADE, WEEKS = 70, 16, 96, 6
# How often somebody still looks at a place, and then applies: beyond home, and at home.
LOOKS = [0.95, 0.75, 0.6, 0.5, 0.42, 0.36, 0.3, 0.26, 0.23, 0.2]
WANTS_BEYOND, WANTS_AT_HOME = 0.7, 0.02
REACH = "reach"


@dataclass(slots=True, kw_only=True)
class Town:
    """A running house; its people want what goes beyond the home town, which no expert foresaw."""

    house: House
    folder: Path
    draw: np.random.Generator = field(default_factory=lambda: np.random.default_rng(621))
    said: int = 0

    @property
    def models(self) -> Path:
        return self.folder / "models"

    def feed(self, person: str) -> dict[str, Any]:
        answer = self.house(f"GET /v1/talents/{person}/offers?lang=en", person)
        assert answer.status_code == 200
        listed: dict[str, Any] = answer.json()
        return listed

    def live(self, weeks: int) -> None:
        """Everybody looks once a week, some apply, and the organisations answer."""
        for week in range(weeks):
            events: list[dict[str, Any]] = []
            for place, person in enumerate(map(_name, range(PEOPLE))):
                self.house.clock.now = BEGIN + timedelta(weeks=week, minutes=7 * place)
                events.extend(self._reactions(person, self.feed(person)))
            self.house.clock.now += timedelta(minutes=5)
            self._tell(events)
        self.house.clock.now = BEGIN + timedelta(weeks=weeks)

    def export(self, folder: Path) -> Path:
        """The log as it comes over HTTP, unpacked."""
        answer = self.house("GET /v1/exports/log.zip", "admin")
        assert answer.status_code == 200
        ZipFile(io.BytesIO(answer.content)).extractall(folder)
        return folder

    def samspil(self, *words: str) -> Result:
        now = self.house.clock.now.strftime("%Y-%m-%dT%H:%M:%S")
        return CliRunner().invoke(commands, [*words, "--models", str(self.models), "--now", now])

    def _reactions(self, person: str, listed: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for item, looks in zip(listed["items"], LOOKS, strict=False):
            if self.draw.random() > looks:
                continue
            about = {"offer": item["offer"]["id"], "slate": listed["recommendation_id"]}
            yield self._event("view", person, **about)
            wanted = WANTS_BEYOND if _goes_beyond(item["offer"]["id"]) else WANTS_AT_HOME
            if self.draw.random() < wanted:
                yield self._event("apply", person, **about)
                kind = "accept" if self.draw.random() < 0.85 else "decline"
                yield self._event(kind, person, side="provider", **about)

    def _event(
        self, kind: str, person: str, *, offer: str, slate: str, side: str = "talent"
    ) -> dict[str, Any]:
        self.said += 1
        by = {"id": f"event-{self.said}", "kind": kind, "side": side, "talent": person}
        return {**by, "offer": offer, "recommendation_id": slate}

    def _tell(self, events: Sequence[dict[str, Any]]) -> None:
        answer = self.house("POST /v1/events", "admin", json={"events": events})
        assert answer.status_code == 200, answer.text
        assert {one["status"] for one in answer.json()["results"]} == {"recorded"}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A town in which nothing has been learned yet."""
    url = SqliteFiles(tmp_path).migrated()
    house = settled(tmp_path / "data", url, also={"models": tmp_path / "models"})
    house.clock.now = BEGIN
    house.secrets |= _settle(url)
    with house:
        yield Town(house=house, folder=tmp_path)


def test_what_people_do_changes_what_they_are_shown_and_the_reasons_say_so(town: Town) -> None:
    newcomer = _name(PEOPLE)
    before = town.feed(newcomer)
    town.live(WEEKS)

    log = town.export(town.folder / "log")
    trained = town.samspil("train", "ranker", "--log", str(log), "--days", "10", "--json")
    assert trained.exit_code == 0, trained.output
    model = json.loads(trained.stdout)["model"]
    assert town.feed(newcomer)["model"]["hash"] == day_zero().hash

    promoted = town.samspil("promote", model, "--by", "Lone", "--why", "the gate says yes")
    assert promoted.exit_code == 0, promoted.output
    after = town.feed(newcomer)

    assert after["model"]["hash"] == model
    assert _beyond(after) > _beyond(before)
    assert _said(after, REACH) > _said(before, REACH)

    back = town.samspil("rollback", "--by", "Lone", "--why", "to show that it can be undone")
    assert back.exit_code == 0, back.output
    assert town.feed(newcomer)["model"]["hash"] == day_zero().hash


def _settle(url: str) -> dict[str, str]:
    """People who are alike, offers that are not; the people's keys."""
    senders = [organisation(f"org-{100 + number}") for number in range(SENDERS)]
    offers = list(map(_offer, range(OFFERS_MADE)))
    people = [_person(number) for number in range(PEOPLE + 1)]
    engine = connect(url)
    secrets: dict[str, str] = {}
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, senders, now=BEGIN)
        for other in ("off-1", "off-2"):
            OFFERS.delete(session, OfferId(other), now=BEGIN)
        OFFERS.put_many(session, offers, now=BEGIN)
        TALENTS.put_many(session, people, now=BEGIN)
        for person in people:
            secrets[person.id], key = new_key(Role.TALENT, person.id, municipalities=(), now=BEGIN)
            keys.add(session, key)
    engine.dispose()
    return secrets


def _name(number: int) -> str:
    return f"person-{number}"


def _person(number: int) -> Talent:
    homes = ("0217", "0190", "0265")
    return talent(_name(number), municipality=homes[number % 3], max_travel_km=60.0)


def _offer(number: int) -> Offer:
    """Every other one is regional, which the experts like as much as local; in music, place and
    time they differ whatever they are."""
    kind = number // 2
    return offer(
        f"offer-{number}",
        organisation=f"org-{100 + number % SENDERS}",
        title=f"Aften {number}",
        reach="regional" if _goes_beyond(f"offer-{number}") else "local",
        genres=(("pop",), ("pop", "rock"), ("rock",), ())[kind % 4],
        municipality=("0217", "0190", "0265")[kind // 4 % 3],
        roles=(),
        goals=(),
        level_min=None,
        level_max=None,
        times=(("weekend",), ("weekend", "evening"))[kind // 12 % 2],
        capacity=200,
        published_on=BEGIN.date(),
    )


def _goes_beyond(key: str) -> bool:
    return int(key.removeprefix("offer-")) % 2 == 1


def _beyond(listed: dict[str, Any]) -> int:
    return sum(_goes_beyond(item["offer"]["id"]) for item in listed["items"])


def _said(listed: dict[str, Any], code: str) -> int:
    return sum(reason["code"] == code for item in listed["items"] for reason in item["reasons"])
