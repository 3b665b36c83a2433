"""The guard: every route says which action it is, and is asked for it before anything is read."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from service.api.desk import Asking, desk_of, language_of
from service.auth import Action, require_role
from service.errors import Code, ServiceError

ACTION = "x-action"
_JSON = frozenset({"application/json", "application/merge-patch+json"})

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class GuardedRoute(APIRoute):
    """A route that names its action as ``openapi_extra``; one without cannot be made."""

    @property
    def action(self) -> Action:
        """What one does who calls this route."""
        named = (self.openapi_extra or {}).get(ACTION)
        if named is None:
            raise ValueError(f"{self.path} names no action")
        return Action(named)

    def get_route_handler(self) -> Handler:
        """Who asks, whether the role may, whether the body is of the right kind; then the rest."""
        handle, action, takes_json = super().get_route_handler(), self.action, bool(self.body_field)

        async def guarded(request: Request) -> Response:
            desk = desk_of(request)
            lang = language_of(request, default=desk.language)
            principal = desk.keys.authenticate(request.headers.get("authorization"))
            request.state.asking = Asking(desk=desk, principal=principal, lang=lang)
            require_role(principal, action)
            if takes_json:
                _require_json(request)
            return await handle(request)

        return guarded


def guarded_by(action: Action, also: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a route says of itself beside its types: its action, and what OpenAPI shall show."""
    return {ACTION: action.value, **(also or {})}


def _require_json(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _JSON:
        raise ServiceError(Code.NOT_JSON, 415, headers={"Accept": ", ".join(sorted(_JSON))})
