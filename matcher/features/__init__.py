"""Features: the one list, profiles as columns, and every pair's values by array operations."""

from matcher.features.behaviour import (
    Behaviour,
    BehaviourUnreadable,
    load_behaviour,
    save_behaviour,
)
from matcher.features.complements import role_complements
from matcher.features.eligibility import Verdicts, findable_talents, open_offers, verdicts
from matcher.features.feature import (
    Feature,
    FeatureList,
    Monotone,
    Source,
    feature_list,
    packaged_features,
)
from matcher.features.frozen import freeze, thaw
from matcher.features.pairing import Pairing, Rows, pairing
from matcher.features.pairs import PairFacts, pair_values
from matcher.features.partnering import (
    PartnerFacts,
    Partnering,
    partner_values,
    partnering,
)
from matcher.features.peer_eligibility import PeerVerdicts, peer_verdicts
from matcher.features.peering import (
    PeerFacts,
    Peering,
    PeerMarks,
    Way,
    peer_values,
    peering,
)
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
    "PartnerFacts",
    "Partnering",
    "PeerFacts",
    "PeerMarks",
    "PeerVerdicts",
    "Peering",
    "Places",
    "Rows",
    "SemanticEncoder",
    "Snapshot",
    "Source",
    "StaticEncoder",
    "Verdicts",
    "Way",
    "cosines",
    "feature_list",
    "findable_talents",
    "freeze",
    "km_apart",
    "load_behaviour",
    "municipality_places",
    "ngram_encoder",
    "open_offers",
    "packaged_features",
    "pair_values",
    "pairing",
    "partner_values",
    "partnering",
    "peer_values",
    "peer_verdicts",
    "peering",
    "place_named",
    "quantised",
    "read_encoder",
    "role_complements",
    "save_behaviour",
    "sentence_encoder",
    "thaw",
    "verdicts",
]
