"""Identities: one NewType for each kind of thing, so that they cannot be mixed up."""

from typing import NewType

TalentId = NewType("TalentId", str)
OrganisationId = NewType("OrganisationId", str)
OfferId = NewType("OfferId", str)
EventId = NewType("EventId", str)
SlateId = NewType("SlateId", str)
SearcherId = NewType("SearcherId", str)
"""Who searches by words: the id of the talent or the organisation, or of another's key."""
