"""Groups: the people of an evaluation by where they live, how old they are, what they play."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

UNKNOWN = "unknown"
#: Dimensions by the column that they are read from; those of lists overlap.
ONE_EACH = ("municipality", "age_band", "institution")
SEVERAL = ("languages", "roles", "genres")


@dataclass(frozen=True, eq=False, kw_only=True)
class Grouping:
    """People by one property: ``member`` is (people, groups), true where a person belongs.

    ``exclusive`` groupings hold everybody exactly once.
    """

    dimension: str
    names: tuple[str, ...]
    member: sparse.csr_array
    exclusive: bool


def groupings(talents: pa.Table, ids: NDArray[np.str_]) -> tuple[Grouping, ...]:
    """All dimensions of the log's table of talents, for the people ``ids`` in their order.

    Who is not in the table, or says nothing, is in the group ``unknown`` of the dimensions that
    hold everybody and in none of the others.
    """
    rows = _aligned(talents, ids)
    single = [_single(name, rows.column(name)) for name in ONE_EACH]
    return (*single, *(_several(name, rows.column(name)) for name in SEVERAL))


def newcomers(known: NDArray[np.bool_]) -> Grouping:
    """People by whether they were in what the model learned from."""
    return labelled("newcomer", np.where(known, "no", "yes"))


def declared(audit: Mapping[str, str], ids: NDArray[np.str_]) -> Grouping:
    """People by the gender that they declared, for the audit alone."""
    return labelled("gender", np.array([audit.get(str(one), UNKNOWN) for one in ids], dtype=str))


def labelled(dimension: str, labels: NDArray[np.str_]) -> Grouping:
    """A grouping that holds everybody once, (people,) labels."""
    names, place = np.unique(labels, return_inverse=True)
    member = _members(np.arange(len(labels)), place, (len(labels), len(names)))
    return Grouping(
        dimension=dimension, names=tuple(map(str, names)), member=member, exclusive=True
    )


def _aligned(talents: pa.Table, ids: NDArray[np.str_]) -> pa.Table:
    """The talents' rows in the order of ``ids``, nulls for who is not there."""
    wanted = pa.array([str(one) for one in ids], type=pa.string())
    place = pc.index_in(wanted, value_set=talents["talent"].combine_chunks().cast(pa.string()))
    return talents.take(place)


def _single(name: str, column: pa.ChunkedArray) -> Grouping:
    """Yes and no are written so; a null is ``unknown``."""
    plain = column.combine_chunks()
    if pa.types.is_boolean(plain.type):
        plain = pc.if_else(plain, "yes", "no")
    texts = plain.cast(pa.string()).fill_null(UNKNOWN)
    return labelled(name, np.array(texts.to_numpy(zero_copy_only=False), dtype=str))


def _several(name: str, column: pa.ChunkedArray) -> Grouping:
    lists = column.combine_chunks()
    owners = pc.list_parent_indices(lists).to_numpy()
    words: Sequence[str] = pc.list_flatten(lists).cast(pa.string()).to_numpy(zero_copy_only=False)
    names, place = np.unique(np.array(words, dtype=str), return_inverse=True)
    member = _members(owners, place, (len(lists), len(names)))
    return Grouping(dimension=name, names=tuple(map(str, names)), member=member, exclusive=False)


def _members(
    people: NDArray[np.int64], group: NDArray[np.intp], shape: tuple[int, int]
) -> sparse.csr_array:
    ones = np.ones(len(people))
    member = sparse.csr_array((ones, (people, group)), shape=shape)
    member.data[:] = 1.0
    return member
