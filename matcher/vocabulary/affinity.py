"""Affinity: a graded similarity of the terms of one vocabulary, from their tree and their links."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.vocabulary.term import Term

Matrix: TypeAlias = NDArray[np.float32]
Vector: TypeAlias = NDArray[np.float32]

# The edge from a term up to its parent, by the parent's depth: a root is broad ("electronic"),
# deeper parents are near their children.
EDGE_BY_DEPTH = (0.45, 0.7, 0.8, 0.85)
# What every further step of a path keeps: kin of kin of kin is no kin.
STEP = np.float32(0.8)
# Below this a similarity says nothing any more.
FLOOR = 0.1


def affinity_matrix(terms: Sequence[Term], index: Mapping[str, int]) -> Matrix:
    """Similarity of every two terms in 0..1: shape (n, n), float32, symmetric, diagonal 1.

    As in Wu & Palmer (1994, "Verb semantics and lexical selection") two terms are nearer the
    deeper their common ancestor lies; here this comes from edge weights, so that links across
    the tree can join in.

    1. An edge joins a term to its parent, weighted by depth (``EDGE_BY_DEPTH``), and to each
       related term with that link's weight; of two edges between the same terms the greater
       holds, so a link to the parent says "nearer than usual".
    2. The similarity is the greatest product of weights along any path, where every step after
       the first also costs ``STEP`` (Floyd 1962, in the max-times semiring). No weight is above
       1, so that what is under ``FLOOR`` can be left out on the way.
    3. Values under ``FLOOR`` become 0.
    """
    best = _edges(terms, index)
    for via in range(len(terms)):
        near = np.flatnonzero(best[via] >= FLOOR)
        block = np.ix_(near, near)
        through = STEP * np.outer(best[near, via], best[via, near])
        best[block] = np.maximum(best[block], through)
    best[best < FLOOR] = 0.0
    return best


def link_matrix(
    links: Iterable[tuple[str, str, float]], rows: Mapping[str, int], columns: Mapping[str, int]
) -> Matrix:
    """Weights of links (from, to, weight) between two vocabularies: shape (rows, columns)."""
    matrix = np.zeros((len(rows), len(columns)), dtype=np.float32)
    for one, other, weight in links:
        matrix[rows[one], columns[other]] = weight
    return matrix


def inner_space(similarity: Matrix) -> Matrix:
    """Rows whose inner products are the similarities, as nearly as can be: shape (n, n).

    The cosine of the sums of some rows and of some others is then the soft cosine of the two
    sets (Sidorov et al. 2014, "Soft similarity and soft cosine measure"). Eigenvalues below 0,
    which no inner product can have, are left out.
    """
    values, vectors = np.linalg.eigh(similarity.astype(np.float64))
    space: Matrix = (vectors * np.sqrt(values.clip(min=0))).astype(np.float32)
    return space


def in_order(values: Mapping[str, float], codes: Sequence[str]) -> Vector:
    """The values of ``codes`` in their order, 0 where there is none: shape (codes,)."""
    return np.array([values.get(code, 0.0) for code in codes], dtype=np.float32)


def depth_of(term: Term, terms: Sequence[Term], index: Mapping[str, int]) -> int:
    """How many ancestors a term has; a root has none."""
    depth = 0
    while term.parent is not None:
        term = terms[index[term.parent]]
        depth += 1
    return depth


def _edges(terms: Sequence[Term], index: Mapping[str, int]) -> Matrix:
    edges = np.eye(len(terms), dtype=np.float32)
    for row, term in enumerate(terms):
        for other, weight in (*_parent_edge(term, terms, index), *term.related):
            column = index[other]
            edges[row, column] = edges[column, row] = max(edges[row, column], weight)
    return edges


def _parent_edge(
    term: Term, terms: Sequence[Term], index: Mapping[str, int]
) -> tuple[tuple[str, float], ...]:
    if term.parent is None:
        return ()
    depth = depth_of(terms[index[term.parent]], terms, index)
    return ((term.parent, EDGE_BY_DEPTH[min(depth, len(EDGE_BY_DEPTH) - 1)]),)
