"""Giving back at a terminal: opening what history owes, matching, and who is to do what."""

import asyncio

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from service.actions.acting import AT_TERMINAL
from service.actions.give_back_matching import MatchingRun, run_at_home
from service.actions.give_back_opening import open_history
from service.actions.give_backs import Listing, listed
from service.actions.resources import Resources
from service.api.give_back_answers import TOPIC, run_body, view_body
from service.app import composed
from service.commands.acting import acting_at
from service.commands.call import Call
from service.commands.giving_back_tables import runs_table, standing_table
from service.commands.places import municipality_given
from service.i18n import say
from service.store import give_backs, reading, writing

_MOST = 100_000


def open_all(call: Call) -> None:
    """Open one for every participation on record; again opens none twice."""
    call.require_folder()
    with (
        call.terminal.errors.status("Reading who took part where …"),
        composed(call.settings, clock=lambda: call.now) as resources,
        writing(resources.engine) as session,
    ):
        opened = open_history(session, key=AT_TERMINAL, now=call.now, rules=resources.rules)
    said = say("give_backs_opened", {"opened": opened}, lang=call.lang, topic=TOPIC)
    call.terminal.people.print(said)
    call.terminal.answer({"opened": opened})


def match_all(call: Call, municipality: str | None) -> None:
    """Match one municipality or every one that a give-back belongs to."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        places = _places(resources, municipality)
        acting = acting_at(call, resources)
        asyncio.run(resources.live.refresh())
        runs: list[MatchingRun] = []
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=call.terminal.errors, transient=True) as bar:
            for place in bar.track(places, description="Matching"):
                snapshot = resources.live.snapshot
                runs.append(run_at_home(resources.engine, snapshot, place, acting=acting))
    call.terminal.people.print(runs_table(runs, lang=call.lang))
    call.terminal.answer([run_body(run, lang=call.lang) for run in runs])


def show_all(call: Call, municipality: str | None, *, due: bool) -> None:
    """A table of what stands, by municipality."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        places = None if municipality is None else _places(resources, municipality)
        listing = Listing(
            municipalities=None if places is None else frozenset(places), due=due, limit=_MOST
        )
        with reading(resources.engine) as session:
            found = listed(session, listing, acting=acting_at(call, resources))
    bodies = [view_body(view, lang=call.lang) for view in found]
    call.terminal.people.print(standing_table(bodies, lang=call.lang))
    call.terminal.answer(bodies)


def _places(resources: Resources, municipality: str | None) -> list[str]:
    if municipality is None:
        with reading(resources.engine) as session:
            known = give_backs.homes(session)
        return [place for place in known if place in resources.rules.partnership]
    return [municipality_given(municipality)]
