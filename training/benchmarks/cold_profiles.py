"""Profiles as the hybrid reads them: what people and offers say, as rows of ones and shares.

All that the ranker's own features read is here as well, each side for itself: numbers in bins,
and of the map how near each place with offers is to a home.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack

from training.benchmarks.hybrid import Sparse
from training.simulate.offers import Offers, Organisations
from training.simulate.people import People

_KM = (6.0, 12.0, 18.0, 25.0, 40.0)
_PRICES = (1.0, 100.0, 200.0, 300.0, 600.0, 1200.0)
_PAYS = (1.0, 500.0, 1500.0, 2500.0)
_SEATS = (6.0, 10.0, 20.0, 30.0)
_NEAR_KM = 20.0


def person_features(
    people: People, offers: Offers, *, km: NDArray[np.float64], known: NDArray[np.integer]
) -> Sparse:
    """A row for each person; those of ``known`` have an identity besides.

    ``km`` is the distance between each two municipalities.
    """
    places = np.unique(offers.municipality)
    near = np.exp(-km[people.municipality][:, places] / _NEAR_KM)
    return _stacked(
        [
            _listed(people.ticked_genres),
            _listed(people.ticked_roles),
            _ones(people.ticked_goals),
            _ones(people.ticked_needs),
            _listed(people.stated_level[:, None]),
            _binned(people.stated_km, _KM),
            _ones(people.stated_times),
            _listed(people.municipality[:, None]),
            csr_matrix(near),
            *_told(people.text),
        ],
        known,
    )


def offer_features(
    offers: Offers, organisations: Organisations, *, known: NDArray[np.integer]
) -> Sparse:
    """A row for each offer, with its organisation and that one's kind; ``known`` as above."""
    return _stacked(
        [
            _listed(offers.stated_genres),
            _listed(offers.stated_roles[:, None]),
            _ones(offers.stated_goals),
            _ones(offers.stated_meets),
            _listed(offers.stated_levels[:, :1]),
            _listed(offers.stated_levels[:, 1:]),
            _listed(offers.kind[:, None]),
            _listed(offers.organisation[:, None]),
            _listed(organisations.kind[offers.organisation][:, None]),
            _listed(offers.municipality[:, None]),
            _ones(offers.remote[:, None]),
            _ones(offers.times),
            _binned(offers.price, _PRICES),
            _binned(offers.pay, _PAYS),
            _binned(offers.capacity, _SEATS),
            _listed(offers.reach[:, None]),
            *_told(offers.text),
        ],
        known,
    )


def _stacked(parts: Sequence[Sparse], known: NDArray[np.integer]) -> Sparse:
    """The parts side by side, with an identity for those who are known."""
    count = parts[0].shape[0]
    past = np.zeros(count)
    past[known] = 1
    return hstack([*parts, diags(past)], format="csr")


def _told(text: NDArray[np.integer]) -> list[Sparse]:
    """What texts speak of, without a mishearing; ``text`` is pattern (-1 for none) and codes."""
    codes = np.where(text[:, :1] >= 0, text[:, 1:], -1)
    return [_listed(codes[:, [column]]) for column in range(codes.shape[1])]


def _ones(ticked: NDArray[np.bool_]) -> Sparse:
    return csr_matrix(ticked.astype(np.float64))


def _binned(values: NDArray[np.number], edges: Sequence[float]) -> Sparse:
    """Numbers as the bin that they are in; nothing where there is none."""
    floats = values.astype(np.float64)
    bins = np.where(np.isnan(floats), -1, np.digitize(np.nan_to_num(floats), edges))
    return _listed(bins[:, None])


def _listed(codes: NDArray[np.integer]) -> Sparse:
    """Lists of codes (n, width), -1 for none, as rows of ones."""
    rows, places = np.nonzero(codes >= 0)
    columns = codes[rows, places]
    shape = (len(codes), int(columns.max(initial=0)) + 1)
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
