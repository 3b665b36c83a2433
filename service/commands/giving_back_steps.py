"""One give-back at a terminal: looked at, and taken a step further by the one whose step it is."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import typer
from pydantic import ValidationError

from matcher.domain import TalentId
from matcher.vocabulary import load
from service.actions.acting import OPERATOR
from service.actions.give_back_behalf import as_person, as_talent
from service.actions.give_back_choice import read_candidates, suiting
from service.actions.give_back_companions import answer_along, ask_along, leave_along, read_company
from service.actions.give_back_steps import take_step
from service.actions.give_back_views import views
from service.actions.give_backs import found_for, read_one
from service.actions.resources import Resources
from service.api.bodies.give_backs import StepAskedBody
from service.api.give_back_answers import mate_body, stepped_body, suiting_body, view_body
from service.api.give_back_asked import step_asked
from service.app import composed
from service.commands.acting import acting_at
from service.commands.call import Call
from service.commands.giving_back_tables import (
    company_table,
    show_one,
    slots_table,
    standing_table,
)
from service.errors import Fault, ServiceError
from service.store import reading, writing


def show(call: Call, key: str) -> None:
    """One with its reasons and every step so far."""
    with _resources(call) as resources:
        _show(call, resources, key)


def take(call: Call, key: str, given: Mapping[str, Any], *, for_person: bool = False) -> None:
    """Take the step that ``given`` asks for: as the municipality or the host, or for the person.

    Raises ``typer.BadParameter`` for what is no step.
    """
    with _resources(call) as resources, _options():
        asked = step_asked(_body(given), load())
        with writing(resources.engine) as session:
            principal = as_person(session, key) if for_person else OPERATOR
            acting = acting_at(call, resources, principal=principal)
            done = take_step(session, key, asked, acting=acting)
        with reading(resources.engine) as session:
            found = views(session, done, acting=acting_at(call, resources))
    bodies = [view_body(view, lang=call.lang) for view in found]
    call.terminal.people.print(standing_table(bodies, lang=call.lang))
    call.terminal.answer(stepped_body(done))


def slots(call: Call, key: str) -> None:
    """Every slot that suits, and what kept the others away."""
    with _resources(call) as resources:
        asyncio.run(resources.live.refresh())
        with reading(resources.engine) as session:
            candidates = read_candidates(
                session, key, principal=OPERATOR, now=call.now, rules=resources.rules
            )
        snapshot = resources.live.snapshot
        found = suiting(candidates, snapshot, now=call.now, rules=resources.rules)
    body = suiting_body(found, lang=call.lang)
    people = call.terminal.people
    people.print(slots_table(body, people, lang=call.lang))
    call.terminal.answer(body)


def company(call: Call, key: str) -> None:
    """Who could come along."""
    with _resources(call) as resources, reading(resources.engine) as session:
        found = read_company(session, key, acting=acting_at(call, resources))
    items = [mate_body(mate) for mate in found]
    people = call.terminal.people
    people.print(company_table(items, people, lang=call.lang))
    call.terminal.answer({"items": items})


def ask(call: Call, key: str, talent: str) -> None:
    """Ask somebody along, as the municipality: it alone puts adults and minors together."""
    with _resources(call) as resources:
        acting = acting_at(call, resources)
        with writing(resources.engine) as session:
            ask_along(session, key, TalentId(talent), acting=acting)
        _show(call, resources, key)


def answer(call: Call, key: str, talent: str, *, comes: bool) -> None:
    """What somebody who was asked along has said."""
    with _resources(call) as resources:
        acting = acting_at(call, resources, principal=as_talent(TalentId(talent)))
        with writing(resources.engine) as session:
            found_for(session, key, principal=OPERATOR)
            answer_along(session, key, comes=comes, acting=acting)
        _show(call, resources, key)


def take_back(call: Call, key: str, talent: str, *, by_asked: bool) -> None:
    """Take the question back, or, for who was asked, the answer."""
    with _resources(call) as resources:
        with writing(resources.engine) as session:
            asker = as_person(session, key)
            principal = as_talent(TalentId(talent)) if by_asked else asker
            acting = acting_at(call, resources, principal=principal)
            leave_along(session, key, TalentId(talent), acting=acting)
        _show(call, resources, key)


@contextmanager
def _resources(call: Call) -> Iterator[Resources]:
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        yield resources


def _show(call: Call, resources: Resources, key: str) -> None:
    with reading(resources.engine) as session:
        view = read_one(session, key, acting=acting_at(call, resources))
    body = view_body(view, lang=call.lang)
    show_one(body, call.terminal.people, lang=call.lang, zone=call.settings.zone)
    call.terminal.answer(body)


def _body(given: Mapping[str, Any]) -> StepAskedBody:
    try:
        return StepAskedBody.model_validate(dict(given))
    except ValidationError as error:
        (first, *_) = error.errors()
        name = str(first["loc"][0]).removesuffix("s")
        raise typer.BadParameter(first["msg"], param_hint=f"--{name}") from error


@contextmanager
def _options() -> Iterator[None]:
    """What the API points to in a body is an option here."""
    try:
        yield
    except ServiceError as error:
        error.faults = tuple(map(_as_option, error.faults))
        raise


def _as_option(fault: Fault) -> Fault:
    return replace(fault, pointer=fault.pointer.removeprefix("#/").split("/")[0].removesuffix("s"))
