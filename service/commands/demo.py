"""The demo: an invented town in an empty store, and keys to try it with."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from sqlalchemy import Engine

from fixtures import town
from fixtures.year import events as year_before
from matcher.domain import TalentId
from matcher.vocabulary import load
from service.auth import Role, new_key
from service.commands.call import Call
from service.commands.demo_giving import give_back_in_town
from service.commands.demo_markets import COHORT_OFFER, trade_in_town
from service.commands.exits import ExitCode
from service.commands.warming import warm_up
from service.exchange import ImportOptions, commit, find
from service.store import (
    OFFERS,
    ORGANISATIONS,
    TALENTS,
    EventFilter,
    OfferFilter,
    OrganisationFilter,
    TalentFilter,
    events,
    keys,
    reading,
    writing,
)

DemoKeys: TypeAlias = Mapping[str, str]

TALENT = "demo-tal-179"
OFFER = "demo-off-083"
ORGANISATION = "demo-org-27"
_SUBJECTS: Mapping[Role, str | None] = {
    Role.COORDINATOR: None,
    Role.TALENT: TALENT,
    Role.ORGANISATION: ORGANISATION,
}
_REQUESTS: Mapping[Role, tuple[str, tuple[str, ...]]] = {
    Role.TALENT: (
        "a talent",
        (
            f"/v1/talents/{TALENT}/offers?limit=3",
            f"/v1/talents/{TALENT}/pathway",
            f"/v1/talents/{TALENT}/peers?limit=3",
            f"/v1/talents/{TALENT}/connections",
        ),
    ),
    Role.ORGANISATION: (
        "an organisation",
        (
            f"/v1/offers/{OFFER}/talents?limit=3",
            f"/v1/organisations/{ORGANISATION}/partners?limit=3",
        ),
    ),
    Role.COORDINATOR: (
        "a coordinator",
        (
            f"/v1/offers/{OFFER}/talents/{TALENT}/eligibility",
            "/v1/market",
            f"/v1/offers/{COHORT_OFFER}/cohorts",
            "/v1/rounds",
            "/v1/give-backs?limit=3",
            "/v1/reports/gaps?by=goal",
        ),
    ),
}
_NAMES = {
    "give_backs": "give-backs",
    "market_runs": "market run",
    "cohorts": "proposed group",
    "rounds": "rounds with wishes",
    "wishes": "missed steps",
}
_KEYS_FILE = "demo-keys.json"
_SEED = 2026


def load_town(call: Call, *, with_events: bool) -> None:
    """Load the town into an empty store, once; a store with others in it is left alone."""
    with call.store(create=True) as engine:
        if _is_empty(engine):
            _fill(call, engine)
        elif _demo_keys(call) is None:
            raise call.refuse(
                "There are people in this store already, and the town does not go among them.",
                advice="Name another folder with --data.",
                exit_code=ExitCode.FAILED,
            )
        if with_events:
            with call.terminal.errors.status("The town lives its year …"):
                _relive(call, engine)
        warm_up(call, engine)
        came_of_it = _deal(call) if with_events else {}
        counts = _counts(engine) | came_of_it
    made = _demo_keys(call) or {}
    _say(call, counts)
    for line in to_try(call, made):
        call.terminal.people.print(line, soft_wrap=True)
    call.terminal.answer({**counts, "keys": made})


def _deal(call: Call) -> dict[str, int]:
    with call.terminal.errors.status("The town gives back …"):
        given = give_back_in_town(call)
    with call.terminal.errors.status("The town wishes, meets and shares its seats …"):
        return {"give_backs": given, **trade_in_town(call, talent=TalentId(TALENT))}


def welcome(call: Call, engine: Engine) -> list[str]:
    """Load the town if the store is empty; answers with lines to try."""
    if _is_empty(engine):
        _fill(call, engine)
        _say(call, _counts(engine))
    return list(to_try(call, _demo_keys(call)))


def to_try(call: Call, made: DemoKeys | None) -> Iterator[str]:
    """What to open, and lines for a shell; with the keys of the town where it is loaded."""
    address = f"http://{call.settings.host}:{call.settings.port}"
    yield f"Open {address}/ and {address}/docs"
    if made is None:
        yield "Make a key with: samspil key create --role coordinator"
        return
    for role, (who, paths) in _REQUESTS.items():
        yield f"Try, as {who}:"
        for path in paths:
            yield f"curl -H 'Authorization: Bearer {made[role]}' '{address}{path}'"


def _is_empty(engine: Engine) -> bool:
    with reading(engine) as session:
        return not (
            ORGANISATIONS.page(session, OrganisationFilter(), limit=1)
            or OFFERS.page(session, OfferFilter(), limit=1)
            or TALENTS.page(session, TalentFilter(), limit=1)
        )


def _fill(call: Call, engine: Engine) -> None:
    now = call.now.astimezone(call.settings.zone)
    with TemporaryDirectory(prefix="samspil-town-") as folder:
        town.write(Path(folder), now.date())
        options = ImportOptions(
            words=load(), now=now, learned_unasked=call.settings.learned_unasked
        )
        commit(engine, find(Path(folder)), options=options)
    made = {
        role: new_key(role, subject, label="demo", now=now) for role, subject in _SUBJECTS.items()
    }
    with writing(engine) as session:
        for _, key in made.values():
            keys.add(session, key)
    _keep(call, {role.value: plain for role, (plain, _) in made.items()})


def _keep(call: Call, made: DemoKeys) -> None:
    """Readable for the owner alone, though it opens nothing but an invented town."""
    file = call.settings.data_folder / _KEYS_FILE
    file.touch(mode=0o600)
    file.write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")


def _demo_keys(call: Call) -> DemoKeys | None:
    file = call.settings.data_folder / _KEYS_FILE
    if not file.is_file():
        return None
    made: DemoKeys = json.loads(file.read_text(encoding="utf-8"))
    return made


def _relive(call: Call, engine: Engine) -> None:
    """Record the town's year up to now, unless its log has begun already."""
    with reading(engine) as session:
        if events.page(session, EventFilter(), limit=1):
            return
        year = year_before(
            TALENTS.stream(session),
            OFFERS.stream(session),
            organisations=ORGANISATIONS.stream(session),
            words=load(),
            today=call.today,
            seed=_SEED,
        )
    with writing(engine) as session:
        for event in year:
            events.record(session, event, recorded_by="demo", now=event.at)


def _counts(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        return {
            "organisations": _count(ORGANISATIONS.stream(session)),
            "offers": _count(OFFERS.stream(session)),
            "talents": _count(TALENTS.stream(session)),
            "events": _count(events.stream(session)),
        }


def _count(entries: Iterable[object]) -> int:
    return sum(1 for _ in entries)


def _say(call: Call, counts: Mapping[str, int]) -> None:
    said = ", ".join(f"{count} {_NAMES.get(name, name)}" for name, count in counts.items())
    call.terminal.people.print(f"An invented town: {said}. Nobody in it exists.")
