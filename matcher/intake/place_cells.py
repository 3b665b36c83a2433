"""Place cells: municipalities and postcodes; a place that is not found is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from matcher.intake.codes import IntakeCode, problem, suggesting
from matcher.intake.reading import Reading, Reference, Style, refusal

_NAME_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality, by its name or number."""

    repeats: ClassVar[bool] = True

    def read(self, text: str, reference: Reference) -> Reading:
        """The four-digit code."""
        geography = reference.words.geography
        if code := geography.resolve_municipality(text):
            return Reading(code)
        nearest = reference.nearest(geography.nearest_municipality_names, text[:_NAME_LIMIT])
        return refusal(suggesting(IntakeCode.UNKNOWN_MUNICIPALITY, nearest))

    def write(self, value: Any, _tags: Sequence[str], style: Style) -> str:
        """The four-digit code, or the name."""
        return style.name(value, style.words.geography.names)


@dataclass(frozen=True, slots=True)
class Postcode:
    """A Danish postcode."""

    repeats: ClassVar[bool] = True

    def read(self, text: str, reference: Reference) -> Reading:
        """The four digits."""
        postcode = reference.words.geography.resolve_postcode(text)
        if postcode:
            # Digits of other scripts are taken too; the code has our own.
            return Reading(f"{int(postcode.code):04}")
        return refusal(problem(IntakeCode.UNKNOWN_POSTCODE))

    def write(self, value: Any, _tags: Sequence[str], _style: Style) -> str:
        """The four digits."""
        return str(value)
