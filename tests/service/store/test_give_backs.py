"""Tests of the store of give-backs: opened once, kept with their log, gone with the person."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from matcher.domain import (
    GiveBackActor,
    GiveBackState,
    GiveBackStep,
    OfferId,
    Problem,
    TalentId,
)
from service.store import (
    OFFERS,
    TALENTS,
    companions,
    give_back_log,
    give_back_seats,
    give_backs,
    reading,
    writing,
)
from service.store.companions import Companion
from service.store.give_back_log import StepTaken
from service.store.give_backs import GiveBack, GiveBackFilter, give_back_id
from tests.service.store.samples import NOW, settle

TALENT, CAMP, SLOT = TalentId("tal-1"), OfferId("off-camp"), OfferId("off-1")
GIVE_BACK = GiveBack(
    id=give_back_id(TALENT, CAMP),
    talent=TALENT,
    offer=CAMP,
    municipality="0217",
    host_municipality="0265",
    opened_at=NOW,
    since=NOW,
)
AGREED = replace(
    GIVE_BACK,
    state=GiveBackState.AGREED,
    slot=SLOT,
    act=GIVE_BACK.id,
    friends=("guitar",),
    reasons=(Problem("give_back_together", {"others": 2}),),
)


def give_back_in_every_way(engine: Engine) -> None:
    """One that is agreed, with a companion and a log; ``settle`` was called before."""
    with writing(engine) as session:
        give_backs.open_many(session, [GIVE_BACK], key="key-1")
        give_backs.put(session, AGREED)
        asked = Companion(give_back=GIVE_BACK.id, talent=TalentId("tal-2"), asked_at=NOW)
        companions.put(session, replace(asked, answer=True))


def test_what_is_put_comes_back_whole(engine: Engine) -> None:
    settle(engine, talents=2)
    give_back_in_every_way(engine)
    with reading(engine) as session:
        assert give_backs.get(session, GIVE_BACK.id) == replace(AGREED, version=2)
        assert give_back_log.of(session, GIVE_BACK.id) == [
            StepTaken(
                give_back=GIVE_BACK.id,
                step=GiveBackStep.OPEN,
                state=GiveBackState.OPEN,
                actor=GiveBackActor.MATCHING,
                key="key-1",
                at=NOW,
            )
        ]


def test_one_participation_opens_one(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as session:
        twice = give_backs.open_many(session, [GIVE_BACK, GIVE_BACK], key="k")
        again = give_backs.open_many(session, [GIVE_BACK], key="k")
        assert (len(twice), again) == (1, [])
        assert len(give_back_log.of(session, GIVE_BACK.id)) == 1


def test_promised_seats_are_counted_with_friends_and_companions(engine: Engine) -> None:
    settle(engine, talents=2)
    give_back_in_every_way(engine)
    with reading(engine) as session:
        assert give_back_seats.held(session, [SLOT]) == {SLOT: 3}
        assert give_back_seats.held(session, [SLOT], but=GIVE_BACK.id) == {SLOT: 1}
        along = TalentId("tal-2")
        assert give_back_seats.held(session, [SLOT], but=GIVE_BACK.id, who=along) == {SLOT: 0}


def test_whoever_goes_takes_give_back_log_and_company_along(engine: Engine) -> None:
    settle(engine, talents=2)
    give_back_in_every_way(engine)
    with writing(engine) as session:
        TALENTS.delete(session, TalentId("tal-2"), now=NOW)
        assert companions.of(session, [GIVE_BACK.id]) == []
        TALENTS.delete(session, TALENT, now=NOW)
        assert give_backs.every(session, GiveBackFilter()) == []
        assert give_back_log.of(session, GIVE_BACK.id) == []


def test_a_slot_that_is_deleted_leaves_the_give_back(engine: Engine) -> None:
    settle(engine, talents=2)
    give_back_in_every_way(engine)
    with writing(engine) as session:
        OFFERS.delete(session, SLOT, now=NOW)
        found = give_backs.get(session, GIVE_BACK.id)
        assert found is not None
        assert (found.state, found.slot) == (GiveBackState.AGREED, None)


def test_the_logs_of_those_who_left_a_slot_come_back_whole(engine: Engine) -> None:
    settle(engine, talents=2)
    give_back_in_every_way(engine)
    gone = StepTaken(
        give_back=GIVE_BACK.id,
        step=GiveBackStep.DECLINE,
        state=GiveBackState.DECLINED,
        actor=GiveBackActor.PERSON,
        key="key-1",
        at=NOW,
        slot=SLOT,
    )
    with writing(engine) as session:
        assert give_back_log.of_leavers(session, [SLOT], since=NOW) == []
        give_back_log.add_many(session, [gone])
        (log,) = give_back_log.of_leavers(session, [SLOT], since=NOW)
        assert [step.step for step in log] == [GiveBackStep.OPEN, GiveBackStep.DECLINE]
        assert give_back_log.of_leavers(session, [SLOT], since=NOW + timedelta(days=1)) == []
