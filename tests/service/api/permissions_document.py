"""The document of permissions, written from the table; run as a module it writes the file."""

from collections.abc import Iterator

from service.api import ROUTERS
from service.api.guard import GuardedRoute
from service.auth import TABLE, Action, Role, Scope, scope
from tests.source_tree import ROOT

PATH = ROOT / "docs" / "permissions.md"

_INTRODUCTION = """\
# Permissions

Who may do what. This page is written from the one table in `service/auth/permissions.py` and tested
against it; what is not in it is not allowed. A key has one role; `samspil key create` makes it.

- **anonymous** is whoever sends no key.
- **reader** sees what is open and what is counted: offers, organisations, metrics.
- **talent** speaks for one young person, **organisation** for one organisation.
- **coordinator** works for the municipalities, for all of them or for those its key is limited to.
- **admin** may everything.

Each cell says with what:

- **any**: everything.
- **own**: what belongs to the talent or organisation that the key speaks for. An offer belongs to
  its organisation and to its partners; only its organisation may delete it. A search belongs to the
  key that asked: that is all that a reader has.
- **open**: everything but drafts; of talents those who have agreed to be found.
- **area**: what lies in the municipalities that the key is limited to; a key without a limit:
  everything.
- **unlimited**: everything, but only with a key that is not limited.
- —: nothing. Answered with 403, or with 401 where no key was sent.

What the table cannot say:

- A coordinator sees names in a list of talents; one whose key is limited sees those of its
  municipalities.
- An organisation is shown only talents who have agreed to be found, without name, address or birth
  date, and is told of all others only as one number. In a list read again, who may not be found any
  more is only an id.
- A recommendation can be read again by its subject if it was made for the subject's own eyes; a
  search only with the key that asked, or by an admin: what somebody searched for is nobody else's.
- Peers are shown under an alias, and named by coordinators alone. Of connections a coordinator sees
  those in which both have said yes and one lives in its municipalities, and of a talent for whom it
  may speak what that talent sees; an organisation those that it sees to.
- What a talent wishes for is read by itself and by coordinators; reports hold numbers alone,
  without those that fewer than five people stand behind.
- A talent cannot say that its guardian has agreed, nor that somebody has seen its certificate, nor
  write or change its birth date; an organisation cannot give its offer away.
- Of a give-back the person alone agrees or declines, the home municipality confirms and waives, the
  host confirms; a host sees it once the person and the municipality have said yes, and never what
  somebody took part in. An admin stands in for both, never for the person.
- In a batch of events each is judged by itself: `not_yours` is the status of one event, not of all.
"""


def text() -> str:
    """The whole document."""
    return "\n".join((_INTRODUCTION, *_table(), ""))


def _table() -> Iterator[str]:
    roles = list(Role)
    yield f"| action | routes | {' | '.join(roles)} |"
    yield f"|---|---|{'---|' * len(roles)}"
    for action in TABLE:
        cells = [_cell(scope(role, action)) for role in roles]
        yield f"| {action} | {_routes(action)} | {' | '.join(cells)} |"


def _cell(reach: Scope) -> str:
    return "—" if reach is Scope.NONE else reach.value


def _routes(action: Action) -> str:
    found = [
        f"`{method} {route.path}`"
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, GuardedRoute) and route.action is action
        for method in sorted(route.methods or ())
    ]
    return "<br>".join(found)


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
