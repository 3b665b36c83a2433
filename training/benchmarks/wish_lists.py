"""Wish lists and orders drawn by chance: the same round for whoever is to solve it."""

from dataclasses import dataclass

import numpy as np

from matcher.market.stable import Wishes


@dataclass(frozen=True, slots=True)
class Instance:
    """The same round for both: wishes by person, orders by offer, seats."""

    lists: list[list[int]]
    orders: list[list[int]]
    seats: list[int]

    def wishes(self) -> Wishes:
        """As ours takes it."""
        rank = {(o, p): at for o, order in enumerate(self.orders) for at, p in enumerate(order)}
        rows = [(person, offer) for person, one in enumerate(self.lists) for offer in one]
        return Wishes(
            starts=np.cumsum([0, *map(len, self.lists)], dtype=np.int64),
            offers=np.array([offer for _, offer in rows], dtype=np.int64),
            ranks=np.array([rank[offer, person] for person, offer in rows], dtype=np.int64),
            seats=np.array(self.seats, dtype=np.int64),
        )


def ordered(rng: np.random.Generator, lists: list[list[int]], seats: list[int]) -> Instance:
    """A round with these lists, in which every offer orders those who wish for it by chance."""
    heard: list[list[int]] = [[] for _ in seats]
    for person, one in enumerate(lists):
        for offer in one:
            heard[offer].append(person)
    return Instance(lists, [rng.permutation(one).tolist() for one in heard], seats)
