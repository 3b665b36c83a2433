"""Tests of connections under haste: what two people say in the same moment stands between them."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from sqlalchemy import Engine

from matcher.domain import (
    Audience,
    Direction,
    PeerContext,
    PeerWish,
    SlateId,
    SlateRequest,
    TalentId,
)
from service.actions.connections import Saying, Seen, say_of_seen
from service.auth import Principal, Role
from service.store import TALENTS, connections, reading, slates, writing
from tests.factories import TODAY, talent
from tests.service.store.samples import NOW, slate, slate_item

ONE, OTHER = TalentId("tal-1"), TalentId("tal-2")


def see_one_another(engine: Engine) -> None:
    """Each has the other in a list of peers."""
    with writing(engine) as session:
        people = [talent(key, meets_peers=True) for key in (ONE, OTHER)]
        TALENTS.put_many(session, people, now=NOW)
        lists = [
            slate(f"of-{me}", request=_request(me), items=(slate_item(other),), unshown=())
            for me, other in ((ONE, OTHER), (OTHER, ONE))
        ]
        slates.add_many(session, lists)


def _request(talent_id: TalentId) -> SlateRequest:
    return SlateRequest(
        direction=Direction.PEERS_FOR_TALENT, subject=talent_id, audience=Audience.TALENT
    )


def _ask(engine: Engine, me: TalentId) -> None:
    with writing(engine) as session:
        say_of_seen(
            session,
            me,
            seen=Seen(slate=SlateId(f"of-{me}"), position=1),
            wish=PeerWish.MEET,
            saying=Saying(
                principal=Principal(role=Role.TALENT, key="k", subject=me),
                now=NOW,
                context=PeerContext(today=TODAY),
            ),
            new_id=lambda prefix: f"{prefix}_{uuid4().hex}",
        )


def test_two_who_ask_one_another_in_the_same_moment_are_connected_once(engine: Engine) -> None:
    see_one_another(engine)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda me: _ask(engine, me), [ONE, OTHER] * 4))
    with reading(engine) as session:
        (found,) = connections.of(session, ONE)
        assert connections.of(session, OTHER) == [found]
    assert found.connected
