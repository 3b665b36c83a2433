"""Features: the one list, profiles as columns, and every pair's values by array operations."""

from matcher.features.eligibility import Verdicts, verdicts
from matcher.features.feature import Feature, FeatureList, Monotone, Source, feature_list
from matcher.features.frozen import freeze, thaw
from matcher.features.pairing import Pairing, Rows, pairing
from matcher.features.pairs import PairFacts, pair_values
from matcher.features.snapshot import Snapshot
from matcher.features.text import NgramEncoder, TextEncoder, ngram_encoder

__all__ = [
    "Feature",
    "FeatureList",
    "Monotone",
    "NgramEncoder",
    "PairFacts",
    "Pairing",
    "Rows",
    "Snapshot",
    "Source",
    "TextEncoder",
    "Verdicts",
    "feature_list",
    "freeze",
    "ngram_encoder",
    "pair_values",
    "pairing",
    "thaw",
    "verdicts",
]
