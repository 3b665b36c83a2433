"""Ranking: the glass-box model, its artefact, the recommending pipeline and its explanations."""

from matcher.ranking.choosing import DiversityConfig
from matcher.ranking.exploration import ExplorationConfig
from matcher.ranking.fusion import fused
from matcher.ranking.glass_box import GlassBox, Term, probability
from matcher.ranking.meaning import Labels
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

__all__ = [
    "DiversityConfig",
    "ExplorationConfig",
    "Found",
    "GlassBox",
    "Labels",
    "Met",
    "Prior",
    "PriorsRefused",
    "Question",
    "Read",
    "Recommender",
    "SearchConfig",
    "SearchReasons",
    "Searcher",
    "Term",
    "UnknownSubject",
    "day_zero",
    "distances",
    "fused",
    "packaged_priors",
    "probability",
    "question",
    "reads_texts",
    "search_slate",
]
