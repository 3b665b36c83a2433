"""Composing groups at the terminal: by the same actions as over HTTP, kept like every other."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import typer

from matcher.domain import OfferId
from service.actions.acting import OPERATOR
from service.actions.cohort import (
    change_cohort,
    cohorts_of,
    keep_more,
    keep_new,
    next_cohort,
    propose_cohort,
)
from service.actions.cohort_publishing import Sent, keep_next, publish_cohort
from service.actions.cohort_shown import show_cohort
from service.actions.cohort_wish import CohortWish, seats_of
from service.actions.resources import Resources
from service.api.bodies.cohorts import ChangesBody, CohortWishBody
from service.api.cohort_view import cohort_body, cohort_line
from service.app import composed
from service.commands.acting import acting_at
from service.commands.call import Call
from service.commands.cohort_tables import show_group, show_lines, show_sent
from service.commands.options import in_options, read_as
from service.errors import Code, ServiceError
from service.store.engine import reading, writing
from service.store.offers import OFFERS


def wish_given(aims: str | None, given: Mapping[str, Any], *, applicants: bool) -> CohortWishBody:
    """The wish that ``aims`` is as JSON, or that the file of that name holds, with what the
    options say over it.

    Raises ``typer.BadParameter`` for what is no JSON, and ``ServiceError`` as ``read_as`` does.
    """
    try:
        found = orjson.loads(_json(aims)) if aims is not None else {}
    except orjson.JSONDecodeError as error:
        raise typer.BadParameter(f"No JSON: {error}", param_hint="--aims") from error
    wish = dict(found) if isinstance(found, dict) else {"aims": found}
    wish |= {name: value for name, value in given.items() if value is not None}
    if isinstance(given.get("together"), list):
        wish["together"] = [group.split(",") for group in given["together"]]
    if applicants:
        wish["among"] = "applicants"
    return read_as(CohortWishBody, wish)


def _json(aims: str) -> bytes:
    if aims.lstrip()[:1] in ("[", "{"):
        return aims.encode()
    try:
        return Path(aims).read_bytes()
    except OSError as error:
        raise typer.BadParameter(
            f"Neither JSON nor a file that can be read: {aims}", param_hint="--aims"
        ) from error


def propose(call: Call, offer: str, wish: CohortWishBody) -> None:
    """Solve, keep, show."""
    with _resources(call) as resources, in_options():
        asked = _wish(resources, OfferId(offer), wish)
        with call.terminal.people.status("Looking for the best group …"):
            cohort = asyncio.run(
                propose_cohort(resources, OfferId(offer), asked, principal=OPERATOR)
            )
        with writing(resources.engine) as session:
            keep_new(session, cohort)
        _show(call, resources, offer, cohort.id)


def change(
    call: Call,
    offer: str,
    cohort_id: str,
    *,
    decided: Mapping[str, Sequence[str]],
    reason: str,
) -> None:
    """Keep what was decided, with the proposal around it."""
    changes = [
        {"change": kind, "talent": one, "reason": reason}
        for kind, people in decided.items()
        for one in people
    ]
    if changes and not reason.strip():
        raise typer.BadParameter("Say why: it is kept in the log.", param_hint="--reason")
    drafts = [one.draft() for one in read_as(ChangesBody, {"changes": changes}).changes]
    with _resources(call) as resources, in_options():
        asked = change_cohort(
            resources, cohort_id, drafts, offer_id=OfferId(offer), principal=OPERATOR
        )
        with call.terminal.people.status("Looking for the best group …"):
            cohort = asyncio.run(asked)
        with writing(resources.engine) as session:
            keep_more(session, cohort)
        _show(call, resources, offer, cohort.id)


def publish(call: Call, offer: str, cohort_id: str, *, number: int) -> None:
    """Ask everybody who was not asked yet."""
    with _resources(call) as resources:
        acting = acting_at(call, resources)
        with writing(resources.engine) as session:
            sent = publish_cohort(
                session,
                cohort_id,
                offer_id=OfferId(offer),
                number=number,
                acting=acting,
            )
        _show(call, resources, offer, cohort_id, sent=sent)


def go_on(call: Call, offer: str, cohort_id: str) -> None:
    """Let open places go on to who comes next."""
    with _resources(call) as resources:
        asked = next_cohort(resources, cohort_id, offer_id=OfferId(offer), principal=OPERATOR)
        with call.terminal.people.status("Looking for the best group …"):
            cohort = asyncio.run(asked)
        sent: Sequence[Sent] = ()
        if cohort is not None:
            with writing(resources.engine) as session:
                sent = keep_next(session, cohort, acting=acting_at(call, resources))
        _show(call, resources, offer, cohort_id, sent=sent)


def show(call: Call, offer: str, cohort_id: str) -> None:
    """The proposal that stands."""
    with _resources(call) as resources:
        _show(call, resources, offer, cohort_id)


def list_all(call: Call, offer: str) -> None:
    """All groups of an offer."""
    with _resources(call) as resources, reading(resources.engine) as session:
        found = cohorts_of(session, OfferId(offer), principal=OPERATOR)
    items = [cohort_line(one) for one in found]
    show_lines(items, call.terminal.people, offer=offer, lang=call.lang)
    call.terminal.answer({"items": items})


@contextmanager
def _resources(call: Call) -> Iterator[Resources]:
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        yield resources


def _wish(resources: Resources, offer: OfferId, wish: CohortWishBody) -> CohortWish:
    with reading(resources.engine) as session:
        found = OFFERS.get(session, offer)
    if found is None:
        raise ServiceError(Code.UNKNOWN_OFFER, 404, params={"offer": offer})
    return wish.asked(seats_of(found.value, wish.seats))


def _show(
    call: Call,
    resources: Resources,
    offer: str,
    cohort_id: str,
    *,
    sent: Sequence[Sent] = (),
) -> None:
    asked = show_cohort(resources, cohort_id, offer_id=OfferId(offer), principal=OPERATOR)
    body = cohort_body(asyncio.run(asked), lang=call.lang)
    show_group(body, call.terminal.people, lang=call.lang)
    show_sent(sent, call.terminal.people, lang=call.lang)
    call.terminal.answer(body)
