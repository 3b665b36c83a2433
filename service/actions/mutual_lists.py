"""Mutual lists: how a list of peers or of partners is called for, answered and kept."""

from datetime import datetime

from matcher.domain import Slate, SlateId, Surface, Viewer
from matcher.features.encoding import stable_hash
from matcher.ranking import Called, GlassBox
from service.actions.resources import Resources
from service.actions.shown import Shown, with_cards
from service.auth import Principal


def called_for(
    resources: Resources,
    subject: str,
    *,
    model: GlassBox,
    principal: Principal,
    surface: Surface,
    now: datetime,
    encoder_hash: str | None = None,
) -> Called:
    """By what a list for ``subject`` is called for; its ties fall the same way all day."""
    today = resources.rules.today(now)
    return Called(
        slate_id=SlateId(resources.new_id("rec")),
        viewer=Viewer(role=principal.role.value, key=principal.key, surface=surface),
        at=now,
        seed=stable_hash(f"{subject}|{today}|{model.hash}") >> 1,
        encoder_hash=encoder_hash,
    )


async def kept(resources: Resources, slate: Slate, *, principal: Principal) -> Shown:
    """The list with its cards; it is on disk when this returns. Raises ``StoreBusy``."""
    context = resources.rules.context(slate.at, audience=slate.request.audience)
    shown = with_cards(resources, slate, context=context, principal=principal)
    await resources.recorder.record(slate)
    return shown
