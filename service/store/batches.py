"""Batches: as much at once as one statement may carry."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Element = TypeVar("Element")

BATCH = 1000


def batches(elements: Sequence[Element], *, size: int = BATCH) -> Iterator[Sequence[Element]]:
    """The elements in order, at most ``size`` at a time."""
    return (elements[start : start + size] for start in range(0, len(elements), size))
