"""An organisation: a music school, club, venue, festival or other actor that makes offers."""

from dataclasses import dataclass

from matcher.domain.ids import OrganisationId
from matcher.domain.profile import FreeTag


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """``type`` is a code of the organisation types, ``municipality`` a four-digit code."""

    id: OrganisationId
    name: str
    type: str | None = None
    municipality: str | None = None
    contact_email: str | None = None
    free_tags: tuple[FreeTag, ...] = ()
