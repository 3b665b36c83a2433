"""A principal: who is asking, as far as the key says."""

from dataclasses import dataclass

from matcher.domain import OrganisationId, TalentId
from service.auth.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """``subject`` is the talent or organisation that speaks; only those two roles have one.

    ``municipalities`` are the codes that a coordinator is limited to; empty: all.
    """

    role: Role
    key: str
    subject: str | None = None
    municipalities: frozenset[str] = frozenset()

    @property
    def talent(self) -> TalentId | None:
        """The talent that speaks, if it is one."""
        return TalentId(self.subject) if self.role is Role.TALENT and self.subject else None

    @property
    def organisation(self) -> OrganisationId | None:
        """The organisation that speaks, if it is one."""
        speaks = self.role is Role.ORGANISATION and self.subject
        return OrganisationId(self.subject) if speaks and self.subject else None


NOBODY = Principal(role=Role.ANONYMOUS, key="")
