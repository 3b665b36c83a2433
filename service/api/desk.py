"""The desk: what the routes of one process share, and what is known of each request."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from matcher.vocabulary import Language, Vocabularies
from service.actions.key_ring import KeyRing
from service.actions.resources import Resources
from service.api.metrics import Metrics
from service.auth import Principal
from service.errors import Code, ServiceError
from service.i18n import negotiate


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """``language`` is the installation's; sizes are in bytes; ``schema`` is the newest revision;
    ``exploration`` is the share of a list's value that may be given up to learn."""

    resources: Resources
    keys: KeyRing
    words: Vocabularies
    metrics: Metrics
    language: Language
    events_per_batch: int
    schema: str | None
    exploration: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks, in which language, at which desk."""

    desk: Desk
    principal: Principal
    lang: Language

    @property
    def resources(self) -> Resources:
        """What the process works with."""
        return self.desk.resources


def desk_of(request: Request) -> Desk:
    """The desk that this request has come to; 503 ``not_ready`` before there is one."""
    desk = getattr(request.app.state, "desk", None)
    if not isinstance(desk, Desk):
        raise ServiceError(Code.NOT_READY, 503, headers={"Retry-After": "1"})
    return desk


def language_of(request: Request, *, default: Language) -> Language:
    """``?lang=``, else the browser's wish, else the installation's language."""
    named = request.query_params.get("lang")
    if named in set(Language):
        return Language(named)
    return negotiate(request.headers.get("accept-language"), default=default)


async def asking_of(request: Request) -> Asking:
    """What the guard has found out about this request."""
    asking: Asking = request.state.asking
    return asking


Asked = Annotated[Asking, Depends(asking_of)]
