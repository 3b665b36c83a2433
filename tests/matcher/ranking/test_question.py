"""A question: what is wanted, what is turned down, and which words are left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.ranking import question
from matcher.vocabulary import load

WORDS = load()


def test_terms_and_words_are_heard_in_both_languages() -> None:
    asked = question("drummer til jazz", WORDS)
    assert {(one.field, one.code) for one in asked.wanted} == {
        ("roles", "drums"),
        ("genres", "jazz"),
    }
    assert [word.written for word in asked.words] == ["drummer", "jazz"]


def test_what_is_turned_down_is_in_no_ranking() -> None:
    asked = question("jazz, ikke metal", WORDS)
    assert [one.code for one in asked.wanted] == ["jazz"]
    assert [one.code for one in asked.unwanted] == ["metal"]
    assert [word.stem for word in asked.words] == ["jazz"]
    assert [word.stem for word in asked.unwanted_words] == ["metal"]
    assert "metal" not in asked.text


@pytest.mark.parametrize(
    ("query", "sought", "turned_down"),
    [
        ("guitar ikke festival", ["guitar"], ["festival"]),
        ("kor, ikke i kirke", ["kor"], ["kirke"]),
        ("choir, no church", ["choir"], ["church"]),
        ("kor, hader kirker", ["kor"], ["kirker"]),
        ("ikke metal. ikke metal", [], ["metal"]),
        ("kirke, men ikke i kirke", ["kirke", "men"], []),
        ("ikke kun kirke", ["kirke"], []),
    ],
)
def test_plain_words_are_turned_down_too(
    query: str, sought: list[str], turned_down: list[str]
) -> None:
    asked = question(query, WORDS)
    assert [word.written for word in asked.words] == sought
    assert [word.written for word in asked.unwanted_words] == turned_down


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("kor, ikke i kirke", "kor,"),
        ("no metal", ""),
        ("jazz, nej tak. Rock", "    ,        . Rock"),
        ("rap, ikke hiphop", "rap,"),
    ],
)
def test_neither_the_not_nor_what_it_turns_down_is_encoded(query: str, text: str) -> None:
    assert question(query, WORDS).text.rstrip() == text


def test_a_term_that_is_wanted_by_another_name_is_not_unwanted() -> None:
    asked = question("rap, ikke hiphop", WORDS)
    assert "hiphop" in {one.code for one in asked.wanted}
    assert (asked.unwanted, asked.unwanted_words) == ((), ())


def test_a_misspelt_term_is_still_meant() -> None:
    assert [one.code for one in question("tromeslager", WORDS).wanted] == ["drums"]


@given(st.text(max_size=200))
def test_any_text_is_a_question(query: str) -> None:
    asked = question(query, WORDS)
    assert len(asked.text) == len(query)
