"""Problems: why an off-policy question cannot be put to a log."""

from matcher.domain import MatcherError


class BadLog(MatcherError):
    """The arrays contradict each other; the problem says how."""


class NoBound(MatcherError):
    """An interval was asked for that this estimator has none of."""
