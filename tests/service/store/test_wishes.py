"""Wishes: kept, counted without words, and gone with the talent."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from matcher.domain import Step, TalentId
from service.store import TALENTS, reading, slates, wishes, writing
from service.store.wishes import Wish, Wished
from tests.service.store.samples import NOW, settle, slate

WISH = Wish(
    id="wish-1",
    talent=TalentId("tal-1"),
    goal="perform",
    role=None,
    reach="regional",
    kind="gig",
    words="En scene i nærheden",
    created_at=NOW,
    genre="pop",
)


def test_wishes_are_read_as_they_were_sent_the_newest_first(engine: Engine) -> None:
    settle(engine)
    later = replace(WISH, id="wish-2", role="singer", created_at=NOW + timedelta(hours=1))
    with writing(engine) as session:
        for one in (WISH, later):
            wishes.add(session, one)
    with reading(engine) as session:
        assert wishes.of(session, WISH.talent) == [later, WISH]
        assert wishes.get(session, "wish-1") == WISH
        assert wishes.count_of(session, WISH.talent) == 2


def test_reports_read_wishes_without_words_from_a_moment_on(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as session:
        wishes.add(session, WISH)
    with reading(engine) as session:
        (told,) = wishes.stream(session, since=NOW)
        assert list(wishes.stream(session, since=NOW + timedelta(seconds=1))) == []
    assert isinstance(told, Wished)
    assert (told.kind, told.genre, told.municipality) == ("gig", "pop", "0217")


def test_a_talent_that_is_erased_leaves_no_wish(engine: Engine) -> None:
    settle(engine)
    with writing(engine) as session:
        wishes.add(session, WISH)
        TALENTS.delete(session, WISH.talent, now=NOW)
    with reading(engine) as session:
        assert wishes.get(session, "wish-1") is None


def test_a_list_remembers_the_step_that_it_was_narrowed_to(engine: Engine) -> None:
    made = slate()
    step = Step(reach="local", kind="jam", role="singer")
    narrowed = replace(made, request=replace(made.request, step=step))
    with writing(engine) as session:
        slates.add_many(session, [narrowed])
    with reading(engine) as session:
        assert slates.get(session, made.id) == narrowed
