"""Searching: what words find for a coordinator at the terminal, recorded like every other list."""

import asyncio

from matcher.domain import Direction, Surface
from matcher.vocabulary import Language
from service.actions.search import Wanted, search
from service.api.slates import slate_body
from service.app import composed
from service.auth import Principal, Role
from service.commands.call import Call
from service.commands.lists import show_list
from service.errors import Fault, ServiceError
from service.i18n import say

# Who works at the terminal has the files themselves, and so may see everything.
_OPERATOR = Principal(role=Role.ADMIN, key="cli")


def show_search(call: Call, direction: Direction, wanted: Wanted) -> None:
    """Show what ``wanted`` finds, why, and what was left out."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        asked = search(resources, direction, wanted, principal=_OPERATOR, surface=Surface.CLI)
        try:
            shown = asyncio.run(asked)
        except ServiceError as error:
            for fault in error.faults:
                error.add_note(_told(fault))
            raise
    body = slate_body(shown, lang=call.lang, explain=True)
    show_list(body, call.terminal.people, lang=call.lang)
    call.terminal.answer(body)


def _told(fault: Fault) -> str:
    """Which word or option is meant, and what is wrong with it."""
    name = "the words" if fault.pointer == "q" else f"--{fault.pointer}"
    return f"{name}: {say(fault.code, fault.params, lang=Language.EN, topic='faults')}"
