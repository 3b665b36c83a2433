"""The terminal: people read tables, programs read JSON, and the two never mix on stdout."""

from typing import Any

import orjson
import typer
from rich.console import Console
from rich.markup import escape


class Terminal:
    """Where a command answers; with ``as_json`` all that is for people goes to stderr."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.people = Console(stderr=as_json, highlight=False)
        self.errors = Console(stderr=True, highlight=False)

    def answer(self, value: Any) -> None:
        """Write ``value`` as JSON to stdout where JSON was asked for."""
        if self.as_json:
            text = orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
            typer.echo(text.decode())

    def refuse(self, detail: str, *, advice: str | None = None) -> None:
        """Say on stderr what went wrong, and what to do about it."""
        self.errors.print(f"[bold red]✗[/] {escape(detail)}")
        if advice:
            self.errors.print(f"  {escape(advice)}")
