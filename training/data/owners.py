"""Owners: whose offers are; on the provider's side it is they who decide."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def owners(offers: pa.Table, ids: NDArray[np.str_]) -> NDArray[np.intp]:
    """The number of the organisation of each offer of ``ids``, in their order: shape (ids,).

    ``offers`` is the log's table. An offer whose organisation is not known is its own.
    """
    wanted = pa.array([str(one) for one in ids], type=pa.string())
    place = pc.index_in(wanted, value_set=_texts(offers["offer"]))
    known = pc.coalesce(_texts(offers["organisation"]).take(place), wanted)
    return np.asarray(known.dictionary_encode().indices.to_numpy(), dtype=np.intp)


def _texts(column: pa.ChunkedArray) -> pa.Array:
    return column.cast(pa.string()).combine_chunks()
