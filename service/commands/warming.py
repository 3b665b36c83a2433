"""Warming: the snapshot is kept when data comes in, so that the next start need not read it all."""

from contextlib import suppress

from sqlalchemy import Engine

from service.actions.encoders import EncoderRefused
from service.app import composed
from service.commands.call import Call
from service.store import keys, reading


def warm_up(call: Call, engine: Engine) -> None:
    """Keep the snapshot of the store for the next start.

    Without a key there is nothing yet that the store could be known by: the first key makes up
    for it.
    """
    with reading(engine) as session:
        if not keys.all_of(session):
            return
    # The snapshot is the same for every model, and one that does not fit is the server's to refuse,
    # as is an encoder that cannot be opened.
    plain = call.settings.model_copy(update={"model": None})
    making = call.terminal.errors.status("Making the snapshot for the next start …")
    with making, suppress(EncoderRefused), composed(plain):
        pass
