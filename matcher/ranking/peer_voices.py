"""Peer voices: what is said for two people, in codes, and true of both."""

from collections.abc import Sequence

import numpy as np

from matcher.domain import Problem
from matcher.features import PeerFacts, role_complements
from matcher.features.peering import COMPANY
from matcher.ranking.mutual import MutualVoice
from matcher.ranking.reasons import nearest
from matcher.vocabulary import WordList

_MOST_TERMS = 3
_GOES_WELL = 0.5
_NEAR_KM = 60
# Goals and themes: how somebody fares is theirs to tell.
_UNTOLD = frozenset(
    {
        "wellbeing",
        "alone_at_home",
        "stage_fright",
        "daring",
        "comfort_in_music",
        "music_for_wellbeing_groups",
        "no_pressure",
        "calm_pace",
    }
)
# Nobody's home is told nearer than this.
_STEP_KM = 5


def peer_facts_told(_facts: PeerFacts, _place: int) -> Sequence[Problem]:
    """What is true of everybody in the list."""
    return (Problem("peers_both_open"), Problem("peers_age_fits"))


def _codes(facts: PeerFacts, name: str, place: int) -> tuple[list[int], list[int]]:
    theirs = [code for code in facts.others[name][place].tolist() if code >= 0]
    return facts.codes(name), theirs


def _genres(facts: PeerFacts, place: int) -> Problem | None:
    mine, theirs = _codes(facts, "genres", place)
    words = facts.words.genres
    both = [words.codes[code] for code in mine if code in theirs]
    if both:
        return Problem("genres_shared", {"genres": "|".join(both[:_MOST_TERMS])})
    near = nearest(mine, theirs, words)
    return near and Problem("genres_near", {"genres_own": near[0], "genres_other": near[1]})


def _complement(facts: PeerFacts, place: int) -> Problem | None:
    """The two roles that complement one another best."""
    words, weights = facts.words.roles, role_complements(facts.words.roles)
    mine, theirs = _codes(facts, "roles", place)
    pairs = [(weights[own, other], own, other) for own in mine for other in theirs if own != other]
    best = max(pairs, default=(0.0, 0, 0), key=lambda pair: pair[0])
    if best[0] < _GOES_WELL:
        return None
    params = {"roles_own": words.codes[best[1]], "roles_other": words.codes[best[2]]}
    return Problem("peer_roles_complement", params)


def _likeness(facts: PeerFacts, place: int) -> Problem | None:
    return _shared(facts, facts.words.roles, "roles", place, code="peer_roles_shared")


def _sought(facts: PeerFacts, place: int) -> Problem | None:
    """Only what the subject's own text names: what the other wrote is not told on."""
    words = facts.words.roles
    _, theirs = _codes(facts, "roles", place)
    found = nearest(facts.codes("heard_roles"), theirs, words)
    return found and Problem("peer_role_sought", {"roles": found[1]})


def _shared(
    facts: PeerFacts, words: WordList, name: str, place: int, *, code: str
) -> Problem | None:
    mine, theirs = _codes(facts, name, place)
    both = [words.codes[one] for one in mine if one in theirs]
    told = [one for one in both if one not in _UNTOLD][:_MOST_TERMS]
    return Problem(code, {name: "|".join(told)}) if told else None


def _goals(facts: PeerFacts, place: int) -> Problem | None:
    """But for the goals to find somebody, which are told as what both look for."""
    both = (facts.one["goals"][0] > 0) & (facts.others["goals"][place] > 0)
    named = (facts.words.goals.codes[row] for row in np.flatnonzero(both))
    codes = [code for code in named if code not in _UNTOLD and code not in COMPANY]
    return Problem("peer_goals_shared", {"goals": "|".join(codes[:_MOST_TERMS])}) if codes else None


def _company(facts: PeerFacts, place: int) -> Problem | None:
    """Both look for a band, or for people."""
    goals = facts.words.goals
    looks = [
        code
        for code in COMPANY
        if facts.one["goals"][0][goals.index[code]]
        and facts.others["goals"][place][goals.index[code]]
    ]
    return Problem("peer_company", {"goals": "|".join(looks)}) if looks else None


def _level(facts: PeerFacts, place: int) -> Problem | None:
    gap = abs(float(facts.one["level"][0]) - float(facts.others["level"][place]))
    if gap == 0:
        return Problem("peer_level_same")
    return Problem("peer_level_near") if gap <= 1 else None


def _near(facts: PeerFacts, place: int) -> Problem | None:
    km = float(facts.distance[place])
    if km == 0:
        home = facts.words.geography.codes[int(facts.others["municipality"][place])]
        return Problem("same_municipality", {"municipality": home})
    if not km <= _NEAR_KM:
        return None
    return Problem("peer_near", {"km": max(_STEP_KM, _STEP_KM * round(km / _STEP_KM))})


def _times(facts: PeerFacts, place: int) -> Problem | None:
    return _bits(facts, facts.words.times, "times", place)


def _languages(facts: PeerFacts, place: int) -> Problem | None:
    return _bits(facts, facts.words.languages, "languages", place)


def _bits(facts: PeerFacts, words: WordList, name: str, place: int) -> Problem | None:
    both = int(facts.one[name][0]) & int(facts.others[name][place])
    codes = [code for row, code in enumerate(words.codes) if both >> row & 1]
    return Problem(name, {name: "|".join(codes[:_MOST_TERMS])}) if codes else None


def _themes(facts: PeerFacts, place: int) -> Problem | None:
    words = facts.words.themes.terms
    return _shared(facts, words, "themes", place, code="themes_shared")


PEER_VOICES: tuple[MutualVoice[PeerFacts], ...] = (
    MutualVoice(("role_complement",), ("peer_roles_complement",), _complement),
    MutualVoice(("genre_affinity", "genre_spread"), ("genres_shared", "genres_near"), _genres),
    MutualVoice(("role_sought",), ("peer_role_sought",), _sought),
    MutualVoice(("role_likeness",), ("peer_roles_shared",), _likeness),
    MutualVoice(("goals_shared",), ("peer_goals_shared",), _goals),
    MutualVoice(("company",), ("peer_company",), _company),
    MutualVoice(("level_gap",), ("peer_level_same", "peer_level_near"), _level),
    MutualVoice(("distance", "travel_ratio"), ("same_municipality", "peer_near"), _near),
    MutualVoice(("times_overlap",), ("times",), _times),
    MutualVoice(("language_shared",), ("languages",), _languages),
    MutualVoice(
        ("theme_affinity", "meaning_similarity"), ("themes_shared", "text_alike"),
        lambda facts, place: _themes(facts, place) or Problem("text_alike"),
    ),
)  # fmt: skip
