"""Connections at a terminal: asked and answered for somebody, overseen, given an organiser."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from rich.markup import escape
from rich.table import Table
from sqlalchemy.orm import Session

from matcher.domain import (
    Connection,
    ConnectionId,
    OrganisationId,
    PeerContext,
    PeerWish,
    SlateId,
    Standing,
    TalentId,
    standing,
)
from service.actions.acting import OPERATOR
from service.actions.connection_cards import OverseenCard, cards_of, overseen
from service.actions.connections import (
    Saying,
    Seen,
    name_organiser,
    say_of_connection,
    say_of_seen,
)
from service.api.connection_view import connection_body, organised_body, overseen_body, said_body
from service.app import new_id
from service.commands.call import Call
from service.commands.columns import folded, whole
from service.commands.exits import ExitCode
from service.i18n import day, say
from service.store import connections, reading, writing

_PAGE = 500


class Answer(StrEnum):
    """What can be said of a connection that is there."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


# A no means one thing to who is asked and another to who asks, and is not to be said by mistake.
_SENSELESS: Mapping[Answer, frozenset[Standing]] = {
    Answer.ACCEPT: frozenset(),
    Answer.DECLINE: frozenset({Standing.WAITING, Standing.CONNECTED}),
    Answer.WITHDRAW: frozenset({Standing.ASKED}),
}


def ask_seen(
    call: Call, talent_id: str, recommendation_id: str, *, position: int, rather_not: bool
) -> None:
    """Ask the one at ``position`` of the list, or let nobody suggest that one again."""
    talent = TalentId(talent_id)
    act = partial(
        say_of_seen,
        talent=talent,
        seen=Seen(slate=SlateId(recommendation_id), position=position),
        wish=PeerWish.NO if rather_not else PeerWish.MEET,
        saying=_saying(call),
        new_id=new_id,
    )
    _say(call, talent, act)


def answer(call: Call, talent_id: str, connection_id: str, *, said: Answer) -> None:
    """Say yes or no to what is there; exits where that makes no sense as things stand."""
    talent, connection = TalentId(talent_id), ConnectionId(connection_id)

    def act(session: Session) -> Connection:
        _require_sense(call, connections.get(session, connection), talent, said)
        wish = PeerWish.MEET if said is Answer.ACCEPT else PeerWish.NO
        return say_of_connection(
            session, talent, connection=connection, wish=wish, saying=_saying(call)
        )

    _say(call, talent, act)


def show_own(call: Call, talent_id: str) -> None:
    """Show what a person sees of its connections."""
    with call.store() as engine, reading(engine) as session:
        found = cards_of(session, TalentId(talent_id), principal=OPERATOR, context=_context(call))
    bodies = [connection_body(card, lang=call.lang) for card in found]
    if bodies:
        call.terminal.people.print(_own_table(call, bodies))
    else:
        call.terminal.people.print(_text(call, "connections_none", {"talent": talent_id}))
    call.terminal.answer({"items": bodies})


def show_connected(call: Call, *, waiting: bool) -> None:
    """Show all who have both said yes, page by page as they are read."""
    cards: list[OverseenCard] = []
    with call.store() as engine, reading(engine) as session:
        after: ConnectionId | None = None
        while True:
            page, after = overseen(
                session,
                principal=OPERATOR,
                context=_context(call),
                waiting=waiting,
                after=after,
                limit=_PAGE,
            )
            cards += page
            if after is None:
                break
    bodies = [overseen_body(card, lang=call.lang) for card in cards]
    if bodies:
        call.terminal.people.print(_overseen_table(call, bodies))
    else:
        code = "connections_nobody_waits" if waiting else "connections_nobody"
        call.terminal.people.print(_text(call, code))
    call.terminal.answer({"items": bodies})


def name(call: Call, connection_id: str, organisation_id: str) -> None:
    """Let an organisation see to two young people."""
    with call.store() as engine, writing(engine) as session:
        named = name_organiser(
            session,
            ConnectionId(connection_id),
            organisation=OrganisationId(organisation_id),
            principal=OPERATOR,
            today=call.today,
        )
    call.terminal.people.print(f"{organisation_id} sees to {connection_id} from now on.")
    call.terminal.answer(organised_body(named))


def _say(call: Call, talent: TalentId, act: Callable[[Session], Connection]) -> None:
    with call.store() as engine, writing(engine) as session:
        said = act(session)
    body = said_body(said, talent)
    call.terminal.people.print(f"{said.id} is {body['standing']} for {talent}.")
    call.terminal.answer(body)


def _require_sense(call: Call, known: Connection | None, talent: TalentId, said: Answer) -> None:
    found = standing(known, talent) if known and talent in (known.first, known.second) else None
    if known and found in _SENSELESS[said]:
        detail = f"{known.id} is {found} for {talent}: there is nothing to {said}."
        other = Answer.WITHDRAW if said is Answer.DECLINE else Answer.DECLINE
        advice = f"Did you mean `samspil connection {other}`?"
        raise call.refuse(detail, advice=advice, exit_code=ExitCode.FAILED)


def _saying(call: Call) -> Saying:
    return Saying(principal=OPERATOR, now=call.now, context=_context(call))


def _context(call: Call) -> PeerContext:
    return PeerContext(today=call.today, guardian_below=call.settings.guardian_below)


def _own_table(call: Call, bodies: Sequence[Mapping[str, Any]]) -> Table:
    table = _table(call, ("connection", "with", "next"))
    for body in bodies:
        by = _text(call, f"said_by_{body['said_by']}") if body["said_by"] else None
        standing_now = _text(call, f"standing_{body['standing']}")
        told = (
            (body["id"], standing_now, _since(call, body["began_at"]), by),
            ((body["peer"] or {}).get("alias"), *_reached(body)),
            (body["note"]["text"],),
        )
        table.add_row(*(escape("\n".join(filter(None, lines))) for lines in told))
    return table


def _reached(body: Mapping[str, Any]) -> tuple[str | None, ...]:
    """How the two reach one another."""
    contact, organiser = body["contact"], body["organiser"]
    direct = (contact.name, contact.email) if contact else ()
    return (*direct, *((organiser.name, organiser.contact_email) if organiser else ()))


def _overseen_table(call: Call, bodies: Sequence[Mapping[str, Any]]) -> Table:
    table = _table(call, ("connection", "under_age", "since", "organiser"))
    for body in bodies:
        who = (f"{one['name'] or one['alias']} ({one['id']})" for one in body["peers"])
        under = _text(call, "answer_yes" if body["under_age"] else "answer_no")
        since, organiser = _since(call, body["connected_at"]), body["organiser"]
        named = organiser.name if organiser else ""
        table.add_row(*map(escape, ("\n".join([body["id"], *who]), under, since, named)))
    return table


def _table(call: Call, heads: Sequence[str]) -> Table:
    """With the ids in the first column."""
    first, *others = (_text(call, f"head_{name}") for name in heads)
    return Table(whole(first), *map(folded, others), show_lines=True)


def _since(call: Call, moment: datetime | None) -> str:
    return day(moment.astimezone(call.settings.zone).date(), lang=call.lang) if moment else ""


def _text(call: Call, code: str, told: Mapping[str, str] | None = None) -> str:
    return say(code, told or {}, lang=call.lang, topic="connections")
