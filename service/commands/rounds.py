"""Rounds at the terminal: opened, listed, run, shown, published, called off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from matcher.domain import OfferId, Side
from matcher.market.lottery import Lottery
from matcher.vocabulary import load
from service.actions.event_rules import Recording
from service.actions.resources import Resources
from service.actions.round_inputs import Judge
from service.actions.round_publishing import Proposal, proposal, publish_round
from service.actions.round_run import keep, work_out
from service.actions.round_waiting import Waiting, waiting
from service.actions.rounds import RoundDraft, Turn, cancel_round, known, open_round, seen_rounds
from service.api.round_view import proposal_body, published_body, ran_body, round_body
from service.app import composed, new_id
from service.auth import Principal, Role
from service.commands.call import Call
from service.commands.round_options import in_options
from service.store import reading, writing
from service.store.rounds import Round

# Who works at the terminal has the files themselves, and so may do everything.
_OPERATOR = Principal(role=Role.ADMIN, key="cli")
_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A round as it is asked for at the terminal; ``closes`` without a zone is the house's."""

    title: str
    offers: tuple[str, ...]
    closes: datetime
    municipality: str | None
    side: Side
    lottery: Lottery
    seed: int | None


def open_round_of(call: Call, opening: Opening) -> None:
    """Open a round and show it."""
    closes = opening.closes
    draft = RoundDraft(
        title=opening.title,
        offers=tuple(map(OfferId, opening.offers)),
        closes_at=closes if closes.tzinfo else closes.replace(tzinfo=call.settings.zone),
        municipality=opening.municipality,
        side=opening.side,
        lottery=opening.lottery,
        seed=opening.seed,
    )
    with call.store() as engine, in_options(), writing(engine) as session:
        opened = open_round(session, new_id("rou"), draft, turn=turn_at(call))
    call.terminal.people.print(_table([opened]))
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
    call.terminal.people.print(_table(found))
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
            told = proposal(session, round_id, principal=_OPERATOR)
    _show(call, told)
    call.terminal.answer(ran_body(found))


def show(call: Call, round_id: str) -> None:
    """Show the proposal whole, and who waits where a seat is free again."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        recording = recording_at(call, resources)
        with reading(resources.engine) as session:
            found = proposal(session, round_id, principal=_OPERATOR)
            following = waiting(session, found.round, recording=recording)
    _show(call, found)
    if following:
        call.terminal.people.print(_queue(following))
    call.terminal.answer(proposal_body(found, following, lang=call.lang))


def publish(call: Call, round_id: str) -> None:
    """Invite everybody who got a seat, and say how many could not be asked."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        recording = recording_at(call, resources)
        with writing(resources.engine) as session:
            body = published_body(publish_round(session, round_id, recording=recording))
    call.terminal.people.print(f"Asked: {body['asked']}.")
    for code, count in body["refused"].items():
        call.terminal.people.print(f"Not asked: {count} ({code}).")
    call.terminal.answer(body)


def cancel(call: Call, round_id: str) -> None:
    """Call a round off."""
    with call.store() as engine, writing(engine) as session:
        cancel_round(session, round_id, turn=turn_at(call))
        found = known(session, round_id)
    call.terminal.people.print(f"Round {round_id} is called off.")
    call.terminal.answer(round_body(found))


def turn_at(call: Call) -> Turn:
    """Whose turn it is at the terminal, at the hour of the call."""
    return Turn(principal=_OPERATOR, now=call.now)


def recording_at(call: Call, resources: Resources) -> Recording:
    """Who acts at the terminal, when, and by which rules."""
    return Recording(principal=_OPERATOR, now=call.now, rules=resources.rules, words=load())


def _queue(following: Sequence[Waiting]) -> Table:
    table = Table("offer", "free", "next", "wish", "has", title="waiting for a free seat")
    for one in following:
        for each in one.next:
            has = each.has or ""
            table.add_row(one.offer, str(one.free), each.talent, str(each.place + 1), has)
    return table


def _table(found: Sequence[Round]) -> Table:
    table = Table("id", "title", "offers", "closes", "state")
    for one in found:
        closes = f"{one.closes_at:%Y-%m-%d %H:%M}"
        table.add_row(one.id, escape(one.title), str(len(one.offers)), closes, one.state)
    return table


def _show(call: Call, found: Proposal) -> None:
    people = call.terminal.people
    numbers: Mapping[str, Any] = found.round.outcome or {}
    people.print(_pairs("number", numbers))
    seats = Table("talent", "offer", "wish", title="seats")
    for one in found.placed:
        seats.add_row(one.talent, one.offer, str(one.place + 1))
    people.print(seats)
    if found.unplaced:
        people.print(f"Without a seat: {', '.join(found.unplaced)}.")
    if found.blocking:
        blocking = Table("talent", "offer", "wish", title="both would rather have one another")
        for one in found.blocking:
            blocking.add_row(one.talent, one.offer, str(one.place + 1))
        people.print(blocking)


def _pairs(name: str, values: Mapping[str, Any]) -> Table:
    table = Table(name, "")
    for key, value in values.items():
        table.add_row(key, str(value))
    return table
