"""A peer town: people of the small town who have said yes to meeting others."""

from typing import Any

from tests.service.api.house import House

PEERS = "/v1/talents/tal-1/peers"
MINE = "/v1/talents/tal-1/connections"
THEIRS = "/v1/talents/tal-2/connections"


def change(house: House, talent: str, **fields: Any) -> None:
    """Change fields of a profile."""
    path = f"/v1/talents/{talent}"
    tag = house(f"GET {path}", "admin").headers["etag"]
    answer = house(f"PATCH {path}", "admin", json=fields, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text


def open_to_peers(house: House, **of_all: Any) -> None:
    """The singer tal-1 and the producer tal-2 want to meet others; tal-3 does not."""
    change(house, "tal-1", meets_peers=True, **of_all)
    change(house, "tal-2", meets_peers=True, roles=["producer"], email="bo@example.org", **of_all)


def listed(house: House, by: str = "talent", path: str = PEERS) -> dict[str, Any]:
    """A list of peers, as it is answered."""
    answer = house(f"GET {path}", by)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def ask(house: House, by: str = "talent", **also: Any) -> dict[str, Any]:
    """Ask the first of the list; the receipt."""
    seen = {"recommendation_id": listed(house)["recommendation_id"], "position": 1, **also}
    answer = house(f"POST {MINE}", by, json=seen)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def say(house: House, connection: str, wish: str, *, by: str = "other talent") -> str | None:
    """Say yes or no to a connection; how it looks then."""
    path = THEIRS if by == "other talent" else MINE
    answer = house(f"PUT {path}/{connection}", by, json={"wish": wish})
    assert answer.status_code == 200, answer.text
    found: str | None = answer.json()["standing"]
    return found


def connections(house: House, by: str = "talent") -> list[dict[str, Any]]:
    """What one of the two sees."""
    found: list[dict[str, Any]] = house(f"GET {MINE if by == 'talent' else THEIRS}", by).json()[
        "items"
    ]
    return found


def connect_two(house: House) -> str:
    """Both say yes; the connection's id."""
    connection: str = ask(house)["id"]
    assert say(house, connection, "meet") == "connected"
    return connection


def codes(house: House, request: str, by: str, **given: object) -> tuple[int, str]:
    """How a request is answered, and with which problem."""
    answer = house(request, by, **given)
    return answer.status_code, answer.json().get("code", "")
