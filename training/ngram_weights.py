"""N-gram weights: the inverse document frequencies that the packaged text encoder uses."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.features.text import BUCKETS, ngrams


def sentences(pairs: Path) -> Iterator[str]:
    """Both sides of a tab-separated file of Danish–English sentence pairs with a header row."""
    with pairs.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows, None)
        for row in rows:
            yield from row[:2]


def inverse_document_frequency(texts: Iterable[str]) -> NDArray[np.float16]:
    """Smoothed idf, ln((1 + n) / (1 + df)) + 1, of each bucket; shape (BUCKETS,), 0 for bucket 0.

    Source: Manning, Raghavan & Schütze 2008, section 6.2.1, with add-one smoothing.
    """
    counts = np.zeros(BUCKETS, dtype=np.int64)
    total = 0
    for text in texts:
        counts[np.unique(ngrams([text])[1])] += 1
        total += 1
    weights = np.log((1 + total) / (1 + counts)) + 1
    weights[0] = 0
    return weights.astype(np.float16)
