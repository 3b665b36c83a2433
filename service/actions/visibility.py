"""Visibility: what an organisation may learn of a person, decided in one place for all actions."""

from collections.abc import Iterable

from matcher.domain import EligibilityContext, Exclusion, Pair, PairState, Problem, exclusions

NOT_ELIGIBLE = "not_eligible"

AGE_STEPS = (13, 18, 25, 30, 40, 60)
"""The ages at which a band may begin that an organisation counts people in: none is narrower than
five years, so that no number of bands tells an age."""

# Of whom an organisation must not even learn that the person is here.
UNSEEN = frozenset(
    {
        Exclusion.NOT_DISCOVERABLE,
        Exclusion.PAUSED,
        Exclusion.BLOCKED,
        Exclusion.GUARDIAN_MISSING,
        Exclusion.HIDDEN,
    }
)
# What an organisation knows anyway: its own offer, and what has passed between the two.
_KNOWN = frozenset(
    {
        Exclusion.NOT_PUBLISHED,
        Exclusion.DEADLINE_PASSED,
        Exclusion.FULL,
        Exclusion.DISMISSED,
        Exclusion.TAKEN_PART,
        Exclusion.ACCEPTED,
        Exclusion.APPLIED,
        Exclusion.INVITED,
        Exclusion.DECLINED,
    }
)


# What the organisation was told of, or did itself. What a talent saves or hides is its own affair.
_MET = (
    PairState.APPLIED
    | PairState.INVITED
    | PairState.ACCEPTED
    | PairState.DECLINED
    | PairState.TAKEN_PART
    | PairState.NO_SHOW
)


def is_seen(pair: Pair, context: EligibilityContext) -> bool:
    """Whether an organisation may learn that the person is here; ``context`` is for its eyes."""
    return not _is_secret(exclusions(pair, context))


def have_met(state: PairState) -> bool:
    """Whether the organisation knows the person from this pair, whatever was chosen since."""
    return bool(state & _MET)


def for_organisation(found: tuple[Problem, ...]) -> tuple[Problem, ...] | None:
    """What an organisation may know of ``found``: no age, no home, no group of the person.

    ``None`` where it must not even learn that the person is here.
    """
    if _is_secret(found):
        return None
    known = tuple(problem for problem in found if problem.code in _KNOWN)
    return known if len(known) == len(found) else (*known, Problem(NOT_ELIGIBLE))


def _is_secret(found: Iterable[Problem]) -> bool:
    return any(problem.code in UNSEEN for problem in found)
