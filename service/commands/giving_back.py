"""Giving back at a terminal: opening what history owes, matching, and who is to do what."""

import asyncio
from typing import Any

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from matcher.vocabulary import load
from service.actions.acting import Acting
from service.actions.give_back_matching import MatchingRun, run_at_home
from service.actions.give_back_opening import open_history
from service.actions.give_backs import Listing, listed
from service.actions.resources import Resources
from service.api.give_back_answers import obstacle_text, run_body, view_body
from service.app import composed
from service.auth import Principal, Role
from service.commands.call import Call
from service.commands.exits import ExitCode
from service.i18n import day, label
from service.store import give_backs, reading, writing

# Who works at the terminal has the files themselves, and so may see everything.
_OPERATOR = Principal(role=Role.ADMIN, key="cli")
_MOST = 100_000


def open_all(call: Call) -> None:
    """Open one for every participation on record; again opens none twice."""
    call.require_folder()
    with (
        call.terminal.errors.status("Reading who took part where …"),
        composed(call.settings, clock=lambda: call.now) as resources,
        writing(resources.engine) as session,
    ):
        opened = open_history(session, key="cli", now=call.now, rules=resources.rules)
    call.terminal.people.print(f"Opened {opened:,} give-backs.")
    call.terminal.answer({"opened": opened})


def match_all(call: Call, municipality: str | None) -> None:
    """Match one municipality or every one that a give-back belongs to."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        places = _places(call, resources, municipality)
        acting = _acting(call, resources)
        asyncio.run(resources.live.refresh())
        runs: list[MatchingRun] = []
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=call.terminal.errors, transient=True) as bar:
            for place in bar.track(places, description="Matching"):
                snapshot = resources.live.snapshot
                runs.append(run_at_home(resources.engine, snapshot, place, acting=acting))
    call.terminal.people.print(_runs(call, runs))
    call.terminal.answer([run_body(run, lang=call.lang) for run in runs])


def show_all(call: Call, municipality: str | None, *, due: bool) -> None:
    """A table of what stands, by municipality."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        places = None if municipality is None else _places(call, resources, municipality)
        listing = Listing(
            municipalities=None if places is None else frozenset(places), due=due, limit=_MOST
        )
        with reading(resources.engine) as session:
            found = listed(session, listing, principal=_OPERATOR, today=call.today, own=())
    bodies = [view_body(view, lang=call.lang) for view in found]
    call.terminal.people.print(_table(call, bodies))
    call.terminal.answer(bodies)


def _places(call: Call, resources: Resources, municipality: str | None) -> list[str]:
    if municipality is None:
        with reading(resources.engine) as session:
            known = give_backs.homes(session)
        return [place for place in known if place in resources.rules.partnership]
    found = load().geography.resolve_municipality(municipality)
    if found is None:
        raise call.refuse(f"There is no municipality {municipality}.", exit_code=ExitCode.USAGE)
    return [found]


def _acting(call: Call, resources: Resources) -> Acting:
    return Acting(principal=_OPERATOR, now=call.now, rules=resources.rules, words=load())


def _runs(call: Call, runs: list[MatchingRun]) -> Table:
    table = Table(
        "municipality", "slots", "open", "suggested", "kept", "together", "what is missing"
    )
    for run in runs:
        met = list(run.obstacles.items())[:2]
        said = "\n".join(f"{obstacle_text(code, lang=call.lang)} ({count})" for code, count in met)
        counts = (run.slots, run.open, run.suggested, run.kept, run.in_company)
        place = label("municipalities", run.municipality, lang=call.lang)
        table.add_row(place, *map(str, counts), said if run.unplaced else "")
    return table


def _table(call: Call, bodies: list[dict[str, Any]]) -> Table:
    table = Table("who", "for", "state", "where", "with", "awaited")
    for body in bodies:
        slot, reminder = body["slot"], body["reminder"]
        start = slot["start_date"] if slot else None
        where = f"{slot['title']}\n{day(start, lang=call.lang) if start else ''}" if slot else ""
        awaited = f"{reminder['text']}\n{day(reminder['due'], lang=call.lang)}" if reminder else ""
        mates = ", ".join(mate["first_name"] for mate in body["mates"])
        cells = (body["name"], body["offer"]["title"], body["state_text"], where, mates, awaited)
        table.add_row(*(escape(cell or "") for cell in cells))
    return table
