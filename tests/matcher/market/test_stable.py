"""Properties of stable matching: stable, within seats, rational, honest, the same by seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import MatcherError, Side
from matcher.market.blocking import blocking_pairs
from matcher.market.lottery import Lottery
from matcher.market.stable import NOBODY, Ints, Matching, Wishes, priorities, stable_matching
from matcher.market.tickets import tickets

BOTH = tuple(Side)


def wishes_of(lists: list[list[int]], ranks: list[list[int]], seats: list[int]) -> Wishes:
    """``ranks`` [offer][person]."""
    starts = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    rows = [(person, offer) for person, wanted in enumerate(lists) for offer in wanted]
    return Wishes(
        starts=starts,
        offers=np.array([offer for _, offer in rows], dtype=np.int64),
        ranks=np.array([ranks[offer][person] for person, offer in rows], dtype=np.int64),
        seats=np.array(seats, dtype=np.int64),
    )


@st.composite
def rounds(draw: st.DrawFn, *, ties: bool = True) -> Wishes:
    """Small rounds: lists that end, people who are not wanted, ties, offers without seats."""
    people, offers = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    orders = st.permutations(range(offers))
    lists = [draw(orders)[: draw(st.integers(0, offers))] for _ in range(people)]
    if ties:
        rank = st.integers(NOBODY, 3)
        ranks = [draw(st.lists(rank, min_size=people, max_size=people)) for _ in range(offers)]
    else:
        ranks = [list(draw(st.permutations(range(people)))) for _ in range(offers)]
    seats = draw(st.lists(st.integers(0, 3), min_size=offers, max_size=offers))
    return wishes_of(lists, ranks, seats)


def matched(wishes: Wishes, side: Side, *, seed: int = 0) -> Matching:
    luck = tickets(seed, [str(one) for one in range(len(wishes.starts) - 1)])
    return stable_matching(wishes, priorities(wishes, luck), side=side)


@given(rounds(), st.sampled_from(BOTH))
def test_no_pair_blocks(wishes: Wishes, side: Side) -> None:
    assert len(blocking_pairs(wishes, matched(wishes, side))) == 0


@given(rounds(), st.sampled_from(BOTH))
def test_seats_are_never_exceeded(wishes: Wishes, side: Side) -> None:
    assert (matched(wishes, side).taken(wishes) <= wishes.seats).all()


@given(rounds(), st.sampled_from(BOTH))
def test_nobody_gets_what_they_did_not_wish_or_who_did_not_want_them(
    wishes: Wishes, side: Side
) -> None:
    row = matched(wishes, side).row
    for person, one in enumerate(row):
        assert one == NOBODY or wishes.starts[person] <= one < wishes.starts[person + 1]
        assert one == NOBODY or wishes.ranks[one] != NOBODY


@given(rounds())
def test_whoever_proposes_does_at_least_as_well_as_when_the_others_do(wishes: Wishes) -> None:
    by_people, by_offers = (matched(wishes, side).row for side in BOTH)
    both = (by_people != NOBODY) & (by_offers != NOBODY)
    assert (by_people[both] <= by_offers[both]).all()


@given(rounds())
def test_the_same_people_and_as_many_seats_are_filled_whoever_proposes(wishes: Wishes) -> None:
    """The rural hospitals theorem (Roth 1986): and an offer with free seats has the same people."""
    first, second = (matched(wishes, side) for side in BOTH)
    np.testing.assert_array_equal(first.row == NOBODY, second.row == NOBODY)
    np.testing.assert_array_equal(first.taken(wishes), second.taken(wishes))
    for offer in np.flatnonzero(first.taken(wishes) < wishes.seats):
        assert _of(first, wishes, int(offer)) == _of(second, wishes, int(offer))


def _of(matching: Matching, wishes: Wishes, offer: int) -> set[int]:
    return set(np.flatnonzero(matching.offers(wishes) == offer).tolist())


@settings(max_examples=60)
@given(rounds(), st.data())
def test_a_false_list_never_gets_a_person_more_when_people_propose(
    wishes: Wishes, data: st.DataObject
) -> None:
    person = data.draw(st.integers(0, len(wishes.starts) - 2))
    start, end = wishes.starts[person], wishes.starts[person + 1]
    order = data.draw(st.permutations(range(int(end - start))))
    told = order[: data.draw(st.integers(0, len(order)))]
    false = _told(wishes, person, np.array(told, dtype=np.int64))
    honest = matched(wishes, Side.TALENT).offers(wishes)[person]
    lied = matched(false, Side.TALENT).offers(false)[person]
    mine = wishes.offers[start:end].tolist()
    if lied != NOBODY:
        assert honest != NOBODY
        assert mine.index(honest) <= mine.index(lied)


def _told(wishes: Wishes, person: int, told: Ints) -> Wishes:
    start, end = wishes.starts[person], wishes.starts[person + 1]
    rows = np.concatenate([np.arange(start), start + told, np.arange(end, len(wishes.offers))])
    starts = wishes.starts.copy()
    starts[person + 1 :] -= (end - start) - len(told)
    return Wishes(
        starts=starts, offers=wishes.offers[rows], ranks=wishes.ranks[rows], seats=wishes.seats
    )


@given(rounds(), st.integers(0, 3))
def test_the_same_seed_gives_the_same_matching(wishes: Wishes, seed: int) -> None:
    first, again = (matched(wishes, Side.TALENT, seed=seed).row for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_a_tie_is_decided_by_the_lottery_and_blocks_nothing() -> None:
    wishes = wishes_of([[0], [0]], [[0, 0]], [1])
    winners = {int(np.argmax(matched(wishes, Side.TALENT, seed=s).row != NOBODY)) for s in range(9)}
    assert winners == {0, 1}


def test_a_lottery_for_each_offer_may_favour_another_at_each() -> None:
    ids = [str(one) for one in range(50)]
    apart = [tickets(1, ids, offers=[offer] * 50) for offer in "ab"]
    assert (np.argsort(apart[0]) != np.argsort(apart[1])).any()
    np.testing.assert_array_equal(tickets(1, ids)[::-1], tickets(1, ids[::-1]))


def test_a_ticket_of_each_offer_is_taken_for_the_wish_it_is_for() -> None:
    """Three wishes of three people, one of whom has two: as many tickets as people."""
    wishes = wishes_of([[0, 1], [0], []], [[0, 0, 0], [0, 0, 0]], [1, 1])
    each = np.array([3, 1, 5], dtype=np.uint64)
    assert priorities(wishes, each, lottery=Lottery.EACH).rows.tolist() == [0, 2, 1]
    assert priorities(wishes, each, lottery=Lottery.ONE).rows.tolist() == [2, 0, 1]


@pytest.mark.parametrize(("lottery", "count"), [(Lottery.ONE, 2), (Lottery.EACH, 3)])
def test_tickets_are_as_many_as_the_lottery_needs(lottery: Lottery, count: int) -> None:
    wishes = wishes_of([[0], [0], [0, 1]], [[0, 0, 0], [0, 0, 0]], [1, 1])
    with pytest.raises(MatcherError, match="tickets_shapes"):
        priorities(wishes, np.zeros(count, dtype=np.uint64), lottery=lottery)


def test_blocking_pairs_of_an_unstable_matching_are_found() -> None:
    wishes = wishes_of([[0, 1], [0, 1]], [[0, 1], [0, 1]], [1, 1])
    swapped = Matching(np.array([1, 2]))
    assert blocking_pairs(wishes, swapped).rows.tolist() == [0]
    nobody = Matching(np.array([NOBODY, NOBODY]))
    assert blocking_pairs(wishes, nobody).rows.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(("lists", "seats"), [([[0, 0]], [1]), ([[1]], [1]), ([[0]], [-1])])
def test_wishes_that_cannot_be_are_refused(lists: list[list[int]], seats: list[int]) -> None:
    with pytest.raises(MatcherError):
        wishes_of(lists, [[0, 0], [0, 0]], seats)


def test_a_round_without_wishes_matches_nobody() -> None:
    wishes = wishes_of([[], []], [[0, 0]], [1])
    found = matched(wishes, Side.PROVIDER)
    assert found.offers(wishes).tolist() == [NOBODY, NOBODY]
    assert len(blocking_pairs(wishes, found)) == 0
