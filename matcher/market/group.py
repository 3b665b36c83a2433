"""A group: people who come together in a round, and what they wish for together."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.market.stable import Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """``members`` are people; ``wishes`` hold a row of the wishes for each, the dearest first.

    Without ``together_only`` the members go on alone when no wish of the group comes true.
    """

    members: tuple[int, ...]
    wishes: tuple[tuple[int, ...], ...]
    together_only: bool = True


def together(wishes: Wishes, members: Sequence[int], *, together_only: bool = True) -> Group:
    """A group that wants one offer for all: those that all of them wish for.

    Dearest is what the least content member has highest, then what all have highest in sum.
    """
    rows = [
        dict(zip(wishes.offers[one].tolist(), range(one.start, one.stop), strict=True))
        for one in (slice(int(wishes.starts[p]), int(wishes.starts[p + 1])) for p in members)
    ]
    shared = set.intersection(*(set(one) for one in rows))
    places = wishes.places

    def dear(offer: int) -> tuple[int, int, int]:
        each = [int(places[one[offer]]) for one in rows]
        return max(each), sum(each), offer

    joint = tuple(tuple(one[offer] for one in rows) for offer in sorted(shared, key=dear))
    return Group(members=tuple(members), wishes=joint, together_only=together_only)
