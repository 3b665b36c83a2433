"""Searching: what words find for a coordinator at the terminal, recorded like every other list."""

import asyncio

from matcher.domain import Direction, Surface
from service.actions.acting import OPERATOR
from service.actions.search import Wanted, search
from service.api.slates import slate_body
from service.app import composed
from service.commands.call import Call
from service.commands.lists import show_list


def show_search(call: Call, direction: Direction, wanted: Wanted) -> None:
    """Show what ``wanted`` finds, why, and what was left out."""
    call.require_folder()
    with composed(call.settings, clock=lambda: call.now) as resources:
        asked = search(resources, direction, wanted, principal=OPERATOR, surface=Surface.CLI)
        shown = asyncio.run(asked)
    body = slate_body(shown, lang=call.lang, explain=True)
    show_list(body, call.terminal.people, lang=call.lang)
    call.terminal.answer(body)
