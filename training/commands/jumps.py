"""Jumps by command: what is set aside of which organisation, and letting it count again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Column, Table

from training.commands.models import Order, opened
from training.commands.terminal import answer, console, refusals

_SHARES = ("share", "expected", "devoted")

__all__ = ["Order", "clear", "listed"]


def listed(models: Path, *, as_json: bool) -> None:
    """What is set aside, and below it what somebody cleared, why and when."""
    with refusals(as_json=as_json):
        registry = opened(models)
        jumps, cleared = registry.jumps(), registry.cleared_jumps()
        table = _table()
        for jump in (*jumps, *cleared):
            table.add_row(*_row(jump))
        console(as_json=as_json).print(table)
        answer({"jumps": jumps, "cleared": cleared}, as_json=as_json)


def clear(jump: str, order: Order) -> None:
    """Let a jump be learned from from now on."""
    with refusals(as_json=order.as_json):
        registry = opened(order.models)
        cleared = registry.clear_jump(jump, by=order.by, why=order.why, at=order.at)
        days = f"{cleared['week']} to {cleared['until']}"
        text = f"What {cleared['organisation']} got from {days} is learned from again."
        console(as_json=order.as_json).print(escape(text))
        answer(cleared, as_json=order.as_json)


def _table() -> Table:
    """No wider than 80 columns, in which nothing that a command asks for is cut."""
    return Table(
        Column("jump", no_wrap=True),
        Column("organisation", overflow="fold"),
        Column("from\nbefore", no_wrap=True),
        Column("share\n(expected)", no_wrap=True),
        Column("devoted", no_wrap=True),
        Column("cleared", overflow="fold"),
    )


def _row(jump: Mapping[str, Any]) -> tuple[str, ...]:
    named = (jump["id"], jump["organisation"], f"{jump['week']}\n{jump['until']}")
    share, expected, devoted = (_percent(jump.get(name)) for name in _SHARES)
    by = f"{jump['by']}, {str(jump['at'])[:10]}: {jump['why']}" if "by" in jump else ""
    shares = (f"{share} ({expected})", devoted)
    return (*(escape(str(one)) for one in named), *shares, escape(by))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
