"""Jumps by command: what is set aside of which organisation, and letting it count again."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Column, Table

from training.commands.models import Order
from training.commands.terminal import answer, console, refusals
from training.registry import Registry

__all__ = ["Order", "clear", "listed"]


def listed(models: Path, *, as_json: bool) -> None:
    """What is set aside, and below it what somebody cleared, why and when."""
    with refusals(as_json=as_json):
        registry = Registry(models)
        jumps, cleared = registry.jumps(), registry.cleared_jumps()
        heads = ("organisation", "from", "before", "share", "expected", "devoted", "cleared")
        table = Table(Column("jump", no_wrap=True), *heads)
        for jump in (*jumps, *cleared):
            table.add_row(*_row(jump))
        console(as_json=as_json).print(table)
        answer({"jumps": jumps, "cleared": cleared}, as_json=as_json)


def clear(jump: str, order: Order) -> None:
    """Let a jump be learned from from now on."""
    with refusals(as_json=order.as_json):
        registry = Registry(order.models)
        cleared = registry.clear_jump(jump, by=order.by, why=order.why, at=order.at)
        days = f"{cleared['week']} to {cleared['until']}"
        text = f"What {cleared['organisation']} got from {days} is learned from again."
        console(as_json=order.as_json).print(escape(text))
        answer(cleared, as_json=order.as_json)


def _row(jump: Mapping[str, Any]) -> tuple[str, ...]:
    named = (jump["id"], jump["organisation"], jump["week"], jump["until"])
    shares = (_percent(jump.get(name)) for name in ("share", "expected", "devoted"))
    by = f"{jump['by']}, {str(jump['at'])[:10]}: {jump['why']}" if "by" in jump else ""
    return (*(escape(str(one)) for one in named), *shares, escape(by))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"
