"""Ranking: the glass-box model, its artefact, the recommending pipeline and its explanations."""

from matcher.ranking.choosing import DiversityConfig
from matcher.ranking.exploration import ExplorationConfig
from matcher.ranking.fusion import fused
from matcher.ranking.glass_box import GlassBox, Term, probability
from matcher.ranking.ladder import Ladder, bands, goal_columns
from matcher.ranking.meaning import Labels
from matcher.ranking.mutual import (
    PARTNERS,
    PEERS,
    MutualFit,
    MutualVoice,
    mutual_model,
    mutual_priors,
)
from matcher.ranking.mutual_slate import Called
from matcher.ranking.onwards import Onwards, onwards
from matcher.ranking.partners import PartnerRecommender
from matcher.ranking.pathway import (
    Map,
    NextStep,
    Pathway,
    Standing,
    next_steps,
    pathway,
    standing,
    standing_of,
    unknown_standing,
)
from matcher.ranking.peers import PeerRecommender
from matcher.ranking.priors import Prior, PriorsRefused, day_zero, packaged_priors
from matcher.ranking.question import Question, question
from matcher.ranking.recommending import Recommender, UnknownSubject
from matcher.ranking.search_reasons import Read, SearchReasons
from matcher.ranking.search_slate import search_slate
from matcher.ranking.searching import (
    Found,
    Met,
    SearchConfig,
    Searcher,
    distances,
    reads_texts,
)
from matcher.ranking.trodden import TakenPart, Trodden, places_before, trodden, untrodden

__all__ = [
    "PARTNERS",
    "PEERS",
    "Called",
    "DiversityConfig",
    "ExplorationConfig",
    "Found",
    "GlassBox",
    "Labels",
    "Ladder",
    "Map",
    "Met",
    "MutualFit",
    "MutualVoice",
    "NextStep",
    "Onwards",
    "PartnerRecommender",
    "Pathway",
    "PeerRecommender",
    "Prior",
    "PriorsRefused",
    "Question",
    "Read",
    "Recommender",
    "SearchConfig",
    "SearchReasons",
    "Searcher",
    "Standing",
    "TakenPart",
    "Term",
    "Trodden",
    "UnknownSubject",
    "bands",
    "day_zero",
    "distances",
    "fused",
    "goal_columns",
    "mutual_model",
    "mutual_priors",
    "next_steps",
    "onwards",
    "packaged_priors",
    "pathway",
    "places_before",
    "probability",
    "question",
    "reads_texts",
    "search_slate",
    "standing",
    "standing_of",
    "trodden",
    "unknown_standing",
    "untrodden",
]
