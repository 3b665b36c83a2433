"""Tokens: the offers of a log as the same tokens that a snapshot gives them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matcher.features.behaviour import Tokens, token_hashes, tokens_of
from matcher.vocabulary import Vocabularies
from training.behaviour.reading import Sparse


@dataclass(frozen=True, eq=False, slots=True)
class OfferTokens:
    """Which tokens each of n offers has; ``tokens`` are the hashes of all T, in order.

    ``matrix`` is offers × tokens, 1 or 0. ``organisations`` (n,) is where each offer's
    organisation stands among the tokens.
    """

    tokens: Tokens
    matrix: Sparse
    organisations: NDArray[np.intp]


def offer_tokens(offers: pa.Table, words: Vocabularies) -> OfferTokens:
    """The tokens of the log's table of offers, in the order of its rows."""
    columns = (offers[name].to_pylist() for name in ("organisation", "kind", "genres"))
    lists = [
        list(filter(None, token_hashes(tokens_of(owner, kind, genres=genres, known=words.genres))))
        for owner, kind, genres in zip(*columns, strict=True)
    ]
    flat = np.fromiter(chain.from_iterable(lists), dtype=np.uint64)
    tokens, places = np.unique(flat, return_inverse=True)
    ends = _ends(map(len, lists))
    cells = (np.ones(len(flat)), places, ends)
    matrix = csr_matrix(cells, shape=(len(lists), len(tokens)))
    return OfferTokens(tokens, matrix, places[ends[:-1]].astype(np.intp))


def _ends(lengths: Iterable[int]) -> NDArray[np.int64]:
    return np.cumsum([0, *lengths], dtype=np.int64)
