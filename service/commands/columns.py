"""Columns of tables: ids stay whole in a narrow window, since other commands ask for them."""

from textwrap import wrap

from rich.console import Console
from rich.markup import escape
from rich.table import Column

_PARTS = 4


def whole(head: str) -> Column:
    """A column whose lines are neither folded nor cut."""
    return Column(head, no_wrap=True)


def folded(head: str) -> Column:
    """A column that gives way in a narrow window, and loses nothing."""
    return Column(head, overflow="fold")


def named(key: str, *lines: str | None, console: Console) -> str:
    """The lines, the first bold, and the id beneath, for a ``whole`` column.

    Lines are folded to a quarter of the window, or to the id where that is longer.
    """
    room = max(len(key), console.width // _PARTS)
    first, *others = ("\n".join(wrap(line or "", room)) for line in lines or ("",))
    said = (f"[bold]{escape(first)}[/]" if first else "", *map(escape, others))
    return "\n".join([*filter(None, said), f"[dim]{escape(key)}[/]"])
