"""A camp: an offer of five places, people for it, and what a coordinator does with groups."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matcher.domain import Offer
from service.store import OFFERS, TALENTS, connect, writing
from tests.factories import offer, talent
from tests.service.api.house import NOW, House, settled
from tests.service.databases import SqliteFiles

GROUPS = "/v1/offers/camp/cohorts"
ROLES = (("drums",), ("bass",), ("singer",), ("electric_guitar",))
TOWNS = ("0217", "0265", "0183")


def camp(**fields: Any) -> Offer:
    return offer("camp", capacity=5, roles=(), title="Sommerlejr", **fields)


@contextmanager
def camp_town(sqlite: SqliteFiles, tmp_path: Path) -> Iterator[House]:
    """A camp of five seats and twenty-four people, some of whom are not to be found."""
    url = sqlite.migrated()
    house = settled(tmp_path / "data", url)
    engine = connect(url)
    people = [
        talent(
            f"p-{place:02}",
            roles=ROLES[place % 4],
            municipality=TOWNS[place % 3],
            level=1 + place % 3,
            discoverable=place % 6 != 5,
            profiling=place != 7,
            target_groups=("girls_and_women",) if place % 2 else (),
        )
        for place in range(24)
    ]
    with writing(engine) as session:
        OFFERS.put_many(session, [camp()], now=NOW)
        TALENTS.put_many(session, people, now=NOW)
    engine.dispose()
    with house as running:
        yield running
    sqlite.drop(url)


def proposed(house: House, by: str = "coordinator", **wish: Any) -> Any:
    answer = house(f"POST {GROUPS}", by, json=wish)
    assert answer.status_code == 201, answer.text
    return answer.json()


def members(group: Any) -> list[str]:
    return [one["talent"]["id"] for one in group["members"]]


def changed(house: House, group: Any, *changes: tuple[str, str]) -> Any:
    body = {"changes": [{"change": c, "talent": t, "reason": "Fordi"} for c, t in changes]}
    answer = house(f"POST {GROUPS}/{group['id']}/changes", "coordinator", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def published(house: House, group: Any, by: str = "coordinator") -> Any:
    body = {"proposal": group["proposal"]}
    answer = house(f"POST {GROUPS}/{group['id']}/publish", by, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def did(house: House, kind: str, talent_id: str, side: str = "talent") -> None:
    event = {"id": f"{kind}-{talent_id}", "kind": kind, "side": side}
    event |= {"talent": talent_id, "offer": "camp"}
    answer = house("POST /v1/events", "coordinator", json={"events": [event]}).json()
    assert answer["recorded"] == 1, answer


def amended(house: House, **fields: Any) -> None:
    etag = house("GET /v1/offers/camp", "coordinator").headers["ETag"]
    headers = {"If-Match": etag, "Content-Type": "application/merge-patch+json"}
    answer = house("PATCH /v1/offers/camp", "coordinator", json=fields, headers=headers)
    assert answer.status_code == 200, answer.text
