"""Features: the one list, profiles as columns, and every pair's values by array operations."""

from matcher.features.behaviour import (
    Behaviour,
    BehaviourUnreadable,
    load_behaviour,
    save_behaviour,
)
from matcher.features.eligibility import Verdicts, findable_talents, open_offers, verdicts
from matcher.features.feature import Feature, FeatureList, Monotone, Source, feature_list
from matcher.features.frozen import freeze, thaw
from matcher.features.pairing import Pairing, Rows, pairing
from matcher.features.pairs import PairFacts, pair_values
from matcher.features.places import Places, km_apart, municipality_places, place_named
from matcher.features.semantic import (
    EncoderUnreadable,
    SemanticEncoder,
    StaticEncoder,
    cosines,
    quantised,
    read_encoder,
    sentence_encoder,
)
from matcher.features.snapshot import Snapshot
from matcher.features.text import NgramEncoder, ngram_encoder

__all__ = [
    "Behaviour",
    "BehaviourUnreadable",
    "EncoderUnreadable",
    "Feature",
    "FeatureList",
    "Monotone",
    "NgramEncoder",
    "PairFacts",
    "Pairing",
    "Places",
    "Rows",
    "SemanticEncoder",
    "Snapshot",
    "Source",
    "StaticEncoder",
    "Verdicts",
    "cosines",
    "feature_list",
    "findable_talents",
    "freeze",
    "km_apart",
    "load_behaviour",
    "municipality_places",
    "ngram_encoder",
    "open_offers",
    "pair_values",
    "pairing",
    "place_named",
    "quantised",
    "read_encoder",
    "save_behaviour",
    "sentence_encoder",
    "thaw",
    "verdicts",
]
