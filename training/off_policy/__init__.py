"""Off-policy evaluation: what another policy would have brought, told from the log of this one."""

from training.off_policy.answer import Answer, Caveat, Estimator, Limits, Refusal, answer, refuse
from training.off_policy.cascade import (
    CascadeGuess,
    CascadeStates,
    cascade_direct,
    cascade_dr,
    fitted_guess,
)
from training.off_policy.contributions import Contributions
from training.off_policy.diagnostics import (
    Overlap,
    effective_size,
    overlap,
)
from training.off_policy.doubly_robust import (
    RewardGuess,
    direct_method,
    dr,
    sndr,
)
from training.off_policy.from_log import Evidence, evidence, gain, value
from training.off_policy.intervals import (
    Bounds,
    Interval,
    Method,
    bootstrap,
    empirical_bernstein,
)
from training.off_policy.inverse_propensity import LoggedChoices, ipw, snipw
from training.off_policy.logged_lists import EvidenceConfig
from training.off_policy.policies import ModelPolicy, Policy, Pool
from training.off_policy.problems import BadLog, NoBound
from training.off_policy.slates import LoggedSlates, SlatePropensities, iips, rips, sips

__all__ = [
    "Answer",
    "BadLog",
    "Bounds",
    "CascadeGuess",
    "CascadeStates",
    "Caveat",
    "Contributions",
    "Estimator",
    "Evidence",
    "EvidenceConfig",
    "Interval",
    "Limits",
    "LoggedChoices",
    "LoggedSlates",
    "Method",
    "ModelPolicy",
    "NoBound",
    "Overlap",
    "Policy",
    "Pool",
    "Refusal",
    "RewardGuess",
    "SlatePropensities",
    "answer",
    "bootstrap",
    "cascade_direct",
    "cascade_dr",
    "direct_method",
    "dr",
    "effective_size",
    "empirical_bernstein",
    "evidence",
    "fitted_guess",
    "gain",
    "iips",
    "ipw",
    "overlap",
    "refuse",
    "rips",
    "sips",
    "sndr",
    "snipw",
    "value",
]
