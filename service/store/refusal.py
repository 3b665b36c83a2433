"""Refusals: what the store says no to, as a problem that a caller can answer."""

from matcher.domain import MatcherError


class StoreRefused(MatcherError):
    """The write would break a rule of the store; the problem's code says which."""


class StoreBusy(MatcherError):
    """The store cannot take the write now; the same write may succeed a moment later."""
