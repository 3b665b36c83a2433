"""On behalf: whoever works at the terminal writes down what a person or a host has said.

The log keeps whose step it was, and that it was taken at the terminal: nobody's yes is made to look
as if it had come from the person's own hand.
"""

from sqlalchemy.orm import Session

from matcher.domain import GiveBackActor, TalentId
from service.actions.acting import AT_TERMINAL, OPERATOR
from service.actions.give_backs import found_for
from service.auth import Principal, Role
from service.store.give_back_log import StepTaken

_OTHERS = frozenset({GiveBackActor.PERSON, GiveBackActor.HOST})


def as_person(session: Session, key: str) -> Principal:
    """Whose give-back it is. Raises ``ServiceError`` (404 ``unknown_give_back``)."""
    return as_talent(found_for(session, key, principal=OPERATOR).talent)


def as_talent(talent: TalentId) -> Principal:
    """Somebody who has told the operator."""
    return Principal(role=Role.TALENT, key=AT_TERMINAL, subject=talent)


def is_on_behalf(step: StepTaken) -> bool:
    """Whether an operator wrote down what somebody else has said."""
    return step.key == AT_TERMINAL and step.actor in _OTHERS
