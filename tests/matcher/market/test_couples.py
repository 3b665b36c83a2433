"""Tests of couples and bands in a round: feasible always, honest about what blocks."""

from collections.abc import Sequence
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain import MatcherError, Side
from matcher.market.blocking import blocking_pairs
from matcher.market.couples import Placed, place_together
from matcher.market.group import Group, together
from matcher.market.stable import NOBODY, Matching, Priorities, Wishes, priorities
from matcher.market.tickets import tickets
from tests.matcher.market.test_stable import matched, rounds, wishes_of


def _order(wishes: Wishes) -> Priorities:
    return priorities(wishes, tickets(0, [str(one) for one in range(len(wishes.starts) - 1)]))


def _placed(wishes: Wishes, *groups: Group, repairs: int = 1000) -> Placed:
    return place_together(wishes, _order(wishes), groups=groups, repairs=repairs)


@st.composite
def banded(draw: st.DrawFn) -> tuple[Wishes, list[Group]]:
    """A round with up to two groups of two or three."""
    wishes = draw(rounds(ties=False))
    people = draw(st.permutations(range(len(wishes.starts) - 1)))
    sizes = draw(st.lists(st.integers(2, 3), max_size=2))
    groups, at = [], 0
    for size in sizes:
        members = people[at : at + size]
        if len(members) == size:
            groups.append(together(wishes, members, together_only=draw(st.booleans())))
        at += size
    return wishes, groups


@given(rounds())
def test_without_groups_it_is_deferred_acceptance(wishes: Wishes) -> None:
    placed = _placed(wishes)
    assert placed.stable
    np.testing.assert_array_equal(placed.matching.row, matched(wishes, Side.TALENT).row)


@settings(max_examples=150)
@given(banded(), st.sampled_from([0, 1, 1000]))
def test_seats_hold_and_no_group_is_split(case: tuple[Wishes, list[Group]], repairs: int) -> None:
    wishes, groups = case
    placed = _placed(wishes, *groups, repairs=repairs)
    assert (placed.matching.taken(wishes) <= wishes.seats).all()
    for person, row in enumerate(placed.matching.row):
        assert row == NOBODY or wishes.people[row] == person
        assert row == NOBODY or wishes.ranks[row] != NOBODY
    for group, place in zip(groups, placed.together, strict=True):
        rows = tuple(placed.matching.row[list(group.members)].tolist())
        if place != NOBODY:
            assert rows == group.wishes[place]
        elif group.together_only:
            assert set(rows) == {NOBODY}
    assert placed.repairs <= repairs


@settings(max_examples=150)
@given(banded())
def test_who_comes_alone_blocks_only_where_it_is_told(case: tuple[Wishes, list[Group]]) -> None:
    wishes, groups = case
    placed = _placed(wishes, *groups)
    all_pairs = blocking_pairs(wishes, placed.matching).rows.tolist()
    assert set(placed.rows.tolist()) <= set(all_pairs)
    members = {person for group in groups for person in group.members}
    alone = {row for row in all_pairs if wishes.people[row] not in members}
    assert alone <= set(placed.rows.tolist())


@settings(max_examples=100, deadline=None)
@given(banded(), st.sampled_from([0, 1000]))
def test_every_wish_that_a_group_could_have_instead_is_told_and_no_other(
    case: tuple[Wishes, list[Group]], repairs: int
) -> None:
    wishes, groups = case
    placed = _placed(wishes, *groups, repairs=repairs)
    found = {
        (number, at)
        for number, (group, place) in enumerate(zip(groups, placed.together, strict=True))
        for at in range(len(group.wishes) if place == NOBODY else place)
        if _deviates(wishes, placed.matching, group, group.wishes[at])
    }
    assert set(placed.groups) == found
    assert placed.stable == (not found and not len(placed.rows))


def _deviates(wishes: Wishes, matching: Matching, group: Group, rows: tuple[int, ...]) -> bool:
    """One by one: the group's offer has room once it lets go of all whom it ranks after them."""
    offer = wishes.offers[rows[0]]
    if any(wishes.ranks[row] == NOBODY for row in rows):
        return False
    last = max(wishes.ranks[row] for row in rows)
    others = [p for p in range(len(matching.row)) if p not in group.members]
    held = [matching.row[p] for p in others if matching.row[p] != NOBODY]
    staying = [r for r in held if wishes.offers[r] == offer and wishes.ranks[r] <= last]
    return len(staying) + len(rows) <= int(wishes.seats[offer])


def test_a_band_is_seated_where_all_of_it_is_among_the_best() -> None:
    lists = [[0, 1], [0, 1], [0], [1]]
    wishes = wishes_of(lists, [[0, 3, 1, 9], [1, 2, 9, 3]], [2, 2])
    band = together(wishes, (0, 1))
    placed = _placed(wishes, band)
    assert placed.stable
    assert placed.matching.offers(wishes).tolist() == [0, 0, NOBODY, 1] or (
        placed.matching.offers(wishes).tolist() == [1, 1, 0, NOBODY]
    )


def test_a_displaced_member_takes_the_band_along_and_the_seat_is_offered_again() -> None:
    """The band (0, 1) sits at offer 0; band (2, 3) is preferred there, so that 4 may return."""
    lists = [[0], [0], [0], [0], [0]]
    wishes = wishes_of(lists, [[2, 4, 0, 1, 3]], [3])
    first, second = together(wishes, (0, 1)), together(wishes, (2, 3))
    placed = _placed(wishes, first, second)
    assert placed.matching.offers(wishes).tolist() == [NOBODY, NOBODY, 0, 0, 0]
    assert placed.stable


def test_where_no_stable_matching_exists_what_blocks_is_told() -> None:
    """A couple and one who is alone, two seats (Roth 1984), in every order of both offers."""
    without = 0
    for ranks in product(permutations(range(3)), repeat=2):
        wishes = wishes_of([[0, 1], [0, 1], [1, 0]], [list(one) for one in ranks], [1, 1])
        placed = _placed(wishes, Group(members=(0, 1), wishes=((0, 3),)), repairs=5)
        outcome = (placed.together[0] == 0, int(placed.matching.offers(wishes)[2]))
        assert placed.stable == _is_stable(ranks, *outcome)
        possible = [(False, 0), (False, 1), (False, NOBODY), (True, NOBODY)]
        without += not any(_is_stable(ranks, *one) for one in possible)
    assert without > 0


def _is_stable(ranks: Sequence[Sequence[int]], both: bool, third: int) -> bool:
    """Person 0 would come to offer 0 with person 1 at offer 1; person 2 would rather have 1."""
    wanted = all(third != offer or ranks[offer][offer] < ranks[offer][2] for offer in (0, 1))
    dearer = {NOBODY: (1, 0), 0: (1,), 1: ()}[third]
    better = [offer for offer in dearer if not both or ranks[offer][2] < ranks[offer][offer]]
    return not better and (both or not wanted)


def _crowded(seed: int) -> tuple[Wishes, list[Group]]:
    """Sixty people, four groups of two to four among them, and eight offers with six seats."""
    rng = np.random.default_rng(seed)
    lists = [rng.permutation(8)[:5].tolist() for _ in range(60)]
    members = np.split(rng.permutation(60)[:12], [2, 5, 8])
    for group in members:
        for person in group[1:]:
            lists[person] = lists[group[0]]
    wishes = wishes_of(lists, [rng.permutation(60).tolist() for _ in range(8)], [6] * 8)
    return wishes, [together(wishes, tuple(group.tolist())) for group in members]


def test_where_something_blocks_another_group_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    wishes, groups = _crowded(1)
    assert _placed(wishes, *groups).stable
    monkeypatch.setattr("matcher.market.couples._TURNS", 1)
    assert not _placed(wishes, *groups).stable


def test_members_go_on_alone_when_they_said_so() -> None:
    wishes = wishes_of([[0], [0]], [[0, 1]], [1])
    parted = _placed(wishes, together(wishes, (0, 1), together_only=False))
    assert parted.matching.offers(wishes).tolist() == [0, NOBODY]
    stayed = _placed(wishes, together(wishes, (0, 1)))
    assert stayed.matching.offers(wishes).tolist() == [NOBODY, NOBODY]
    assert stayed.stable


def test_a_group_s_dearest_wish_is_what_the_least_content_has_highest() -> None:
    wishes = wishes_of([[0, 1, 2], [2, 1, 0]], [[0, 0], [0, 0], [0, 0]], [2, 2, 2])
    assert wishes.offers[together(wishes, (0, 1)).wishes[0][0]] == 1


@pytest.mark.parametrize("members", [((0, 1), (1, 2))])
def test_nobody_is_in_two_groups(members: tuple[tuple[int, int], ...]) -> None:
    wishes = wishes_of([[0], [0], [0]], [[0, 1, 2]], [3])
    with pytest.raises(MatcherError, match="groups_overlap"):
        _placed(wishes, *(together(wishes, one) for one in members))


def test_a_group_wishes_for_its_own_members() -> None:
    wishes = wishes_of([[0], [0]], [[0, 1]], [2])
    with pytest.raises(MatcherError, match="group_wishes"):
        _placed(wishes, Group(members=(0, 1), wishes=((0, 0),)))
