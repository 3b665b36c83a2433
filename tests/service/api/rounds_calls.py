"""How tests call rounds."""

from datetime import timedelta
from typing import Any

import httpx

from service.store import OFFERS, connect, writing
from tests.factories import offer
from tests.service.api.house import NOW, House

ROUND: dict[str, Any] = {
    "title": "Øvelokaler",
    "offers": ["off-1", "off-2"],
    "closes_at": (NOW + timedelta(days=7)).isoformat(),
    "seed": 7,
}


def opened(house: House, **fields: Any) -> str:
    answer = house("POST /v1/rounds", "coordinator", json=ROUND | fields)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


def wish(
    house: House, key: str, who: str, offers: list[str], *, by: str = "coordinator", **fields: Any
) -> httpx.Response:
    path = f"PUT /v1/rounds/{key}/wishes/{who}"
    return house(path, by, json={"offers": offers, **fields})


def rank(house: House, key: str, tiers: list[list[str]], **fields: Any) -> httpx.Response:
    path = f"PUT /v1/rounds/{key}/rankings/off-1"
    return house(path, "organisation", json={"tiers": tiers, **fields})


def close(house: House) -> None:
    house.clock.now = NOW + timedelta(days=8)


def ran(house: House, key: str) -> dict[str, Any]:
    answer = house(f"POST /v1/rounds/{key}/run", "coordinator")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = house(f"GET /v1/rounds/{key}/proposal", "coordinator").json()
    return found


def got(proposal: dict[str, Any]) -> dict[str, str]:
    return {one["talent"]: one["offer"] for one in proposal["placed"]}


def seats(house: House, count: int) -> None:
    engine = connect(house.settings.url)
    with writing(engine) as session:
        OFFERS.put_many(session, [offer("off-1", capacity=count)], now=NOW)
    engine.dispose()


def events(house: House, by: str, kind: str, who: str, where: str) -> httpx.Response:
    side = "talent" if by.endswith("talent") else "provider"
    event = {"kind": kind, "side": side, "talent": who, "offer": where}
    event["id"] = f"{kind}-{who}-{where}"
    return house("POST /v1/events", by, json={"events": [event]})


def following(house: House, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house(f"GET /v1/rounds/{key}/proposal", "coordinator").json()[
        "waiting"
    ]
    return found
