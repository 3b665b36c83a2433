"""What the profiles of talents and offers share: free tags and the places where times are named."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class FreeTag:
    """A term that a person wrote and the vocabulary does not know; kept, shown, never dropped.

    ``field`` is the profile's field it was written in (``genres``, ``roles`` …), ``text`` is
    exactly what was written, trimmed.
    """

    field: str
    text: str
