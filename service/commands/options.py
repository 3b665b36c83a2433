"""Options: what they say, judged as the body of a request would be, and named where it is wrong."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError

from service.api.bodies.fields import Body
from service.api.faults import faults_of
from service.errors import Code, Fault, ServiceError

Read = TypeVar("Read", bound=Body)

# Where an option is called otherwise than in a body.
_OPTIONS = {
    "closes_at": "closes",
    "offers": "offer",
    "companions": "companion",
    "tiers": "tier",
    "refused": "refuse",
}


def read_as(body: type[Read], given: Mapping[str, Any]) -> Read:
    """The body that the options make.

    Raises ``ServiceError`` (422 ``invalid``) with every option that is wrong.
    """
    try:
        return body.model_validate(given)
    except ValidationError as error:
        faults = tuple(map(_as_option, faults_of(error.errors())))
        raise ServiceError(Code.INVALID, 422, faults=faults) from error


@contextmanager
def in_options() -> Iterator[None]:
    """What an action points to in a body is an option here, the first of several with 1."""
    try:
        yield
    except ServiceError as error:
        error.faults = tuple(map(_as_option, error.faults))
        raise


def _as_option(fault: Fault) -> Fault:
    name, *where = fault.pointer.removeprefix("#/").split("/")
    places = (str(int(one) + 1) if one.isdecimal() else one for one in where)
    return replace(fault, pointer=" ".join([_OPTIONS.get(name, name), *places]))
