"""Lists in a round at the terminal: one person's wishes, and whom an offer would rather have."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matcher.domain import OfferId, TalentId
from matcher.vocabulary import load
from service.actions.resources import Resources
from service.actions.round_ranking import applicants, rank
from service.actions.round_wishes import seen_wishes, wish
from service.api.bodies.rounds import RankingBody, WishListBody
from service.api.round_view import applicants_body, wishes_body
from service.app import composed
from service.commands.call import Call
from service.commands.round_options import in_options, read_as
from service.commands.rounds import recording_at, turn_at
from service.store import reading, writing

Json = Mapping[str, Any]


def put_wishes(call: Call, round_id: str, talent: str, *, given: Json) -> None:
    """Put somebody's whole list in place of the one before, and show it."""
    call.require_folder()
    wanted = read_as(WishListBody, given).wanted()
    with composed(call.settings, clock=lambda: call.now) as resources, in_options():
        with writing(resources.engine) as session:
            wish(
                session,
                round_id,
                TalentId(talent),
                wanted=wanted,
                turn=turn_at(call),
                rules=resources.rules,
                words=load(),
            )
        _tell_wishes(call, resources, round_id, talent)


def show_wishes(call: Call, round_id: str, talent: str) -> None:
    """Somebody's list, and the answer once the round is published."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        _tell_wishes(call, resources, round_id, talent)


def put_ranking(
    call: Call, round_id: str, offer: str, *, tiers: Sequence[str], refused: Sequence[str]
) -> None:
    """Put an offer's whole order in place of the one before, and show it."""
    call.require_folder()
    given = {"tiers": [tier.split(",") for tier in tiers], "refused": refused}
    ranking = read_as(RankingBody, given).ranking()
    with composed(call.settings, clock=lambda: call.now) as resources, in_options():
        with writing(resources.engine) as session:
            recording = recording_at(call, resources)
            rank(session, round_id, OfferId(offer), ranking=ranking, recording=recording)
        _tell_applicants(call, resources, round_id, offer)


def show_applicants(call: Call, round_id: str, offer: str) -> None:
    """Who wishes for an offer, the best first, then who is not ranked."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        _tell_applicants(call, resources, round_id, offer)


def _tell_wishes(call: Call, resources: Resources, round_id: str, talent: str) -> None:
    with reading(resources.engine) as session:
        found = seen_wishes(session, round_id, TalentId(talent), turn=turn_at(call))
    body = wishes_body(found, TalentId(talent), lang=call.lang)
    _print_wishes(body, call.terminal.people)
    call.terminal.answer(body)


def _tell_applicants(call: Call, resources: Resources, round_id: str, offer: str) -> None:
    key = OfferId(offer)
    with reading(resources.engine) as session:
        found, listed = applicants(session, round_id, key, turn=turn_at(call), resources=resources)
    body = applicants_body(found, key, listed=listed, lang=call.lang)
    _print_applicants(body, call.terminal.people)
    call.terminal.answer(body)


def _print_wishes(body: Json, console: Console) -> None:
    table = Table("wish", "offer", "", title=f"{body['talent']} · {body['state']}")
    for one in body["wishes"]:
        came = "came true" if one.get("came_true") else one.get("text") or ""
        table.add_row(str(one["place"]), one["offer"], escape(came))
    console.print(table)
    if body["companions"]:
        agreed = "all of them say so" if body["companions_agreed"] else "not all of them say so"
        only = "together or not at all" if body["together_only"] else "alone if need be"
        said = f"With {', '.join(body['companions'])}: {only}; {agreed}."
        console.print(escape(said), soft_wrap=True)
    if body["answer"]:
        console.print(escape(body["answer"]), soft_wrap=True)


def _print_applicants(body: Json, console: Console) -> None:
    table = Table("rank", "talent", "name", "roles", title=f"{body['offer']} · {body['state']}")
    for one in body["applicants"]:
        card = one["card"] or {}
        roles = ", ".join(card.get("role_names", ()))
        table.add_row(_rank(one), one["talent"], escape(card.get("name") or ""), escape(roles))
    console.print(table)


def _rank(one: Json) -> str:
    if one["refused"]:
        return "refused"
    suggested = " (suggested)" if one["suggested"] else ""
    return "" if one["rank"] is None else f"{one['rank']}{suggested}"
