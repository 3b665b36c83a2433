"""Suppression: which groups are too small to show, and which two would give one away."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from training.evaluate.groups import Grouping

Mask = NDArray[np.bool_]


def shown(groupings: Sequence[Grouping], people: Mask, *, small: int) -> tuple[Mask, ...]:
    """For each grouping which of its groups may be shown, when the whole is shown too.

    ``people`` are those that the figures are of, ``small`` the least number in a group.

    1. A group of fewer than ``small`` is hidden.
    2. Where a grouping holds everybody once, the hidden are the whole minus the shown: as long as
       those are fewer than ``small``, or one group alone, the smallest shown one is hidden too.
    3. Where one of two shown sets lies in the other (the whole is one of them), the difference is
       a group as well: when it is small, the smaller set is hidden.
    4. From 2 again until nothing changes.

    After it no hidden group, and nobody outside a shown one, is the difference of two figures, nor
    the whole less all that is shown of a grouping that holds everybody once. Sums and differences
    of three or more figures of groupings that overlap are not looked at: that all of them together
    give nobody away is not promised.
    """
    here = [grouping.member[people] for grouping in groupings]
    sizes = [np.asarray(member.sum(axis=0)).ravel() for member in here]
    masks = [size >= small for size in sizes]
    inside = _inside(here, sizes, total=int(people.sum()), small=small)
    before = -1
    while before != sum(int(mask.sum()) for mask in masks):
        before = sum(int(mask.sum()) for mask in masks)
        for grouping, size, mask in zip(groupings, sizes, masks, strict=True):
            if grouping.exclusive:
                _complement(mask, size, small=small)
        _differences(masks, inside)
    return tuple(masks)


def _complement(mask: Mask, size: NDArray[np.float64], *, small: int) -> None:
    """Step 2, in place."""
    while mask.any() and _gives_away(size[~mask & (size > 0)], small=small):
        mask[np.flatnonzero(mask)[size[mask].argmin()]] = False


def _gives_away(hidden: NDArray[np.float64], *, small: int) -> bool:
    return len(hidden) > 0 and (len(hidden) == 1 or float(hidden.sum()) < small)


def _differences(masks: Sequence[Mask], inside: NDArray[np.bool_]) -> None:
    """Step 3, in place: row a of ``inside`` is true where a lies closely in b or in the whole."""
    flat = np.concatenate(masks)
    flat &= ~(inside[:, -1] | (inside[:, :-1] & flat).any(axis=1))
    start = 0
    for mask in masks:
        mask[:] = flat[start : start + len(mask)]
        start += len(mask)


def _inside(
    members: Sequence[sparse.csr_array],
    sizes: Sequence[NDArray[np.float64]],
    *,
    total: int,
    small: int,
) -> Mask:
    """Which groups lie in which others with fewer than ``small`` to spare; last, in the whole."""
    every = sparse.hstack(members).tocsr() if members else sparse.csr_array((total, 0))
    size = np.concatenate([*sizes, []])
    common = np.asarray((every.T @ every).todense())
    spare = size[None, :] - size[:, None]
    within = (common == size[:, None]) & (spare > 0) & (spare < small)
    rest = total - size
    return np.column_stack([within, (rest > 0) & (rest < small)])
