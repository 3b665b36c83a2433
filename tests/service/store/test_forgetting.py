"""Forgetting: recorded lists keep ids, places and scores of who is gone, and no word of why."""

from dataclasses import replace

from sqlalchemy import Engine

from matcher.domain import Audience, Direction, OfferId, SlateId, SlateItem, SlateRequest, TalentId
from service.store import TALENTS, appending, reading, slates, writing
from tests.service.store.samples import NOW, settle, slate, slate_item

GONE = TalentId("tal-1")
FOR_OFFER = SlateRequest(
    direction=Direction.TALENTS_FOR_OFFER,
    subject=OfferId("off-1"),
    audience=Audience.ORGANISATION,
)


def blank(item: SlateItem) -> SlateItem:
    return replace(item, reasons=(), notes=(), contributions={})


def items_after_erasure(engine: Engine, **fields: object) -> tuple[SlateItem, ...]:
    settle(engine, talents=2)
    with appending(engine) as session:
        slates.add_many(session, [slate("sla-1", **fields)])
    with writing(engine) as session:
        TALENTS.delete(session, GONE, now=NOW)
    with reading(engine) as session:
        found = slates.get(session, SlateId("sla-1"))
    assert found is not None
    return found.items


def test_an_erased_talents_own_lists_say_no_longer_why(engine: Engine) -> None:
    assert items_after_erasure(engine) == (blank(slate_item()),)


def test_lists_that_held_an_erased_talent_keep_its_place_and_the_others_words(
    engine: Engine,
) -> None:
    gone, other = slate_item("tal-1"), slate_item("tal-2", position=2)
    items = items_after_erasure(engine, request=FOR_OFFER, items=(gone, other))
    assert items == (blank(gone), other)


def test_lists_of_others_are_left_alone(engine: Engine) -> None:
    request = replace(slate().request, subject=TalentId("tal-2"))
    assert items_after_erasure(engine, request=request) == (slate_item(),)


def test_more_lists_are_blanked_than_are_read_at_once(engine: Engine) -> None:
    settle(engine)
    many = [slate(f"sla-{number}") for number in range(1001)]
    with appending(engine) as session:
        slates.add_many(session, many)
    with writing(engine) as session:
        TALENTS.delete(session, GONE, now=NOW)
    with reading(engine) as session:
        left = slates.page(session, limit=2000)
    assert len(left) == 1001
    assert not any(item.reasons for one in left for item in one.items)
