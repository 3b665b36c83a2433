"""A step as it was asked for, in a body: its roles are known ones."""

from matcher.domain import OfferId
from matcher.vocabulary import Vocabularies
from service.actions.give_back_steps import StepAsked
from service.api.bodies.give_backs import StepAskedBody
from service.api.profile_values import unknown_code


def step_asked(body: StepAskedBody, words: Vocabularies) -> StepAsked:
    """The step of ``body``.

    Raises ``ServiceError`` (422 ``invalid``) for a role that is none: what is played decides
    whether it suits.
    """
    for at, role in enumerate(body.friends or ()):
        if role not in words.roles:
            raise unknown_code(["friends", at], role, among="roles")
    return StepAsked(
        step=body.step,
        slot=None if body.slot is None else OfferId(body.slot),
        reason=body.reason,
        friends=body.friends,
        whole_act=body.whole_act,
    )
