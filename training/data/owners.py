"""Owners: whose offers are; on the provider's side it is they who decide."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def owners(
    offers: pa.Table, ids: NDArray[np.str_] | pa.Array | pa.ChunkedArray
) -> NDArray[np.intp]:
    """The number of the organisation of each offer of ``ids``, in their order: shape (ids,).

    ``offers`` is the log's table. An offer whose organisation is not known is its own.
    """
    wanted = _texts(pa.array(ids.tolist()) if isinstance(ids, np.ndarray) else ids)
    known = pc.coalesce(organisations(offers, wanted), wanted)
    return np.asarray(known.dictionary_encode().indices.to_numpy(), dtype=np.intp)


def organisations(offers: pa.Table, ids: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The organisation of each offer of ``ids`` as text, null where it is not known."""
    place = pc.index_in(_texts(ids), value_set=_texts(offers["offer"]))
    return _texts(offers["organisation"]).take(place)


def _texts(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    texts = column.cast(pa.string())
    return texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
