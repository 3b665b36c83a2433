"""A lottery: whether one decides among equals at all offers, or one at each."""

from enum import StrEnum


class Lottery(StrEnum):
    """How many lotteries decide among equals."""

    ONE = "one"
    EACH = "each"
