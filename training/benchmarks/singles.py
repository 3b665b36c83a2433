"""Single choices: every estimator of them, side by side."""

from training.off_policy import (
    Contributions,
    Estimator,
    LoggedChoices,
    RewardGuess,
    direct_method,
    dr,
    ipw,
    sndr,
    snipw,
)


def single_estimates(log: LoggedChoices, said: RewardGuess) -> dict[Estimator, Contributions]:
    """What each tells of the same log."""
    return {
        Estimator.DM: direct_method(said),
        Estimator.IPW: ipw(log),
        Estimator.SNIPW: snipw(log),
        Estimator.DR: dr(log, said),
        Estimator.SNDR: sndr(log, said),
    }
