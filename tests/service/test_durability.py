"""Durability: what was answered is in the store, once, whatever happens to the processes."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from matcher.domain import Offer, OfferId, PairState, SlateId, TalentId
from service.auth import Role, new_key
from service.store import (
    OFFERS,
    ORGANISATIONS,
    TALENTS,
    connect,
    events,
    keys,
    pairs,
    reading,
    slates,
    writing,
)
from tests.factories import offer, organisation, talent
from tests.service.crowd import Answers, Crowd
from tests.service.served import Served

TALENTS_THERE = tuple(f"tal-{number}" for number in range(50))


@pytest.fixture
def key(url: str) -> str:
    """A coordinator's key to a store with a small town."""
    engine = connect(url)
    now = datetime.now(UTC)
    plain, made = new_key(Role.COORDINATOR, now=now)
    with writing(engine) as session:
        keys.add(session, made)
        ORGANISATIONS.put_many(session, [organisation()], now=now)
        OFFERS.put_many(session, [_open_offer(number) for number in range(40)], now=now)
        TALENTS.put_many(session, [talent(one) for one in TALENTS_THERE], now=now)
    engine.dispose()
    return plain


@pytest.mark.timeout(120)
def test_what_was_answered_outlives_a_kill(url: str, key: str, tmp_path: Path) -> None:
    answers = _answered_around_a_kill(url, key, folder=tmp_path, requests=300)
    _require_all_stored(url, answers)


@pytest.mark.soak
def test_what_was_answered_outlives_a_kill_among_10_000(url: str, key: str, tmp_path: Path) -> None:
    answers = _answered_around_a_kill(url, key, folder=tmp_path, requests=10_000)
    _require_all_stored(url, answers)


def _answered_around_a_kill(url: str, key: str, *, folder: Path, requests: int) -> Answers:
    with Served(folder, url=url, workers=2) as served:
        crowd = Crowd(served.address, key, talents=TALENTS_THERE)
        crowd.begin(requests)
        crowd.wait_for(requests // 2)
        served.kill()
        served.start()
        answers = crowd.finish()
        assert len(answers) >= requests
    return answers


def _require_all_stored(url: str, answers: Answers) -> None:
    engine = connect(url)
    try:
        assert _lost_slates(engine, answers) == []
        assert _lost_or_doubled_events(engine, answers) == {}
        assert _unsaved_pairs(engine, answers) == []
    finally:
        engine.dispose()


def _lost_slates(engine: Engine, answers: Answers) -> list[str]:
    """Lists that were answered, and are not in the store just as they were answered."""
    with reading(engine) as session:
        stored = {one: slates.get(session, SlateId(one)) for one in answers.slates}
    return [
        one
        for one, items in answers.slates.items()
        if (slate := stored[one]) is None or tuple(item.id for item in slate.items) != items
    ]


def _lost_or_doubled_events(engine: Engine, answers: Answers) -> dict[str, int]:
    """How often each acknowledged event is in the store, where that is not once."""
    with reading(engine) as session:
        stored = Counter(str(one.event.id) for one in events.stream(session))
    return {one: stored[one] for one in answers.events if stored[one] != 1}


def _unsaved_pairs(engine: Engine, answers: Answers) -> list[tuple[str, str]]:
    """Pairs whose event was acknowledged and had no effect."""
    wanted = [(TalentId(talent), OfferId(offer)) for talent, offer in answers.events.values()]
    with reading(engine) as session:
        states = pairs.of(session, wanted)
    return [pair for pair in wanted if not states.get(pair, PairState.NONE) & PairState.SAVED]


def _open_offer(number: int) -> Offer:
    """An offer that is open whenever this test runs."""
    later = datetime.now(UTC).date() + timedelta(days=60)
    return offer(f"off-{number}", start_date=later, end_date=later, deadline=later, capacity=None)
