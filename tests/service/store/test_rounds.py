"""The store of rounds: wishes, ranks and companions, put whole, settled, and gone with their
people and offers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.domain import OfferId, Side, TalentId
from matcher.market.lottery import Lottery
from service.store import OFFERS, TALENTS, reading, rounds, writing
from service.store.rounds import (
    REFUSED,
    Companions,
    Round,
    RoundRank,
    RoundState,
    RoundWish,
)
from tests.service.store.samples import NOW, settle

KEY = "rou-1"
ONE, TWO = TalentId("tal-1"), TalentId("tal-2")
HERE, THERE = OfferId("off-1"), OfferId("off-2")
ROUND = Round(
    id=KEY,
    title="Øvelokaler",
    offers=(HERE, THERE),
    opened_at=NOW,
    opened_by="key-1",
    closes_at=NOW + timedelta(days=7),
    seed=2**52,
    municipality="0217",
    side=Side.PROVIDER,
    lottery=Lottery.EACH,
)


def fill_round(session: Session) -> None:
    """A round with something in each of its tables; talents and offers must be there."""
    rounds.add(session, ROUND)
    rounds.put_wishes(session, KEY, ONE, offers=[THERE, HERE])
    rounds.put_wishes(session, KEY, TWO, offers=[HERE])
    rounds.put_ranks(session, KEY, HERE, ranks={TWO: 0, ONE: REFUSED})
    said = Companions(frozenset({TWO}), together_only=False)
    rounds.put_companions(session, KEY, ONE, companions=said)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    settle(engine, talents=2, capacities=[2, None])
    with writing(engine) as session:
        fill_round(session)
    return engine


def test_a_round_is_read_as_it_was_added_and_changed(filled: Engine) -> None:
    with writing(filled) as session:
        assert rounds.get(session, KEY) == ROUND
        outcome = {"placed": 2, "stable": True}
        run = replace(ROUND, state=RoundState.PROPOSED, outcome=outcome, ran_at=NOW)
        rounds.put(session, run)
        assert rounds.get(session, KEY) == run
        assert rounds.page(session, limit=5) == [run]


def test_rounds_are_listed_as_they_were_opened_whatever_their_ids(filled: Engine) -> None:
    with writing(filled) as session:
        for key, days in (("a", 2), ("z", 1), ("b", 2)):
            rounds.add(session, replace(ROUND, id=key, opened_at=NOW + timedelta(days=days)))
        whole = [one.id for one in rounds.page(session, limit=9)]
        assert whole == [KEY, "z", "a", "b"]
        assert [one.id for one in rounds.page(session, after="z", limit=1)] == ["a"]
        assert [one.id for one in rounds.page(session, after="a", limit=9)] == ["b"]


def test_a_list_of_wishes_replaces_the_one_before(filled: Engine) -> None:
    with writing(filled) as session:
        assert [one.offer for one in rounds.wishes(session, KEY, talent=ONE)] == [THERE, HERE]
        rounds.put_wishes(session, KEY, ONE, offers=[HERE])
        found = rounds.wishes(session, KEY)
    assert found == [
        RoundWish(talent=ONE, offer=HERE, place=0),
        RoundWish(talent=TWO, offer=HERE, place=0),
    ]


def test_what_a_run_made_of_a_wish_is_kept(filled: Engine) -> None:
    settled = RoundWish(
        talent=ONE, offer=HERE, place=1, came_true=True, blocks=True, left_out="paused"
    )
    with writing(filled) as session:
        rounds.settle(session, KEY, [settled])
        assert rounds.wishes(session, KEY, talent=ONE, offer=HERE) == [settled]


def test_suggestions_are_replaced_and_an_own_order_replaces_them(filled: Engine) -> None:
    suggested = [
        RoundRank(offer=THERE, talent=ONE, rank=0, suggested=True),
        RoundRank(offer=THERE, talent=TWO, rank=1, suggested=True),
    ]
    with writing(filled) as session:
        for _ in range(2):
            rounds.put_suggestions(session, KEY, suggested)
        assert rounds.ranks(session, KEY, offer=THERE) == suggested
        rounds.put_ranks(session, KEY, THERE, ranks={ONE: 0})
        assert rounds.ranks(session, KEY, offer=THERE) == [
            RoundRank(offer=THERE, talent=ONE, rank=0)
        ]


def test_with_a_talent_goes_all_that_a_round_holds_of_it(filled: Engine) -> None:
    with writing(filled) as session:
        TALENTS.delete(session, TWO, now=NOW)
    with reading(filled) as session:
        assert {one.talent for one in rounds.wishes(session, KEY)} == {ONE}
        assert {one.talent for one in rounds.ranks(session, KEY)} == {ONE}
        assert rounds.companions(session, KEY) == {}


def test_with_an_offer_go_the_wishes_for_it(filled: Engine) -> None:
    with writing(filled) as session:
        OFFERS.delete(session, HERE, now=NOW)
    with reading(filled) as session:
        assert {one.offer for one in rounds.wishes(session, KEY)} == {THERE}
        assert rounds.ranks(session, KEY) == []
