"""Mentions: terms named in running text, and everyday words that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.vocabulary import Vocabularies, load


def named(known: Vocabularies, text: str) -> set[tuple[str, str]]:
    return {(mention.field, mention.code) for mention in known.mentions(text)}


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("Vi mangler en trommeslager", "roles", "drums"),
        ("for guitaristerne", "roles", "guitar"),
        ("bassen er stemt", "roles", "bass"),
        ("we look for a cellist", "roles", "cello"),
        ("Jeg elsker dansk rap", "genres", "danish_rap"),
        ("some dark techno", "genres", "techno"),
        ("hip hop hele natten", "genres", "hiphop"),
        ("hip-hop", "genres", "hiphop"),
        ("neo-soul og r&b", "genres", "rnb"),
        ("jeg vil gerne finde et band", "goals", "band"),
        ("at møde andre", "goals", "find_people"),
        ("der er udstyr til låns", "conditions", "equipment_to_borrow"),
        ("men ingen scene", "conditions", "no_stage"),
    ],
)
def test_a_term_is_mentioned(known: Vocabularies, text: str, field: str, code: str) -> None:
    assert (field, code) in named(known, text)


@pytest.mark.parametrize(
    "text",
    [
        "Folk viser vej til huset",
        "Så er der mad, og vi har det rart",
        "a country house full of noise",
        "Hun fortæller, at hun hjælper til",
        "I love to play and talk",
        "Jeg taler arabisk og lidt polsk",
        "alt er muligt",
        "",
    ],
)
def test_everyday_words_mention_nothing(known: Vocabularies, text: str) -> None:
    assert named(known, text) == set()


def test_the_longest_name_counts(known: Vocabularies) -> None:
    assert named(known, "melodisk dødsmetal") == {("genres", "melodic_death")}


def test_a_word_may_name_terms_of_two_vocabularies(known: Vocabularies) -> None:
    assert named(known, "rap") == {("roles", "rapper"), ("genres", "hiphop")}


def test_the_phrase_is_given_as_it_is_written(known: Vocabularies) -> None:
    assert known.mentions("en Trommeslager!")[0].phrase == "Trommeslager"


def test_a_term_is_mentioned_once(known: Vocabularies) -> None:
    assert len(known.mentions("trommer, trommer og trommer")) == 1


@given(st.text(max_size=200))
def test_no_text_breaks_the_mentions(text: str) -> None:
    assert all(mention.phrase for mention in load().mentions(text))
