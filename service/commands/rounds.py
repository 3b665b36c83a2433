"""Rounds at the terminal: opened, listed, run, shown, published, called off."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.markup import escape
from sqlalchemy.orm import Session

from service.actions.acting import OPERATOR
from service.actions.round_inputs import Judge
from service.actions.round_publishing import Proposal, proposal, publish_round
from service.actions.round_run import keep, work_out
from service.actions.round_waiting import Waiting, waiting
from service.actions.rounds import cancel_round, known, open_round, seen_rounds
from service.api.bodies.rounds import OpenRoundBody
from service.api.round_view import proposal_body, published_body, ran_body, round_body
from service.app import composed, new_id
from service.commands.acting import acting_at, turn_at
from service.commands.call import Call
from service.commands.options import in_options, read_as
from service.commands.places import municipality_given
from service.commands.round_tables import (
    Names,
    names_of,
    said,
    show_proposal,
    show_rounds,
    show_waiting,
)
from service.i18n import say
from service.store import reading, writing
from service.store.rounds import Round

_PAGE = 500


def open_round_of(call: Call, given: Mapping[str, Any], *, closes: datetime) -> None:
    """Open a round and show it; ``closes`` without a zone is the house's."""
    closes_at = closes if closes.tzinfo else closes.replace(tzinfo=call.settings.zone)
    place = given["municipality"]
    told = {
        **given,
        "closes_at": closes_at,
        "municipality": None if place is None else municipality_given(place),
    }
    draft = read_as(OpenRoundBody, told).draft()
    with call.store() as engine, in_options(), writing(engine) as session:
        opened = open_round(session, new_id("rou"), draft, turn=turn_at(call))
    _list(call, [opened])
    call.terminal.answer(round_body(opened))


def list_all(call: Call) -> None:
    """Show every round, the oldest first."""
    found: list[Round] = []
    with call.store() as engine, reading(engine) as session:
        while True:
            after = found[-1].id if found else None
            page = seen_rounds(session, after=after, limit=_PAGE, turn=turn_at(call))
            found += page
            if len(page) < _PAGE:
                break
    _list(call, found)
    call.terminal.answer({"rounds": [round_body(one) for one in found]})


def run(call: Call, round_id: str) -> None:
    """Make the proposal, show its numbers, and what blocks."""
    call.require_folder()
    with (
        composed(call.settings, clock=lambda: call.now) as resources,
        call.terminal.people.status("running the round"),
    ):
        turn, judge = turn_at(call), Judge.of(resources)
        with reading(resources.engine) as session:
            worked = work_out(session, round_id, turn=turn, judge=judge)
        with writing(resources.engine) as session:
            found = keep(session, worked, turn=turn)
            told = proposal(session, round_id, principal=OPERATOR)
            names = _names(session, told)
    show_proposal(told, names, call.terminal.people, lang=call.lang)
    call.terminal.answer(ran_body(found))


def show(call: Call, round_id: str) -> None:
    """Show the proposal whole, and who waits where a seat is free again."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        acting = acting_at(call, resources)
        with reading(resources.engine) as session:
            found = proposal(session, round_id, principal=OPERATOR)
            following = waiting(session, found.round, acting=acting)
            names = _names(session, found, following)
    show_proposal(found, names, call.terminal.people, lang=call.lang)
    show_waiting(following, names, call.terminal.people, lang=call.lang)
    call.terminal.answer(proposal_body(found, following, lang=call.lang))


def publish(call: Call, round_id: str) -> None:
    """Invite everybody who got a seat, and say how many could not be asked."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        acting = acting_at(call, resources)
        with writing(resources.engine) as session:
            body = published_body(publish_round(session, round_id, acting=acting))
    people, lang = call.terminal.people, call.lang
    people.print(said("round_asked", lang, {"asked": body["asked"]}))
    for code, count in body["refused"].items():
        told = {"count": count, "why": say(code, {}, lang=lang, topic="events")}
        people.print(escape(said("round_not_asked", lang, told)), soft_wrap=True)
    call.terminal.answer(body)


def cancel(call: Call, round_id: str) -> None:
    """Call a round off."""
    with call.store() as engine, writing(engine) as session:
        cancel_round(session, round_id, turn=turn_at(call))
        found = known(session, round_id)
    call.terminal.people.print(said("round_called_off", call.lang, {"round": round_id}))
    call.terminal.answer(round_body(found))


def _list(call: Call, found: Sequence[Round]) -> None:
    show_rounds(found, call.terminal.people, lang=call.lang, zone=call.settings.zone)


def _names(session: Session, found: Proposal, following: Sequence[Waiting] = ()) -> Names:
    """What everybody and every offer is called that the proposal shows."""
    waits = (each.talent for one in following for each in one.next)
    people = (*(one.talent for one in (*found.placed, *found.blocking)), *found.unplaced, *waits)
    return names_of(session, people, found.round.offers)
