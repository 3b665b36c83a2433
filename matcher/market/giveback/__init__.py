"""Giving back: open give-backs matched with slots at home, in groups, all at once and stably."""

from matcher.market.giveback.matching import Matching, MatchingTerms, Placement, match_home
from matcher.market.giveback.party import Owed, Promise, Slot
from matcher.market.giveback.reasons import (
    Kept,
    kept_away,
    placement_reasons,
    slot_reasons,
    unplaced_reasons,
    unsuited_reason,
)
from matcher.market.giveback.standing import act_stands
from matcher.market.giveback.suitability import (
    FitWeights,
    Obstacle,
    Rules,
    Suitability,
    rules_between,
    suitability,
)

__all__ = [
    "FitWeights",
    "Kept",
    "Matching",
    "MatchingTerms",
    "Obstacle",
    "Owed",
    "Placement",
    "Promise",
    "Rules",
    "Slot",
    "Suitability",
    "act_stands",
    "kept_away",
    "match_home",
    "placement_reasons",
    "rules_between",
    "slot_reasons",
    "suitability",
    "unplaced_reasons",
    "unsuited_reason",
]
