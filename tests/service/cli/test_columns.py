"""Columns of tables: what is whole, what folds."""

from io import StringIO

from rich.console import Console
from rich.table import Table

from service.commands.columns import folded, named, whole

KEY = "offer-with-a-long-id-0001"


def shown(width: int) -> str:
    console = Console(file=StringIO(), width=width)
    table = Table(whole("offer"), folded("why"), folded("and why"))
    cell = named(KEY, "A title that is rather long [sic]", None, "Sender", console=console)
    table.add_row(cell, "one reason " * 9, "Donaudampfschifffahrtsgesellschaft" * 3)
    console.print(table)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_an_id_is_whole_in_a_narrow_window_and_nothing_else_is_lost() -> None:
    said = shown(50)
    assert KEY in said
    assert "…" not in said
    assert "[sic]" in said


def test_names_fold_no_more_than_the_window_asks() -> None:
    assert "A title that is rather long [sic]" in shown(200)
