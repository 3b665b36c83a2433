"""What the profiles of talents and offers share: free tags, and the names of target groups."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class FreeTag:
    """A term that a person wrote and the vocabulary does not know; kept, shown, never dropped.

    ``field`` is the profile's field it was written in (``genres``, ``roles`` …), ``text`` is
    exactly what was written, trimmed.
    """

    field: str
    text: str


def group_name(stated: str) -> str:
    """A target group as two sides compare it: a code, or a description however it is spaced."""
    return " ".join(stated.casefold().split())
