"""References: what a whole log shows, told as what came to it since before it began."""

from datetime import timedelta

from matcher.ranking.priors import day_zero
from training.data import Log, exposures
from training.learn.reference import Reference, before_and_after

MODEL = day_zero()


def shown_in(log: Log) -> Reference:
    """What ``log`` shows in lists, with the scores of day zero."""
    begins = log.manifest.begins - timedelta(days=365)
    nothing, everything = before_and_after(begins, log, seen=exposures(log), model=MODEL)
    assert nothing.shown == 0
    return everything
