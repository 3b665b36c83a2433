"""The words that profiles are found by: indexed with the profile, gone with it, no syntax."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from matcher.domain import OfferId, TalentId
from matcher.vocabulary.stems import stems
from service.store import OFFERS, ORGANISATIONS, TALENTS, backup, reading, restore, words, writing
from service.store.indexing import index_profiles
from service.store.tables import OfferWordsRow, TalentWordsRow
from service.store.words import Index
from tests.factories import offer, organisation, talent
from tests.service.store.samples import NOW

TALENT = TalentId("tal-1")


def put(engine: Engine, *bios: str) -> None:
    """Talents ``tal-1`` … with these bios."""
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation()], now=NOW)
        people = [talent(f"tal-{n}", bio=bio) for n, bio in enumerate(bios, 1)]
        TALENTS.put_many(session, people, now=NOW)


def put_and_undo(engine: Engine, bio: str) -> None:
    """A write that comes to nothing."""
    with writing(engine) as session:
        TALENTS.put_many(session, [talent(bio=bio)], now=NOW)
        raise RuntimeError("undone")


def found(
    engine: Engine, query: str, *, index: Index = Index.TALENTS, card_only: bool = False
) -> list[str]:
    """The ids, best first."""
    with reading(engine) as session:
        asked = stems(query).split()
        return list(words.search(session, index, asked, card_only=card_only, limit=50))


def test_other_forms_of_a_word_are_met(engine: Engine) -> None:
    put(engine, "Jeg spiller trommer", "Jeg maler")
    assert found(engine, "Trommerne") == ["tal-1"]


def test_danish_letters_are_met_however_they_are_written(engine: Engine) -> None:
    put(engine, "Søger øvelokale på Ærø")
    assert found(engine, "OEVELOKALER") == found(engine, "øvelokalet") == ["tal-1"]


def test_who_holds_more_of_the_rare_words_comes_first(engine: Engine) -> None:
    put(engine, "fløjte", "fløjte og harpe", *("fløjte" for _ in range(5)), "maler")
    assert found(engine, "fløjte harpe")[0] == "tal-2"


def test_a_word_of_the_card_counts_more_than_one_of_the_rest(engine: Engine) -> None:
    with writing(engine) as session:
        ORGANISATIONS.put_many(session, [organisation()], now=NOW)
        told = offer("off-1", title="Aften", description="Her er harpe til alle")
        titled = offer("off-2", title="Harpe", description="Her er en aften til alle")
        others = [offer(f"off-{n}", title="Kor", description="Sang") for n in range(3, 9)]
        OFFERS.put_many(session, [told, titled, *others], now=NOW)
    assert found(engine, "harpe", index=Index.OFFERS) == ["off-2", "off-1"]


def test_the_card_alone_tells_nothing_of_the_bio(engine: Engine) -> None:
    put(engine, "Bor på kollegium")
    assert found(engine, "kollegium") == ["tal-1"]
    assert found(engine, "kollegium", card_only=True) == []
    assert found(engine, "sanger", card_only=True) == ["tal-1"]


def test_the_words_change_with_the_profile(engine: Engine) -> None:
    put(engine, "fløjte")
    put(engine, "harpe")
    assert (found(engine, "fløjte"), found(engine, "harpe")) == ([], ["tal-1"])


def test_a_write_that_is_undone_leaves_no_words(engine: Engine) -> None:
    put(engine, "fløjte")
    with pytest.raises(RuntimeError, match="undone"):
        put_and_undo(engine, "harpe")
    assert (found(engine, "fløjte"), found(engine, "harpe")) == (["tal-1"], [])


def test_the_words_of_who_is_erased_are_gone(engine: Engine) -> None:
    put(engine, "fløjtespiller", "harpe")
    with writing(engine) as session:
        TALENTS.delete(session, TALENT, now=NOW)
    assert found(engine, "fløjtespiller") == []
    with reading(engine) as session:
        assert words.of(session, Index.TALENTS, ["tal-1", "tal-2"]).keys() == {"tal-2"}


def test_no_word_of_who_is_erased_is_left_in_the_index_file(sqlite_engine: Engine) -> None:
    put(sqlite_engine, "zxqfagot", "harpe")
    with writing(sqlite_engine) as session:
        TALENTS.delete(session, TALENT, now=NOW)
    with reading(sqlite_engine) as session:
        blocks = session.scalars(text("SELECT block FROM talent_words_fts_data")).all()
    assert not any(b"zxqfagot" in block for block in blocks)


def test_a_deleted_offer_is_found_no_more(engine: Engine) -> None:
    put(engine)
    with writing(engine) as session:
        OFFERS.put_many(session, [offer(title="Harpe")], now=NOW)
        OFFERS.delete(session, OfferId("off-1"), now=NOW)
    assert found(engine, "harpe", index=Index.OFFERS) == []


@pytest.mark.parametrize(
    "asked",
    [
        ['"'], ["*"], ["NEAR("], ['" OR 1=1 --'], ["'"], ["card:"], ["a OR b"], ["^a"], ["tal-1"],
        ["\\"], ["{card}"], ["':*"], ["!fløjte"], [""], [],
    ],
)  # fmt: skip
def test_what_is_no_word_finds_nothing_and_breaks_nothing(
    engine: Engine, asked: Sequence[str]
) -> None:
    put(engine, "fløjte a b or near card tal 1")
    with reading(engine) as session:
        assert words.search(session, Index.TALENTS, asked, card_only=False, limit=9) == {}


@pytest.mark.parametrize("word", ["and", "or", "not", "near", "og", "til"])
def test_words_of_the_syntax_are_words(engine: Engine, word: str) -> None:
    put(engine, "fløjte")
    with reading(engine) as session:
        assert words.search(session, Index.TALENTS, [word], card_only=False, limit=9) == {}


def test_equals_are_found_in_the_order_of_their_ids(engine: Engine) -> None:
    put(engine, "harpe", "harpe", "harpe", "kor", "kor", "kor", "kor", "kor")
    assert found(engine, "harpe") == ["tal-1", "tal-2", "tal-3"]


def test_what_was_there_before_the_index_is_indexed_in_batches(engine: Engine) -> None:
    put(engine, *("harpe" for _ in range(1001)))
    with writing(engine) as session:
        OFFERS.put_many(session, [offer()], now=NOW)
        session.execute(TalentWordsRow.table().delete())
        session.execute(OfferWordsRow.table().update().values(edition="of old"))
    assert index_profiles(engine) == 1002
    assert index_profiles(engine) == 0
    assert len(found(engine, "harpe")) == 50


def test_the_texts_of_profiles_are_their_own_words(engine: Engine) -> None:
    put(engine, "harpe")
    with writing(engine) as session:
        OFFERS.put_many(session, [offer(title="Kor", description="Vi synger")], now=NOW)
    with reading(engine) as session:
        assert words.texts(session, Index.TALENTS, ["tal-1"]) == {"tal-1": "harpe"}
        assert words.texts(session, Index.OFFERS, ["off-1"]) == {"off-1": "Kor\nVi synger"}


def test_a_restored_store_finds_the_same(
    engine: Engine, empty_engine: Engine, tmp_path: Path
) -> None:
    put(engine, "harpe", "kor")
    backup(engine, tmp_path / "store.zip")
    restore(empty_engine, tmp_path / "store.zip")
    assert found(empty_engine, "harpe") == found(engine, "harpe") == ["tal-1"]
