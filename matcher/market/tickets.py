"""Tickets of a lottery among equals, drawn from a recorded seed and the ids alone.

One lottery for all offers is the default: with one for each offer somebody may lose a tie at A and
win one at B while another has it the other way round, and both would rather swap. One for all has
no such swaps among equals, and more people get their first wish (Abdulkadiroğlu, Pathak & Roth,
AER 2009). Its price: who is unlucky is unlucky at every offer.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Tickets = NDArray[np.uint64]


def tickets(seed: int, ids: Sequence[str], *, offers: Sequence[str] = ()) -> Tickets:
    """A ticket for each of ``ids``, the lowest first: the same in any order and any company.

    With ``offers``, as many as ``ids``, each ticket is for that person at that offer alone.
    """
    keys = [f"{seed}\n{one}" for one in ids]
    if offers:
        keys = [f"{key}\n{offer}" for key, offer in zip(keys, offers, strict=True)]
    drawn = b"".join(blake2b(key.encode(), digest_size=8).digest() for key in keys)
    return np.frombuffer(drawn, dtype=">u8").astype(np.uint64)
