"""A question: what is wanted, what is turned down, and which words are left."""

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


def test_a_misspelt_term_is_still_meant() -> None:
    assert [one.code for one in question("tromeslager", WORDS).wanted] == ["drums"]


@given(st.text(max_size=200))
def test_any_text_is_a_question(query: str) -> None:
    asked = question(query, WORDS)
    assert len(asked.text) == len(query)
