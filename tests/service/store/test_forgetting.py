"""Forgetting: recorded lists keep ids, places and scores of who is gone, and no word of why."""

from dataclasses import replace

from sqlalchemy import Engine

from matcher.domain import (
    Audience,
    Direction,
    OfferId,
    OrganisationId,
    Problem,
    SearcherId,
    Slate,
    SlateId,
    SlateItem,
    SlateRequest,
    TalentId,
)
from service.store import ORGANISATIONS, TALENTS, appending, reading, slates, writing
from tests.factories import organisation
from tests.service.store.samples import NOW, settle, slate, slate_item, unshown

GONE = TalentId("tal-1")
FOR_OFFER = SlateRequest(
    direction=Direction.TALENTS_FOR_OFFER,
    subject=OfferId("off-1"),
    audience=Audience.ORGANISATION,
)


FOR_PEER = SlateRequest(
    direction=Direction.PEERS_FOR_TALENT, subject=TalentId("tal-2"), audience=Audience.TALENT
)
BY_WORDS = SlateRequest(
    direction=Direction.TALENTS_BY_WORDS,
    subject=SearcherId("org-1"),
    audience=Audience.ORGANISATION,
    query="sanger til bryllup",
    near="0217",
)


def blank(item: SlateItem) -> SlateItem:
    return replace(item, reasons=(), notes=(), contributions={}, cells=())


def items_after_erasure(engine: Engine, **fields: object) -> tuple[SlateItem, ...]:
    return slate_after_erasure(engine, **fields).items


def slate_after_erasure(engine: Engine, **fields: object) -> Slate:
    settle(engine, talents=2)
    with appending(engine) as session:
        slates.add_many(session, [slate("sla-1", **fields)])
    with writing(engine) as session:
        TALENTS.delete(session, GONE, now=NOW)
    with reading(engine) as session:
        found = slates.get(session, SlateId("sla-1"))
    assert found is not None
    return found


def test_an_erased_talents_own_lists_say_no_longer_why(engine: Engine) -> None:
    assert items_after_erasure(engine) == (blank(slate_item()),)


def test_lists_that_held_an_erased_talent_keep_its_place_and_the_others_words(
    engine: Engine,
) -> None:
    gone, other = slate_item("tal-1"), slate_item("tal-2", position=2)
    items = items_after_erasure(engine, request=FOR_OFFER, items=(gone, other))
    assert items == (blank(gone), other)


def test_lists_of_peers_say_no_longer_why_an_erased_talent_stood_in_them(engine: Engine) -> None:
    gone, other = slate_item("tal-1"), slate_item("tal-3", position=2)
    items = items_after_erasure(engine, request=FOR_PEER, items=(gone, other), unshown=())
    assert items == (blank(gone), other)


def test_an_erased_talents_own_list_of_peers_says_no_longer_why(engine: Engine) -> None:
    own = replace(FOR_PEER, subject=GONE)
    item = slate_item("tal-2")
    assert items_after_erasure(engine, request=own, items=(item,)) == (blank(item),)


def test_searches_that_found_an_erased_talent_keep_its_place_alone(engine: Engine) -> None:
    gone, other = slate_item("tal-1"), slate_item("tal-2", position=2)
    items = items_after_erasure(engine, request=BY_WORDS, items=(gone, other))
    assert items == (blank(gone), other)


def test_searches_that_found_an_erased_talent_repeat_no_longer_what_was_asked(
    engine: Engine,
) -> None:
    kept = Problem("sought_roles", {"roles": "singer"})
    asked = Problem("words_met", {"words": "alma"})
    met = Problem("phrases_met", {"asked": "alma fra kajen", "told": "på kajen"})
    settle(engine, talents=2)
    gone = slate_item("tal-1", reasons=(asked,))
    other = slate_item("tal-2", position=2, reasons=(asked, kept, met))
    found = slate("sla-1", request=BY_WORDS, items=(gone, other))
    elsewhere = slate("sla-2", request=BY_WORDS, items=(other,))
    with appending(engine) as session:
        slates.add_many(session, [found, elsewhere])
    with writing(engine) as session:
        TALENTS.delete(session, GONE, now=NOW)
    with reading(engine) as session:
        left, untouched = (slates.get(session, one.id) for one in (found, elsewhere))
    assert left is not None
    assert left.request == replace(BY_WORDS, query=None, near=None)
    assert left.items == (blank(gone), replace(other, reasons=(kept,)))
    assert untouched == elsewhere


def test_what_an_erased_talent_searched_for_is_erased(engine: Engine) -> None:
    settle(engine)
    direction, subject = Direction.OFFERS_BY_WORDS, SearcherId("tal-1")
    request = replace(BY_WORDS, direction=direction, subject=subject, audience=Audience.TALENT)
    with appending(engine) as session:
        slates.add_many(session, [slate(request=request)])
    with writing(engine) as session:
        TALENTS.delete(session, GONE, now=NOW)
    with reading(engine) as session:
        (left,) = slates.page(session, limit=9)
    assert left.request == replace(request, query=None, near=None)
    assert left.items == (blank(slate_item()),)


def test_what_an_organisation_searched_for_goes_with_it_and_nobody_elses(engine: Engine) -> None:
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation()], now=NOW)
    others = replace(BY_WORDS, subject=SearcherId("org-2"))
    with appending(engine) as session:
        slates.add_many(session, [slate("sla-1", request=BY_WORDS), slate("sla-2", request=others)])
    with writing(engine) as session:
        ORGANISATIONS.delete(session, OrganisationId("org-1"), now=NOW)
    with reading(engine) as session:
        own, other = (slates.get(session, SlateId(key)) for key in ("sla-1", "sla-2"))
    assert own is not None
    assert own.request.query is None
    assert not any(item.reasons for item in own.items)
    assert other == slate("sla-2", request=others)


def test_an_erased_talents_own_lists_hold_no_longer_what_else_might_have_been_shown(
    engine: Engine,
) -> None:
    assert slate_after_erasure(engine).unshown == ()


def test_an_erased_talent_that_was_in_a_pool_keeps_its_score_alone(engine: Engine) -> None:
    gone, other = unshown("tal-1"), unshown("tal-2")
    left = slate_after_erasure(engine, request=FOR_OFFER, items=(), unshown=(gone, other))
    assert left.unshown == (replace(gone, cells=()), other)


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
