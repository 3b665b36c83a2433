"""A crowd: clients who ask for lists and send events at once, and remember every answer."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

_RETRY_SECONDS = 0.05
_PATIENCE_SECONDS = 120.0


@dataclass(slots=True)
class Answers:
    """What was answered: the items of each list by its id, the (talent, offer) of each event."""

    slates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    events: dict[str, tuple[str, str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __len__(self) -> int:
        return len(self.slates) + len(self.events)


class Crowd:
    """``requests`` requests in all, half of them lists, half events; each is repeated until it is
    answered, as a client does whose connection broke."""

    def __init__(self, address: str, key: str, *, talents: Sequence[str], clients: int = 8) -> None:
        self.answers = Answers()
        self._address = address
        self._headers = {"Authorization": f"Bearer {key}"}
        self._talents = talents
        self._clients = clients
        self._pool = ThreadPoolExecutor(clients)
        self._at_work: list[Future[None]] = []

    def begin(self, requests: int) -> None:
        """Set all clients to work."""
        share = requests // self._clients
        self._at_work = [
            self._pool.submit(self._work, number, share) for number in range(self._clients)
        ]

    def wait_for(self, answered: int) -> None:
        """Return when so many requests have been answered, or a client has failed."""
        while len(self.answers) < answered and not any(one.done() for one in self._at_work):
            time.sleep(0.01)

    def finish(self) -> Answers:
        """Wait for all clients; raises what one of them met."""
        for one in self._at_work:
            one.result()
        self._pool.shutdown()
        return self.answers

    def _work(self, number: int, share: int) -> None:
        with httpx.Client(base_url=self._address, headers=self._headers, timeout=30) as client:
            for turn in range(0, share, 2):
                talent = self._talents[(number + turn * 7) % len(self._talents)]
                slate = self._answered(client, "GET", f"/v1/talents/{talent}/offers?limit=5")
                offers = tuple(item["offer"]["id"] for item in slate["items"])
                with self.answers.lock:
                    self.answers.slates[slate["recommendation_id"]] = offers
                offer = offers[turn % len(offers)]
                event = _saved(f"eve-{number}-{turn}", talent, offer, slate["recommendation_id"])
                said = self._answered(client, "POST", "/v1/events", body={"events": [event]})
                assert said["results"][0]["status"] in {"recorded", "duplicate"}, said
                with self.answers.lock:
                    self.answers.events[event["id"]] = (talent, offer)

    def _answered(
        self, client: httpx.Client, method: str, path: str, *, body: Any = None
    ) -> dict[str, Any]:
        """The answer, however often it must be asked for while the service is down."""
        give_up = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < give_up:
            try:
                answer = client.request(method, path, json=body)
            except httpx.TransportError:
                time.sleep(_RETRY_SECONDS)
                continue
            if answer.status_code == 200:
                answered: dict[str, Any] = answer.json()
                return answered
            assert answer.status_code == 503, answer.text
            time.sleep(_RETRY_SECONDS)
        raise AssertionError(f"never answered: {method} {path}")


def _saved(event: str, talent: str, offer: str, slate: str) -> dict[str, str]:
    return {
        "id": event,
        "kind": "save",
        "side": "talent",
        "talent": talent,
        "offer": offer,
        "recommendation_id": slate,
    }
