"""The demo: an invented town in an empty store, and keys to try it with."""

from collections.abc import Sequence

from sqlalchemy import Engine

from service.commands.call import Call


def welcome(call: Call, engine: Engine) -> Sequence[str]:
    """Load the town if the store is empty; answers with lines to try."""
    return ()


def load_town(call: Call, *, events: bool) -> None:
    """Load the town."""
