"""Warming: the snapshot is kept when data comes in, so that the next start need not read it all."""

from sqlalchemy import Engine

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
    # The snapshot is the same for every model, and one that does not fit is the server's to refuse.
    plain = call.settings.model_copy(update={"model": None})
    with call.terminal.errors.status("Making the snapshot for the next start …"), composed(plain):
        pass
