"""Partner voices: what is said for two organisations, in codes, and true of both."""

from collections.abc import Sequence

import numpy as np

from matcher.domain import Problem
from matcher.features import PartnerFacts
from matcher.features.code_lists import Values
from matcher.features.partnering import SQUARE
from matcher.ranking.mutual import MutualVoice
from matcher.vocabulary import WordList

_MOST_TERMS = 3
_WORTH_NAMING = 0.08
_NEAR_KM = 40


def partner_facts_told(facts: PartnerFacts, place: int) -> Sequence[Problem]:
    """What is plainly so: what they have done together, and how much the other does."""
    return (_history(facts, place), _activity(facts, place))


def _named(shares: Values, words: WordList, floor: float) -> list[str]:
    order = np.argsort(-shares, kind="stable")[:_MOST_TERMS]
    return [words.codes[code] for code in order if shares[code] > floor]


def _goals(facts: PartnerFacts, place: int) -> Problem | None:
    both = np.minimum(facts.aims[facts.one], facts.aims[facts.others[place]])
    codes = _named(both, facts.words.goals, _WORTH_NAMING)
    return Problem("partner_aims", {"goals": "|".join(codes)}) if codes else None


def _genres(facts: PartnerFacts, place: int) -> Problem | None:
    both = np.minimum(facts.genres[facts.one], facts.genres[facts.others[place]])
    codes = _named(both, facts.words.genres, 0)
    return Problem("genres_shared", {"genres": "|".join(codes)}) if codes else None


def _corner(facts: PartnerFacts, place: int) -> Problem | None:
    """The corner that the subject lacks, or another one that it has had."""
    other, own = facts.others[place], facts.one
    corner = int(facts.corners[other])
    if corner < 0 or corner == facts.corners[own]:
        return None
    missing = not facts.covered[own, corner]
    return Problem(f"partner_{'missing' if missing else 'other'}_{SQUARE[corner]}")


def _history(facts: PartnerFacts, place: int) -> Problem:
    offers = int(facts.together[facts.others[place]])
    return Problem("partner_history", {"offers": offers}) if offers else Problem("partner_new")


def _new(facts: PartnerFacts, place: int) -> Problem | None:
    found = _history(facts, place)
    return found if found.code == "partner_new" else None


def _near(facts: PartnerFacts, place: int) -> Problem | None:
    km = float(facts.distance[place])
    if km == 0:
        homes = facts.snapshot.organisations["municipality"]
        home = facts.words.geography.codes[int(homes[facts.one])]
        return Problem("same_municipality", {"municipality": home})
    return Problem("near", {"km": round(km)}) if km <= _NEAR_KM else None


def _abroad(facts: PartnerFacts, place: int) -> Problem | None:
    homes = facts.snapshot.organisations["municipality"]
    home = int(homes[facts.others[place]])
    if home < 0 or home == int(homes[facts.one]):
        return None
    return Problem(
        "partner_other_municipality", {"municipality": facts.words.geography.codes[home]}
    )


def _activity(facts: PartnerFacts, place: int) -> Problem:
    return Problem("partner_active", {"offers": int(facts.counts[facts.others[place]])})


PARTNER_VOICES: tuple[MutualVoice[PartnerFacts], ...] = (
    MutualVoice(
        ("corner",),
        tuple(f"partner_{how}_{corner}" for how in ("missing", "other") for corner in SQUARE),
        _corner,
    ),
    MutualVoice(("aims_shared", "kinds_shared"), ("partner_aims",), _goals),
    MutualVoice(("genres_shared",), ("genres_shared",), _genres),
    MutualVoice(("worked_together",), ("partner_new",), _new),
    MutualVoice(("distance",), ("same_municipality", "near"), _near),
    MutualVoice(("other_municipality",), ("partner_other_municipality",), _abroad),
    MutualVoice(("activity",), ("partner_active",), _activity),
)
