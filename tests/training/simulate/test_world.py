"""Tests of the world that lives by weeks."""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from matcher.domain import EventKind, PairState, Side, Slate, follow, takes_seat
from matcher.ranking import ExplorationConfig, Recommender, day_zero
from tests.training.simulate.conftest import PUPPETS
from training.data import SetConfig, read_log, training_set
from training.simulate import Poison, World, WorldConfig, crew
from training.simulate.crew import in_parallel
from training.simulate.profiles import offer_id, talent_id

SMALL = WorldConfig(people=40, offers=40, organisations=8)


def _told(seed: int) -> list[dict[str, object]]:
    world = World(SMALL, seed)
    world.step_week(Recommender(day_zero()))
    events: list[dict[str, object]] = world.log().events.to_pylist()
    return events


def test_the_same_seed_lives_the_same_week_and_another_seed_another() -> None:
    told = _told(4)
    assert _told(4) == told
    assert _told(5) != told


def test_every_event_follows_on_the_one_before(lived: World) -> None:
    states: dict[tuple[str, str], PairState] = {}
    for event in lived.log().events.to_pylist():
        pair = event["talent"], event["offer"]
        before = states.get(pair, PairState.NONE)
        states[pair] = follow(before, EventKind(event["kind"]), side=Side(event["side"]))
    assert len(states) > 50


def test_no_offer_takes_in_more_than_it_has_seats_for(lived: World) -> None:
    seated: Counter[str] = Counter()
    for offers in lived.snapshot.states_of_talent.values():
        seated.update(offer for offer, state in offers.items() if takes_seat(state))
    assert seated
    for row, capacity in enumerate(lived.offers.capacity):
        assert seated[offer_id(row)] <= capacity


def test_people_and_offers_come_all_the_time(lived: World) -> None:
    assert len(lived.people) > 120
    assert len(lived.offers) > 80
    assert len(lived.snapshot.talents) == len(lived.people)


def test_tastes_and_fashion_move() -> None:
    world = World(SMALL, 1)
    taste, fashion = world.people.taste.copy(), world.truth.fashion.copy()
    for _ in range(2):
        world.step_week(Recommender(day_zero()))
    assert not np.allclose(world.people.taste[: len(taste)], taste)
    assert not np.allclose(world.truth.fashion, fashion)


def test_the_oracle_ranks_the_eligible_by_what_is_true(lived: World) -> None:
    order = lived.oracle(0)
    worth = lived.truth.wants(0, order) * lived.truth.taken(0, order)
    assert set(order) == set(lived.eligible(0))
    assert (np.diff(worth) <= 0).all()


def test_the_log_is_read_as_it_was_written(lived: World, tmp_path: Path) -> None:
    manifest = lived.write(tmp_path / "log")
    log, told = read_log(tmp_path / "log"), lived.log()
    assert log.manifest == manifest
    for written, kept in ((log.impressions, told.impressions), (log.events, told.events)):
        assert written.to_pylist() == kept.to_pylist()


def test_both_sides_can_learn_from_the_log(lived: World) -> None:
    for side in Side:
        rows = training_set(lived.log(), side, config=SetConfig())
        assert len(rows) > 20
        assert rows.target.max() == 1.0
        assert rows.cells.any()


def test_gender_is_in_no_table_of_the_log(lived: World) -> None:
    log = lived.log()
    for table in (log.impressions, log.events, log.offers, log.talents):
        assert not {"gender", "girl"} & set(table.column_names)


def test_the_audit_tells_gender_of_all_but_the_puppets(lived: World) -> None:
    audit = lived.audit()
    assert audit.column_names == ["talent", "gender"]
    assert len(audit) == len(lived.people) - PUPPETS


def test_puppets_click_for_their_organisation_only(lived: World, poison: Poison) -> None:
    puppets = {f"sim-t{row:06d}" for row in lived.puppets}
    own = np.flatnonzero(lived.offers.organisation == poison.organisation)
    theirs = {offer_id(int(row)) for row in own}
    clicked = [e for e in lived.log().events.to_pylist() if e["talent"] in puppets]
    pressed = {(e["offer"], e["kind"]) for e in clicked if e["side"] == Side.TALENT.value}
    assert len(lived.puppets) == PUPPETS
    assert {offer for offer, _ in pressed} <= theirs
    assert {kind for _, kind in pressed} == {"view", "save", "apply", "rate"}


def test_the_poisoner_takes_its_puppets_and_is_praised(lived: World) -> None:
    puppets = {talent_id(int(row)) for row in lived.puppets}
    done = [event for event in lived.log().events.to_pylist() if event["talent"] in puppets]
    kinds = Counter(event["kind"] for event in done)
    assert kinds["accept"] >= kinds["rate"] == kinds["complete"] > 0
    assert {event["rating"] for event in done if event["kind"] == "rate"} == {5}


def test_nobody_is_taken_once_an_offer_has_begun(lived: World) -> None:
    for event in lived.log().events.to_pylist():
        if event["kind"] == EventKind.ACCEPT.value:
            row = int(event["offer"].removeprefix("sim-o"))
            assert event["at"].date().toordinal() < lived.offers.start[row]


def test_who_has_a_seat_comes_or_stays_away(lived: World) -> None:
    kinds = Counter(event["kind"] for event in lived.log().events.to_pylist())
    assert kinds["attend"] == kinds["complete"] > 0
    assert kinds["attend"] + kinds["no_show"] <= kinds["accept"]


def test_a_puppet_that_is_invited_does_not_apply_as_well() -> None:
    world = World(WorldConfig(people=90, offers=60, organisations=10, visits=1.0), 3)
    most = int(np.bincount(world.offers.organisation).argmax())
    poison = Poison(organisation=most, week=1, puppets=10)
    server = Recommender(day_zero(), exploration=ExplorationConfig(share=0.02))
    for _ in range(2):
        world.step_week(server, poison=poison)
    puppets = {talent_id(int(row)) for row in world.puppets}
    done = [event for event in world.log().events.to_pylist() if event["talent"] in puppets]
    pairs = {
        kind: {(event["talent"], event["offer"]) for event in done if event["kind"] == kind.value}
        for kind in (EventKind.INVITE, EventKind.APPLY)
    }
    assert pairs[EventKind.INVITE]
    assert not pairs[EventKind.INVITE] & pairs[EventKind.APPLY]


def test_more_processes_make_the_same_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_TOO_FEW", 4)
    logs = []
    for processes in (1, 2):
        world = World(WorldConfig(people=40, offers=30, visits=2.5), 2, processes=processes)
        world.step_week(Recommender(day_zero(), exploration=ExplorationConfig(share=0.02)))
        logs.append(world.log())
    one, other = logs
    assert one.events.equals(other.events)
    assert one.impressions.equals(other.impressions)


def test_a_process_that_ends_early_is_told() -> None:
    def ends() -> Slate:
        sys.exit(1)

    with pytest.raises(ChildProcessError):
        in_parallel([ends] * 100, processes=2)


def test_who_and_what_comes_is_the_same_whoever_serves() -> None:
    worlds = [World(SMALL, 4) for _ in range(2)]
    for world, share in zip(worlds, (0.0, 0.2), strict=True):
        server = Recommender(day_zero(), exploration=ExplorationConfig(share=share))
        for _ in range(3):
            world.step_week(server)
    one, other = worlds
    assert one.log().events != other.log().events
    assert np.array_equal(one.people.taste, other.people.taste)
    assert np.array_equal(one.offers.quality, other.offers.quality)
