"""Ranking: the glass-box model, its artefact, the recommending pipeline and its explanations."""

from matcher.ranking.glass_box import GlassBox, Term, probability
from matcher.ranking.priors import Prior, PriorsRefused, day_zero, packaged_priors
from matcher.ranking.recommending import DiversityConfig, Recommender, UnknownSubject

__all__ = [
    "DiversityConfig",
    "GlassBox",
    "Prior",
    "PriorsRefused",
    "Recommender",
    "Term",
    "UnknownSubject",
    "day_zero",
    "packaged_priors",
    "probability",
]
