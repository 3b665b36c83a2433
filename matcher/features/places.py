"""Places: points on the Earth as unit vectors from its centre, and how far apart they are."""

from functools import cache
from math import cos, radians, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.vocabulary import Geography

EARTH_RADIUS_KM = 6371.0

Point = tuple[float, float]
Places = NDArray[np.float32]


def unit_vector(point: Point) -> tuple[float, float, float]:
    """Of latitude and longitude in degrees."""
    lat, lon = map(radians, point)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def km_apart(one: Places, other: Places) -> NDArray[np.float32]:
    """Great-circle distance in km, from the chord, of shapes (n, 3) or (1, 3): shape (n,)."""
    way = one - other
    half_chord = np.sqrt(np.einsum("ij,ij->i", way, way)) / 2
    km: NDArray[np.float32] = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(half_chord, 1))
    return km


def place_named(geography: Geography, name: str) -> Places | None:
    """The place of a postcode or of a municipality's code: shape (1, 3); none for neither."""
    point = geography.point(postcode=name, municipality=name)
    return None if point is None else np.array([unit_vector(point)], dtype=np.float32)


def municipality_places(geography: Geography, rows: NDArray[Any]) -> Places:
    """The middle of each municipality, by its place in the geography's list; NaN for -1."""
    return _middles(geography)[rows]


@cache
def _middles(geography: Geography) -> Places:
    points = [unit_vector(geography.coordinates(code)) for code in geography.codes]
    return np.array([*points, (np.nan, np.nan, np.nan)], dtype=np.float32)
