"""Behaviours: small learned vectors for tests, of tokens that the test names."""

from collections.abc import Mapping, Sequence

import numpy as np

from matcher.features import Behaviour
from matcher.features.encoding import stable_hash


def behaviour(
    says: Mapping[str, Sequence[float]],
    draws: Mapping[str, Sequence[float]] | None = None,
    *,
    pull: Mapping[str, float] | None = None,
    together: Sequence[tuple[str, str]] = (),
) -> Behaviour:
    """Vectors by token; what draws is what says, unless told otherwise."""
    tokens = sorted(says, key=stable_hash)
    drawn, pulled = draws or says, pull or {}
    both = {*together, *((other, one) for one, other in together)}
    return Behaviour(
        tokens=np.array([stable_hash(token) for token in tokens], dtype=np.uint64),
        says=np.array([says[token] for token in tokens], dtype=np.float32),
        draws=np.array([drawn[token] for token in tokens], dtype=np.float32),
        pull=np.array([pulled.get(token, np.nan) for token in tokens], dtype=np.float32),
        together=np.array([[(one, other) in both for other in tokens] for one in tokens]),
        scale=1.0,
    )
