"""The envelope: what every request gets, whichever route it is for.

A number by which people can name it, a limit on its body, headers that protect browsers, a line in
the access log, and an answer without internals when something breaks.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import orjson
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matcher.vocabulary import Language
from service.api.body_limit import limited
from service.api.metrics import Metrics
from service.api.problems import problem_answer
from service.errors import Code, ServiceError
from service.i18n import negotiate

_ACCESS = logging.getLogger("samspil.access")
_ERRORS = logging.getLogger("samspil.errors")
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_PROTECTION = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
        b"frame-ancestors 'none'",
    ),
)
_NO_STORE = (b"cache-control", b"no-store")
UPLOADS = "/v1/imports"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeConfig:
    """``body_limit`` and ``upload_limit`` are in bytes, the latter for imports alone."""

    body_limit: int
    upload_limit: int
    language: Language
    new_id: Callable[[str], str]


class Envelope:
    """The outermost layer of ours around the routes."""

    def __init__(self, app: ASGIApp, config: EnvelopeConfig, metrics: Metrics) -> None:
        self._app = app
        self._config = config
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, from its first byte to its line in the log."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = _Seen(number=self._number(scope), send=send)
        most = self._config.upload_limit if scope["path"] == UPLOADS else self._config.body_limit
        started = perf_counter()
        try:
            await self._app(scope, limited(scope, receive, most=most), seen.answer)
        except Exception:
            _ERRORS.exception("request %s failed", seen.number)
            await self._apologise(scope, receive, seen)
        finally:
            self._tell(scope, seen, seconds=perf_counter() - started)

    async def _apologise(self, scope: Scope, receive: Receive, seen: "_Seen") -> None:
        """Say that it is our fault, and nothing of what it is."""
        if seen.status:
            return
        wish = Headers(scope=scope).get("accept-language")
        error = ServiceError(Code.INTERNAL, 500, params={"request": seen.number})
        answer = problem_answer(error, lang=negotiate(wish, default=self._config.language))
        await answer(scope, receive, seen.answer)

    def _number(self, scope: Scope) -> str:
        given = Headers(scope=scope).get("x-request-id", "")
        return given if _GIVEN_ID.fullmatch(given) else self._config.new_id("req")

    def _tell(self, scope: Scope, seen: "_Seen", *, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        status = seen.status or 499
        self._metrics.request(scope["method"], route, status=status, seconds=seconds)
        if _ACCESS.isEnabledFor(logging.INFO):
            _ACCESS.info(_line(scope, seen, route=route, status=status, seconds=seconds))


class _Seen:
    """What goes out: passed on, with our headers added at its start."""

    def __init__(self, number: str, send: Send) -> None:
        self.number = number
        self.status = 0
        self._send = send

    async def answer(self, message: Message) -> None:
        """Pass one message on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message.setdefault("headers", [])
            if not any(name.lower() == b"cache-control" for name, _ in headers):
                headers.append(_NO_STORE)
            headers.extend(_PROTECTION)
            headers.append((b"x-request-id", self.number.encode()))
        await self._send(message)


def _line(scope: Scope, seen: _Seen, *, route: str, status: int, seconds: float) -> str:
    """One line of JSON: no query, no header, no body, no address; the key by its public id."""
    asking = scope.get("state", {}).get("asking")
    line: dict[str, Any] = {
        "request": seen.number,
        "method": scope["method"],
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 2),
        "role": asking.principal.role.value if asking else None,
        "key": asking.principal.key if asking else None,
    }
    return orjson.dumps(line).decode()
