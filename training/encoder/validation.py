"""Validation: the figures by which a recipe is chosen; no test data is touched."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.features import SemanticEncoder
from training import metrics
from training.encoder.domain import Fit, GradedTown

Cosines = NDArray[np.float64]


def cosine_matrix(encoder: SemanticEncoder, one: Sequence[str], other: Sequence[str]) -> Cosines:
    """Of every text of ``one`` with every text of ``other``: shape (one, other), 0 for empty."""
    return _unit(encoder, one) @ _unit(encoder, other).T


def found_first(likeness: Cosines) -> Mapping[str, float]:
    """P@1 both ways of a square matrix whose diagonal is right; who ties with it is not ahead."""
    right = np.diag(likeness)
    return {
        "there": float((right >= likeness.max(axis=1)).mean()),
        "back": float((right >= likeness.max(axis=0)).mean()),
    }


def fitting(encoder: SemanticEncoder, fits: Sequence[Fit]) -> Mapping[str, float]:
    """Mean reciprocal rank of the offer that fits among all offers and lures, by languages."""
    return {
        "da→da": _mrr(encoder, fits, danish=(True, True)),
        "en→en": _mrr(encoder, fits, danish=(False, False)),
        "da→en": _mrr(encoder, fits, danish=(True, False)),
        "en→da": _mrr(encoder, fits, danish=(False, True)),
    }


def graded(encoder: SemanticEncoder, towns: Sequence[GradedTown]) -> Mapping[str, float]:
    """nDCG@10 of each town's offers by likeness to each person's words alone."""
    return {
        town.name: metrics.mean(
            metrics.ndcg(cosine_matrix(encoder, town.people, town.offers), town.grades)
        )
        for town in towns
    }


def _mrr(encoder: SemanticEncoder, fits: Sequence[Fit], *, danish: tuple[bool, bool]) -> float:
    people = [fit.person.danish if danish[0] else fit.person.english for fit in fits]
    offers = [fit.offer.danish if danish[1] else fit.offer.english for fit in fits]
    lures = [fit.lure.danish if danish[1] else fit.lure.english for fit in fits]
    likeness = cosine_matrix(encoder, people, [*offers, *lures])
    right = np.diag(likeness)[:, None]
    return float((1 / (1 + (likeness > right).sum(axis=1))).mean())


def _unit(encoder: SemanticEncoder, texts: Sequence[str]) -> Cosines:
    rows = encoder.encode(texts).astype(np.float64)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, norms, out=rows, where=norms > 0)
