"""Options of rounds: what they say, judged as the body of a request would be."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

import typer
from pydantic import ValidationError

from service.api.bodies.fields import Body
from service.errors import Fault, ServiceError

Read = TypeVar("Read", bound=Body)

_OPTIONS = {
    "closes_at": "closes",
    "offers": "offer",
    "companions": "companion",
    "tiers": "tier",
    "refused": "refuse",
}


def read_as(body: type[Read], given: Mapping[str, Any]) -> Read:
    """The body that the options make.

    Raises ``typer.BadParameter`` for what would be refused over HTTP before anything is asked.
    """
    try:
        return body.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name, *where = first["loc"]
        option = f"--{_option(str(name), where)}"
        raise typer.BadParameter(first["msg"], param_hint=option) from error


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
    return replace(fault, pointer=_option(name, where))


def _option(name: str, where: Iterable[int | str]) -> str:
    return " ".join([_OPTIONS.get(name, name), *(str(int(place) + 1) for place in where)])
