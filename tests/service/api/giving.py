"""A house in which three from Helsingør have been to a camp in Roskilde, and two slots at home."""

from datetime import date
from typing import Any

from matcher.domain import Offer, OfferId, OrganisationId, TalentId
from service.auth import Role, new_key
from service.store import OFFERS, ORGANISATIONS, TALENTS, connect, keys, writing
from service.store.give_backs import give_back_id
from tests.factories import offer, organisation, talent
from tests.service.api.house import NOW, House

PEOPLE = {"alma": "tal-alma", "bo": "tal-bo", "cleo": "tal-cleo"}
GIVEN = {name: give_back_id(TalentId(key), OfferId("off-camp")) for name, key in PEOPLE.items()}
_ROLES = {"alma": ("singer",), "bo": ("guitar",), "cleo": ("drums",)}
_SPEAKING = {
    "nursing home": (Role.ORGANISATION, "org-home"),
    "kindergarten": (Role.ORGANISATION, "org-kinder"),
    **{name: (Role.TALENT, key) for name, key in PEOPLE.items()},
}


def slot(key: str, by: str, day: date, **fields: Any) -> Offer:
    """A slot in Helsingør."""
    usual: dict[str, Any] = {
        "organisation": OrganisationId(by),
        "kind": "giveback",
        "title": key,
        "roles": (),
        "genres": (),
        "times": ("weekend",),
        "start_date": day,
        "end_date": day,
        "deadline": None,
        "capacity": 3,
        "pay_dkk": 0.0,
    }
    return offer(f"off-{key}", **{**usual, **fields})


def furnish(house: House, **fields: Any) -> None:
    """Put them all into the house, with keys; ``fields`` are of all three people."""
    engine = connect(house.settings.database_url or "")
    with writing(engine) as session:
        ORGANISATIONS.put_many(
            session,
            [
                organisation("org-home", name="Plejehjemmet Prøven", type="nursing_home"),
                organisation("org-kinder", name="Børnehaven Prøven", type="kindergarten"),
            ],
            now=NOW,
        )
        OFFERS.put_many(session, _offers(), now=NOW)
        people = [
            talent(key, name=f"{name.title()} Testrup", roles=_ROLES[name],
                   **{"joins_give_back": True, **fields})
            for name, key in PEOPLE.items()
        ]  # fmt: skip
        TALENTS.put_many(session, people, now=NOW)
        for name, (role, subject) in _SPEAKING.items():
            house.secrets[name], key = new_key(role, subject, now=NOW)
            keys.add(session, key)
    engine.dispose()


def _offers() -> list[Offer]:
    """The camp in Roskilde, a quiet slot for two and a loud one for three."""
    coffee = {"equipment": ("piano",), "capacity": 2, "loudness": "acoustic", "audience": "elderly"}
    play = {"equipment": ("drum_kit",), "loudness": "amplified", "audience": "kindergarten"}
    camp = offer(
        "off-camp",
        organisation=OrganisationId("org-2"),
        kind="camp",
        municipality="0265",
        start_date=date(2026, 8, 3),
        end_date=date(2026, 8, 7),
        deadline=None,
        capacity=20,
    )
    return [
        camp,
        slot("coffee", "org-home", date(2026, 10, 3), **coffee),
        slot("play", "org-kinder", date(2026, 10, 10), **play),
    ]


def took_part(house: House, *people: str, offer: str = "off-camp", kind: str = "attend") -> None:
    """The coordinator records it."""
    sent = [
        {"id": f"{kind}-{name}-{offer}", "kind": kind, "side": "provider",
         "talent": PEOPLE[name], "offer": offer}
        for name in people
    ]  # fmt: skip
    answer = house("POST /v1/events", "coordinator", json={"events": sent})
    assert answer.json()["refused"] == 0, answer.text


def seen(house: House, by: str, query: str = "") -> list[dict[str, Any]]:
    """The give-backs that somebody sees."""
    answer = house(f"GET /v1/give-backs{query}", by)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def states(house: House) -> dict[str, str]:
    """How far each is, by the name."""
    names = {key: name for name, key in GIVEN.items()}
    return {names[one["id"]]: one["state"] for one in seen(house, "coordinator of 0217")}


def match(house: House, by: str = "coordinator of 0217") -> dict[str, Any]:
    """The municipality's matching is run."""
    answer = house("POST /v1/give-backs/matching", by, json={"municipality": "0217"})
    assert answer.status_code == 200, answer.text
    run: dict[str, Any] = answer.json()
    return run


def step(house: House, of: str, by: str, kind: str, **fields: Any) -> Any:
    """Somebody takes a step on somebody's give-back."""
    return house(f"POST /v1/give-backs/{GIVEN[of]}/steps", by, json={"step": kind, **fields})
