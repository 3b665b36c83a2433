"""Wishes at a terminal: told for a talent, listed, taken back, and added up over everybody."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from matcher.domain import TalentId
from service.actions.acting import OPERATOR
from service.actions.gaps import wish_counts
from service.actions.wishes import listed, require_known, send, take_back
from service.api.bodies.pathways import WishBody
from service.api.gap_tables import wishes_body
from service.api.pathways import TOPIC, wish_body
from service.app import composed, new_id
from service.commands.call import Call
from service.commands.options import read_as
from service.i18n import day, label, say
from service.reports.by import LISTS, WishedBy
from service.store.engine import reading, writing
from service.store.wishes import Wish

_FEW = "·"


def add_one(call: Call, talent: str, given: Mapping[str, str | None]) -> None:
    """Keep a wish and show it. An option that cannot be is named, as one of a call."""
    body = read_as(WishBody, given)
    wish = Wish(
        id=new_id("wish"), talent=TalentId(talent), created_at=call.now, **body.model_dump()
    )
    require_known(wish, place="query")
    with call.store() as engine, writing(engine) as session:
        send(session, wish, principal=OPERATOR)
    _show(call, [wish])
    call.terminal.answer({"id": wish.id, "created_at": wish.created_at})


def list_all(call: Call, talent: str) -> None:
    """Show everything that a talent has wished for."""
    with call.store() as engine, reading(engine) as session:
        found = listed(session, TalentId(talent), principal=OPERATOR)
    _show(call, found)
    call.terminal.answer({"items": [wish_body(one, lang=call.lang) for one in found]})


def withdraw_one(call: Call, talent: str, wish_id: str) -> None:
    """Forget a wish."""
    with call.store() as engine, writing(engine) as session:
        take_back(session, TalentId(talent), wish_id=wish_id, principal=OPERATOR)
    call.terminal.people.print(f"Withdrawn: {escape(wish_id)}.")
    call.terminal.answer({"withdrawn": wish_id})


def show_counts(call: Call, by: WishedBy) -> None:
    """A table of how many people wish for what, by reach; few are hidden."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        counts = wish_counts(resources, by)
    body = wishes_body(counts, by, at=call.now, lang=call.lang)
    if body["cells"]:
        call.terminal.people.print(_counts(call, body["cells"], by))
    else:
        call.terminal.people.print(say("no_wishes", {}, lang=call.lang, topic=TOPIC))
    call.terminal.people.print(body["note"], soft_wrap=True)
    call.terminal.answer(body)


def _show(call: Call, found: Sequence[Wish]) -> None:
    """A line for each, as long as it is, since its id is needed whole; beneath it the words."""
    people = call.terminal.people
    if not found:
        people.print(say("no_wishes", {}, lang=call.lang, topic=TOPIC))
    for one in found:
        step = say("step", {"kind": one.kind, "reach": one.reach}, lang=call.lang, topic=TOPIC)
        named = (("goals", one.goal), ("roles", one.role), ("genres", one.genre))
        labels = [label(among, code, lang=call.lang) for among, code in named if code]
        told = day(one.created_at.astimezone(call.settings.zone), lang=call.lang)
        people.print(f"• {escape(' · '.join([step, *labels, told, one.id]))}", soft_wrap=True)
        if one.words:
            people.print(f"  [dim]{escape(one.words)}[/]", soft_wrap=True)


def _counts(call: Call, cells: Sequence[Mapping[str, Any]], by: WishedBy) -> Table:
    """Terms by reaches, a term's total first; what is hidden is a dot, nobody a blank."""
    told = {(one["term"], one["reach"]): one["people"] for one in cells}
    names = {one["reach"]: one["reach_name"] for one in cells}
    everybody = say("all_reaches", {}, lang=call.lang, topic="reports")
    head = say("gap_term_name", {}, lang=call.lang, topic="reports")
    table = Table(head, *(name or everybody for name in names.values()))
    for term in dict.fromkeys(one["term"] for one in cells):
        people = [told[term, reach] for reach in names]
        row = [_FEW if count is None else str(count or "") for count in people]
        table.add_row(label(LISTS[by], term, lang=call.lang), *row)
    return table
